// SPDX-License-Identifier: GPL-2.0-or-later
// A password bound to react-hook-form, with a button that shows it.
'use client';
import { Button, InputGroup, InputGroupItem, TextInput } from '@patternfly/react-core';
import EyeIcon from '@patternfly/react-icons/dist/esm/icons/eye-icon';
import EyeSlashIcon from '@patternfly/react-icons/dist/esm/icons/eye-slash-icon';
import { useState } from 'react';
import { type FieldValues, useController } from 'react-hook-form';
import { TEXT } from '../session/text.ts';
import { FieldFrame } from './field-frame.tsx';
import type { TextFieldProps } from './text-field.tsx';

export function PasswordField<T extends FieldValues>({ control, name, id, label, help, isRequired, autoComplete }: TextFieldProps<T>) {
  const { field, fieldState } = useController({ control, name });
  const [isShown, setShown] = useState(false);
  return (
    <FieldFrame id={id ?? `field-${name}`} label={label} help={help} error={fieldState.error?.message} isRequired={isRequired ?? false}>
      {(input) => (
        <InputGroup>
          <InputGroupItem isFill>
            <TextInput
              {...input}
              ref={field.ref}
              type={isShown ? 'text' : 'password'}
              name={name}
              value={field.value}
              onChange={(_event, value) => field.onChange(value)}
              onBlur={field.onBlur}
              isRequired={isRequired ?? false}
              autoComplete={autoComplete}
              spellCheck={false}
            />
          </InputGroupItem>
          <InputGroupItem>
            <Button
              variant="control"
              aria-label={isShown ? TEXT.hide : TEXT.show}
              icon={isShown ? <EyeSlashIcon /> : <EyeIcon />}
              onClick={() => setShown(!isShown)}
            />
          </InputGroupItem>
        </InputGroup>
      )}
    </FieldFrame>
  );
}
