// SPDX-License-Identifier: GPL-2.0-or-later
// A line of text bound to react-hook-form, with its label, help and error.
'use client';
import { TextInput } from '@patternfly/react-core';
import { type Control, type FieldPath, type FieldValues, useController } from 'react-hook-form';
import { FieldFrame } from './field-frame.tsx';

export type TextFieldProps<T extends FieldValues> = {
  control: Control<T>;
  name: FieldPath<T>;
  /** Must be unique on the page; default `field-NAME`. */
  id?: string;
  label: string;
  help?: string;
  isRequired?: boolean;
  isReadOnly?: boolean;
  autoComplete?: string;
  /** Told what was typed, and what stood there before. */
  onChanged?: (text: string, before: string) => void;
};

export function TextField<T extends FieldValues>({ control, name, id, label, help, isRequired, isReadOnly, autoComplete = 'off', onChanged }: TextFieldProps<T>) {
  const { field, fieldState } = useController({ control, name });
  return (
    <FieldFrame id={id ?? `field-${name}`} label={label} help={help} error={fieldState.error?.message} isRequired={isRequired ?? false}>
      {(input) => (
        <TextInput
          {...input}
          ref={field.ref}
          name={name}
          value={field.value}
          onChange={(_event, value) => {
            field.onChange(value);
            onChanged?.(value, field.value);
          }}
          onBlur={field.onBlur}
          isRequired={isRequired ?? false}
          {...(isReadOnly === true ? { readOnlyVariant: 'default' } : {})}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </FieldFrame>
  );
}
