// SPDX-License-Identifier: GPL-2.0-or-later
// Label, help, example, unit, error and kickstart line around one input. The words come from the table, the line from the preview.
'use client';
import { FormGroup, FormGroupLabelHelp, FormHelperText, HelperText, HelperTextItem, Popover } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useWizard } from '../draft/context.tsx';
import { type FieldName, fieldText, lineField } from './field-text.ts';
import { popoverWidth } from './popover-width.ts';
import { SurvivalLabel, useSettingSurvival } from '../survival/survival-label.tsx';
import { WORDS } from './words.ts';

type InputProps = { id: string; 'aria-invalid': boolean; 'aria-describedby': string; validated: 'default' | 'error' };

export const fieldId = (name: string) => `field-${name.replaceAll('.', '-')}`;

/** The message to show at a field; `exact` for a group whose fields show their own. */
export function useFieldError(name: string, exact = false): string | undefined {
  const { shown } = useWizard();
  return shown.find((problem) => problem.path === name || (!exact && problem.path.startsWith(`${name}.`)))?.message;
}

/** The kickstart lines that a field makes, as the preview shows them. */
function KickstartLines({ name }: { name: FieldName }) {
  const { preview } = useWizard();
  const field = lineField(name);
  const lines = preview.lines.filter((line) => line.text !== '' && (line.field === field || line.field.startsWith(`${field}.`) || field.startsWith(`${line.field}.`)));
  const incomplete = preview.lines.some((line) => line.field === line.slice && line.text.endsWith('not complete yet') && field.startsWith(`${line.slice}.`));
  if (incomplete) return <p>{WORDS.incomplete}</p>;
  if (lines.length === 0) return <p>{WORDS.noLine}</p>;
  return <pre className="bw-lines">{lines.slice(0, 8).map((line) => line.text).join('\n')}{lines.length > 8 ? '\n…' : ''}</pre>;
}

export function FieldHelp({ name }: { name: FieldName }) {
  const text = fieldText(name);
  return (
    <Popover
      headerContent={text.label}
      aria-label={text.label}
      position="top"
      {...popoverWidth('36rem')}
      bodyContent={() => (
        <div className="bw-help">
          <p>{text.help}</p>
          {text.example !== undefined && <p><strong>{WORDS.example}:</strong> <code>{text.example}</code></p>}
          {text.unit !== undefined && <p><strong>{WORDS.unit}:</strong> {text.unit}</p>}
          <p><strong>{WORDS.line}:</strong></p>
          <KickstartLines name={name} />
        </div>
      )}
    >
      <FormGroupLabelHelp aria-label={`${WORDS.moreAbout}: ${text.label}`} />
    </Popover>
  );
}

type FrameProps = {
  name: FieldName;
  isOptional?: boolean;
  /** For a set of radio buttons or a list: the label names the group. */
  role?: 'group' | 'radiogroup';
  /** Fields inside show their own errors. */
  isGroup?: boolean;
  /** Said instead of the table's label, where the place makes it clear. */
  label?: string;
  note?: ReactNode;
  /** Row of the survival table, where it is not called like the field. */
  setting?: string;
  className?: string;
  children: (input: InputProps) => ReactNode;
};

export function FieldFrame({ name, isOptional = false, role, isGroup = false, label, note, setting = name, className, children }: FrameProps) {
  const text = fieldText(name);
  const error = useFieldError(name, isGroup);
  const id = fieldId(name);
  const survival = useSettingSurvival(setting);
  const describedBy = survival === undefined ? `${id}-help` : `${id}-help ${id}-survival`;
  const example = text.example === undefined || role !== undefined ? '' : ` ${WORDS.example}: ${text.example}`;
  return (
    <FormGroup
      {...(role === undefined ? { fieldId: id } : { role, fieldId: id, isStack: true, 'aria-describedby': describedBy })}
      data-field={name}
      label={<>{label ?? text.label}{isOptional && <span className="bw-optional"> {WORDS.optional}</span>}</>}
      labelHelp={<><FieldHelp name={name} />{survival !== undefined && <SurvivalLabel id={`${id}-survival`} label={label ?? text.label} found={survival} />}</>}
      {...(className === undefined ? {} : { className })}
    >
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': describedBy, validated: error === undefined ? 'default' : 'error' })}
      <FormHelperText>
        <HelperText id={`${id}-help`}>
          {error !== undefined && <HelperTextItem variant="error">{error}</HelperTextItem>}
          {error === undefined && <HelperTextItem>{text.help}{example}</HelperTextItem>}
          {note !== undefined && <HelperTextItem>{note}</HelperTextItem>}
        </HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
