// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `locale`: language, keyboard, time.
'use client';
import { Button, FormSection } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import TimesIcon from '@patternfly/react-icons/dist/esm/icons/times-icon';
import { keyboardLayouts } from '#kickstart/profile/locale.ts';
import { locales } from '#kickstart/profile/locales.ts';
import { timezones } from '#kickstart/profile/timezones.ts';
import { CheckField, RadioField } from '../field/choice-field.tsx';
import { Combo } from '../field/combo-field.tsx';
import { type FieldName, fieldText } from '../field/field-text.ts';
import { FieldFrame } from '../field/frame.tsx';
import { ListField } from '../field/text-field.tsx';
import { textOf, textsOf, useReplace, useSeen, useValue } from '../field/value.ts';
import { WORDS } from './words.ts';

function ComboField({ name, choices }: { name: FieldName; choices: readonly string[] }) {
  const { value, set } = useValue(name);
  return (
    <FieldFrame name={name}>
      {(input) => <Combo id={input.id} label={fieldText(name).label} describedBy={input['aria-describedby']} isInvalid={input['aria-invalid']} choices={choices} value={textOf(value)} onChoose={set} />}
    </FieldFrame>
  );
}

function Keyboards() {
  const { value, set } = useValue('locale.keyboards');
  const chosen = textsOf(value);
  const unused = keyboardLayouts.filter((layout) => !chosen.includes(layout));
  return (
    <FieldFrame name="locale.keyboards" role="group">
      {(input) => (
        <>
          {chosen.map((layout, index) => (
            <div key={layout} className="bw-row">
              <Combo
                id={`${input.id}-${index}`} label={`${WORDS.keyboard} ${index + 1}`} describedBy={input['aria-describedby']} isInvalid={input['aria-invalid']}
                choices={[layout, ...unused]} value={layout} onChoose={(next) => set(chosen.map((one, at) => (at === index ? next : one)))}
              />
              {chosen.length > 1 && (
                <Button variant="plain" icon={<TimesIcon />} aria-label={`${WORDS.removeKeyboard} ${layout}`} onClick={() => set(chosen.filter((one) => one !== layout))} />
              )}
            </div>
          ))}
          {chosen.length < 4 && (
            <div><Button variant="link" isInline icon={<PlusCircleIcon />} onClick={() => set([...chosen, unused.find((layout) => layout === 'us') ?? unused[0]])}>{WORDS.addKeyboard}</Button></div>
          )}
        </>
      )}
    </FieldFrame>
  );
}

export function LocaleStep() {
  const replace = useReplace();
  const mode = useSeen('locale.ntp.mode');
  return (
    <>
      <FormSection title={WORDS.language} titleElement="h3">
        <ComboField name="locale.lang" choices={locales} />
        <Keyboards />
      </FormSection>
      <FormSection title={WORDS.time} titleElement="h3">
        <ComboField name="locale.timezone" choices={timezones} />
        <CheckField name="locale.utc" />
        <RadioField name="locale.ntp.mode" choices={WORDS.ntp} onChoose={(next) => replace('locale.ntp', next === 'servers' ? { mode: next, servers: [] } : { mode: next })} />
        {mode === 'servers' && <ListField name="locale.ntp.servers" isOptional={false} />}
      </FormSection>
    </>
  );
}
