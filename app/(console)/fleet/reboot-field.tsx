// SPDX-License-Identifier: GPL-2.0-or-later
// When a node that has made its other layer ready is rebooted, in words.
'use client';
import { FormGroup, Radio } from '@patternfly/react-core';
import { useId } from 'react';
import { type Reboot, reboots } from './ask.ts';
import { ASK } from './text.ts';

export function RebootField({ value, onChange }: { value: Reboot; onChange: (reboot: Reboot) => void }) {
  const id = useId();
  return (
    <FormGroup role="radiogroup" fieldId={id} label={ASK.reboot} isStack>
      {reboots.map((reboot) => (
        <Radio key={reboot} id={`${id}-${reboot}`} name={id} label={ASK.reboots[reboot].label} description={ASK.reboots[reboot].help} isChecked={value === reboot} onChange={() => onChange(reboot)} />
      ))}
    </FormGroup>
  );
}
