// SPDX-License-Identifier: GPL-2.0-or-later
// One of a few: a drop-down, radio buttons, or a checkbox.
'use client';
import { Checkbox, FormGroup, FormHelperText, FormSelect, FormSelectOption, FormSelectOptionGroup, HelperText, HelperTextItem, Radio } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { SurvivalLabel, useSettingSurvival } from '../survival/survival-label.tsx';
import { type FieldName, fieldText } from './field-text.ts';
import { fieldId, FieldFrame, FieldHelp, useFieldError } from './frame.tsx';
import { textOf, useValue } from './value.ts';

export type Choice = { readonly value: string; readonly label: string; readonly description?: ReactNode };

type ChoiceProps = {
  name: FieldName;
  choices: readonly Choice[];
  label?: string;
  className?: string;
  /** Replaces setting the value, where a choice changes more than this field. */
  onChoose?: (value: string) => void;
};

export function SelectField({ name, choices, groups = [], onChoose, ...frame }: ChoiceProps & { groups?: readonly { label: string; choices: readonly Choice[] }[] }) {
  const { value, set, ref } = useValue(name);
  const option = (choice: Choice) => <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />;
  return (
    <FieldFrame name={name} {...frame}>
      {(input) => (
        <FormSelect {...input} ref={ref} value={textOf(value)} onChange={(_event, chosen) => (onChoose ?? set)(chosen)}>
          {choices.map(option)}
          {groups.map((group) => <FormSelectOptionGroup key={group.label} label={group.label}>{group.choices.map(option)}</FormSelectOptionGroup>)}
        </FormSelect>
      )}
    </FieldFrame>
  );
}

export function RadioField({ name, choices, onChoose, ...frame }: ChoiceProps) {
  const { value, set } = useValue(name);
  return (
    <FieldFrame name={name} role="radiogroup" {...frame}>
      {(input) => choices.map((choice) => (
        <Radio
          key={choice.value}
          id={`${input.id}-${choice.value}`}
          name={input.id}
          label={choice.label}
          description={choice.description}
          isChecked={value === choice.value}
          onChange={() => (onChoose ?? set)(choice.value)}
        />
      ))}
    </FieldFrame>
  );
}

type CheckProps = { name: FieldName; onToggle?: (isOn: boolean) => void; isOn?: boolean; className?: string };

export function CheckField({ name, onToggle, isOn, className }: CheckProps) {
  const { value, set } = useValue(name);
  const text = fieldText(name);
  const error = useFieldError(name);
  const survival = useSettingSurvival(name);
  const id = fieldId(name);
  const describedBy = [`${id}-help`, ...(survival === undefined ? [] : [`${id}-survival`]), ...(error === undefined ? [] : [`${id}-error`])].join(' ');
  return (
    <FormGroup data-field={name} {...(className === undefined ? {} : { className })}>
      <div className="bw-check">
        <Checkbox
          id={id}
          label={text.label}
          description={<span id={`${id}-help`}>{text.help}</span>}
          isChecked={isOn ?? value === true}
          onChange={(_event, checked) => (onToggle ?? set)(checked)}
          aria-invalid={error !== undefined}
          aria-describedby={describedBy}
        />
        <FieldHelp name={name} />
        {survival !== undefined && <SurvivalLabel id={`${id}-survival`} label={text.label} found={survival} />}
      </div>
      {error !== undefined && (
        <FormHelperText><HelperText id={`${id}-error`}><HelperTextItem variant="error">{error}</HelperTextItem></HelperText></FormHelperText>
      )}
    </FormGroup>
  );
}

/** Where a field would be that the target lacks: the reason. */
export function LackedField({ name, reason }: { name: FieldName; reason: string }) {
  return (
    <FormGroup label={fieldText(name).label} data-field={name} role="group" fieldId={fieldId(name)}>
      <HelperText><HelperTextItem variant="indeterminate">{reason}</HelperTextItem></HelperText>
    </FormGroup>
  );
}
