// SPDX-License-Identifier: GPL-2.0-or-later
// Several lines of text bound to react-hook-form, with their label, help and error.
'use client';
import { TextArea } from '@patternfly/react-core';
import { type FieldValues, useController } from 'react-hook-form';
import { FieldFrame } from './field-frame.tsx';
import type { TextFieldProps } from './text-field.tsx';

type TextAreaFieldProps<T extends FieldValues> = TextFieldProps<T> & { rows?: number; /** In a typewriter's letters: code, names of packages. */ isCode?: boolean };

export function TextAreaField<T extends FieldValues>({ control, name, id, label, help, isRequired, rows = 3, isCode = false }: TextAreaFieldProps<T>) {
  const { field, fieldState } = useController({ control, name });
  return (
    <FieldFrame id={id ?? `field-${name}`} label={label} help={help} error={fieldState.error?.message} isRequired={isRequired ?? false}>
      {(input) => (
        <TextArea
          {...input}
          ref={field.ref}
          name={name}
          rows={rows}
          resizeOrientation="vertical"
          value={field.value}
          onChange={(_event, value) => field.onChange(value)}
          onBlur={field.onBlur}
          isRequired={isRequired ?? false}
          className={isCode ? 'bw-mono' : ''}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
    </FieldFrame>
  );
}
