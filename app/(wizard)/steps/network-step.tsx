// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `network`: interfaces, and a host name for machines without one of their own.
'use client';
import { Button, FormSection } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import { TextField } from '../field/text-field.tsx';
import { listOf, useReplace, useSeen } from '../field/value.ts';
import { InterfaceItem } from '../network/interface-item.tsx';
import { WORDS } from '../network/words.ts';

const another = { kind: 'ethernet', device: '', ipv4: { method: 'dhcp' }, ipv6: { method: 'auto' }, nameservers: [], mtu: null, onboot: true };

export function NetworkStep() {
  const replace = useReplace();
  const interfaces = listOf(useSeen('network.interfaces'));
  return (
    <>
      <FormSection title={WORDS.interfaces} titleElement="h3" data-field="network.interfaces">
        {interfaces.map((_nic, index) => (
          <InterfaceItem key={index} index={index} onRemove={interfaces.length === 1 ? undefined : () => replace('network.interfaces', interfaces.filter((_one, at) => at !== index))} />
        ))}
        <div><Button variant="secondary" icon={<PlusCircleIcon />} onClick={() => replace('network.interfaces', [...interfaces, another])}>{WORDS.add}</Button></div>
      </FormSection>
      <FormSection title={WORDS.host} titleElement="h3"><TextField name="network.hostname" isOptional /></FormSection>
    </>
  );
}
