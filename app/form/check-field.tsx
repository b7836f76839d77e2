// SPDX-License-Identifier: GPL-2.0-or-later
// A box to tick, bound to react-hook-form.
'use client';
import { Checkbox } from '@patternfly/react-core';
import { type Control, type FieldPath, type FieldValues, useController } from 'react-hook-form';

type CheckFieldProps<T extends FieldValues> = { control: Control<T>; name: FieldPath<T>; label: string; help?: string };

export function CheckField<T extends FieldValues>({ control, name, label, help }: CheckFieldProps<T>) {
  const { field: { ref, value, onChange, onBlur } } = useController({ control, name });
  return (
    <Checkbox
      id={`field-${name}`}
      ref={ref}
      label={label}
      {...(help === undefined ? {} : { description: help })}
      isChecked={value === true}
      onChange={(_event, checked) => onChange(checked)}
      onBlur={onBlur}
    />
  );
}
