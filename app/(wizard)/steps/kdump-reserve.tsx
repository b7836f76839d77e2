// SPDX-License-Identifier: GPL-2.0-or-later
// The memory kept for crash dumps: a number, or `auto` when the field is empty.
'use client';
import { InputGroup, InputGroupItem, InputGroupText, TextInput } from '@patternfly/react-core';
import { fieldText } from '../field/field-text.ts';
import { FieldFrame } from '../field/frame.tsx';
import { textOf, useValue } from '../field/value.ts';

const NAME = 'finish.kdump.reserve';

export function KdumpReserve() {
  const { value, set, ref } = useValue(NAME);
  return (
    <FieldFrame name={NAME} isOptional>
      {(input) => (
        <InputGroup className="bw-number">
          <InputGroupItem isFill>
            <TextInput {...input} ref={ref} inputMode="numeric" value={value === 'auto' ? '' : textOf(value)} onChange={(_event, text) => set(text === '' ? 'auto' : /^\d{1,9}$/.test(text) ? Number(text) : text)} />
          </InputGroupItem>
          <InputGroupText isPlain>{fieldText(NAME).unit}</InputGroupText>
        </InputGroup>
      )}
    </FieldFrame>
  );
}
