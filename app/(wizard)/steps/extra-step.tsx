// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `extra`: lines and sections kept from an import, to be edited as text or removed. Drawn only when there are some.
'use client';
import { Button, FormSection, TextArea } from '@patternfly/react-core';
import { namesPackages } from '#kickstart/profile/extra.ts';
import { valueAt } from '../draft/draft.ts';
import { type FieldName } from '../field/field-text.ts';
import { FieldFrame } from '../field/frame.tsx';
import { TextField } from '../field/text-field.tsx';
import { listOf, textOf, textsOf, useReplace, useSeen, useValue } from '../field/value.ts';
import { SECTION_WORDS } from '../scripts/words.ts';
import { WORDS } from './words.ts';

type AreaProps = { name: FieldName; rows: number; lines?: boolean; /** Row of the survival table. */ setting?: string };

export function Area({ name, rows, lines = false, ...frame }: AreaProps) {
  const { value, set, ref } = useValue(name);
  const text = lines ? textsOf(value).join('\n') : textOf(value);
  return (
    <FieldFrame name={name} className="bw-mono" {...frame}>
      {(input) => (
        <TextArea
          {...input} ref={ref} rows={Math.min(24, Math.max(rows, text.split('\n').length))} resizeOrientation="vertical" spellCheck={false} autoComplete="off" value={text}
          onChange={(_event, typed) => set(lines ? typed.split('\n') : typed)}
          onBlur={() => lines && set(textsOf(value).filter((line) => line.trim() !== ''))}
        />
      )}
    </FieldFrame>
  );
}

const asksForPackages = (section: unknown) => namesPackages({ header: textOf(valueAt(section, 'header')), body: textOf(valueAt(section, 'body')) });

export function ExtraStep() {
  const replace = useReplace();
  const commands = textsOf(useSeen('extra.commands'));
  const sections = listOf(useSeen('extra.sections'));
  if (commands.length === 0 && sections.length === 0) return null;
  return (
    <FormSection title={WORDS.extra} titleElement="h3">
      {commands.length > 0 && (
        <>
          <Area name="extra.commands" rows={3} lines />
          <div><Button variant="secondary" onClick={() => replace('extra.commands', [])}>{SECTION_WORDS.removeLines}</Button></div>
        </>
      )}
      {sections.map((section, index) => (
        <section key={index} className="bw-item" aria-label={`${SECTION_WORDS.section} ${index + 1}`}>
          <TextField name={`extra.sections.${index}.header`} className="bw-mono" />
          <Area name={`extra.sections.${index}.body`} rows={3} {...(asksForPackages(section) ? { setting: 'extra.packages' } : {})} />
          <div><Button variant="secondary" onClick={() => replace('extra.sections', sections.filter((_one, at) => at !== index))}>{SECTION_WORDS.removeSection}</Button></div>
        </section>
      ))}
    </FormSection>
  );
}
