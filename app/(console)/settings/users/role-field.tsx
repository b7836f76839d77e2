// SPDX-License-Identifier: GPL-2.0-or-later
// The choice of a role, with what each may do.
'use client';
import { FormGroup, FormHelperText, HelperText, HelperTextItem, Radio } from '@patternfly/react-core';
import { useId } from 'react';
import { type Control, type FieldPathByValue, type FieldValues, useController } from 'react-hook-form';
import { includesRole, type Role, ROLES } from '../../../session/session.ts';
import { TEXT as SHELL_TEXT } from '../../../shell/text.ts';
import { TEXT } from './text.ts';

type RoleFieldProps<T extends FieldValues> = { control: Control<T>; name: FieldPathByValue<T, Role>; /** Higher roles are not offered. */ highest?: Role };

export function RoleField<T extends FieldValues>({ control, name, highest = 'admin' }: RoleFieldProps<T>) {
  const { field } = useController({ control, name });
  const id = useId();
  return (
    <FormGroup role="radiogroup" fieldId={id} label={TEXT.role} isStack>
      {ROLES.filter((role) => includesRole(highest, role)).map((role) => (
        <Radio
          key={role}
          id={`${id}-${role}`}
          name={id}
          label={SHELL_TEXT.roles[role]}
          description={TEXT.roleHelp[role]}
          isChecked={field.value === role}
          onChange={() => field.onChange(role)}
          onBlur={field.onBlur}
        />
      ))}
      <FormHelperText><HelperText><HelperTextItem>{TEXT.roleText}</HelperTextItem></HelperText></FormHelperText>
    </FormGroup>
  );
}
