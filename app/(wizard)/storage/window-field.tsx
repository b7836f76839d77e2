// SPDX-License-Identifier: GPL-2.0-or-later
// When the node may reboot by itself: never, at any time, or in a window whose days and times are typed.
'use client';
import { Radio, TextInput } from '@patternfly/react-core';
import type { Choice } from '../field/choice-field.tsx';
import { FieldFrame } from '../field/frame.tsx';
import { textOf, useValue } from '../field/value.ts';
import { WORDS } from './words.ts';

const NAME = 'layout.upgrade.window';
const choices: readonly Choice[] = WORDS.windows;
const WINDOW = 'Sat,Sun 02:00-05:00';

export function WindowField() {
  const { value, set, ref } = useValue(NAME);
  const text = textOf(value);
  const chosen = text === 'never' || text === 'any' ? text : 'window';
  return (
    <FieldFrame name={NAME} role="radiogroup">
      {(input) => (
        <>
          {choices.map((choice) => (
            <Radio
              key={choice.value}
              id={`${input.id}-${choice.value}`}
              name={input.id}
              label={choice.label}
              description={choice.description}
              isChecked={chosen === choice.value}
              onChange={() => set(choice.value === 'window' ? WINDOW : choice.value)}
            />
          ))}
          {chosen === 'window' && (
            <TextInput {...input} ref={ref} className="bw-window" aria-label={WORDS.windowTimes} value={text} onChange={(_event, typed) => set(typed)} autoComplete="off" autoCapitalize="none" spellCheck={false} />
          )}
        </>
      )}
    </FieldFrame>
  );
}
