// SPDX-License-Identifier: GPL-2.0-or-later
// A choice from a list bound to react-hook-form, with its label, help and error.
'use client';
import { FormSelect, FormSelectOption } from '@patternfly/react-core';
import { type Control, type FieldPath, type FieldValues, useController } from 'react-hook-form';
import { FieldFrame } from './field-frame.tsx';

type SelectFieldProps<T extends FieldValues> = {
  control: Control<T>;
  name: FieldPath<T>;
  /** Must be unique on the page; default `field-NAME`. */
  id?: string;
  label: string;
  help?: string;
  choices: readonly { value: string; label: string }[];
};

export function SelectField<T extends FieldValues>({ control, name, id, label, help, choices }: SelectFieldProps<T>) {
  const { field, fieldState } = useController({ control, name });
  const inputId = id ?? `field-${name}`;
  // PatternFly's FormSelect hands out itself and not its <select>, so a refused form could not focus it.
  const focusable = () => field.ref({ focus: () => document.getElementById(inputId)?.focus() });
  return (
    <FieldFrame id={inputId} label={label} help={help} error={fieldState.error?.message}>
      {(input) => (
        <FormSelect {...input} ref={focusable} value={field.value} onBlur={field.onBlur} onChange={(_event, value) => field.onChange(value)}>
          {choices.map((choice) => <FormSelectOption key={choice.value} value={choice.value} label={choice.label} />)}
        </FormSelect>
      )}
    </FieldFrame>
  );
}
