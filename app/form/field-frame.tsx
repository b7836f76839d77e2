// SPDX-License-Identifier: GPL-2.0-or-later
// Label, help and error around one input; the input learns from `describedBy` which texts belong to it.
'use client';
import { FormGroup, FormHelperText, HelperText, HelperTextItem } from '@patternfly/react-core';
import type { ReactNode } from 'react';

type FieldFrameProps = {
  id: string;
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  isRequired?: boolean;
  children: (input: { id: string; validated: 'default' | 'error'; 'aria-invalid': boolean; 'aria-describedby': string | undefined }) => ReactNode;
};

export function FieldFrame({ id, label, help, error, isRequired = false, children }: FieldFrameProps) {
  const text = error ?? help;
  const helpId = `${id}-help`;
  const failed = error !== undefined;
  return (
    <FormGroup fieldId={id} label={label} isRequired={isRequired}>
      {children({
        id,
        validated: failed ? 'error' : 'default',
        'aria-invalid': failed,
        'aria-describedby': text === undefined ? undefined : helpId,
      })}
      {text !== undefined && (
        <FormHelperText>
          <HelperText id={helpId}>
            <HelperTextItem variant={failed ? 'error' : 'default'}>{text}</HelperTextItem>
          </HelperText>
        </FormHelperText>
      )}
    </FormGroup>
  );
}
