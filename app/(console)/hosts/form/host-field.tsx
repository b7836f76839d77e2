// SPDX-License-Identifier: GPL-2.0-or-later
// Label, help and error around one of a host's own fields.
'use client';
import { FormGroup, FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';
import type { ReactNode } from 'react';
import { useFieldError } from '../../../(wizard)/field/frame.tsx';

type HostFieldProps = {
  name: string;
  label: string;
  help: string;
  /** The label names a group of inputs. */
  isGroup?: boolean;
  children: (input: { id: string; validated: 'default' | 'error'; 'aria-invalid': boolean; 'aria-describedby': string }) => ReactNode;
};

export function HostField({ name, label, help, isGroup = false, children }: HostFieldProps) {
  const error = useFieldError(name, isGroup);
  const id = `host-${name}`;
  return (
    <FormGroup label={label} isRequired fieldId={id} data-field={name} {...(isGroup ? { role: 'group' } : {})}>
      {children({ id, validated: error === undefined ? 'default' : 'error', 'aria-invalid': error !== undefined, 'aria-describedby': `${id}-help` })}
      <FormHelperText>
        <HelperText id={`${id}-help`}><HelperTextItem variant={error === undefined ? 'default' : 'error'}>{error ?? help}</HelperTextItem></HelperText>
      </FormHelperText>
    </FormGroup>
  );
}
