// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `services`: units, Cockpit, firewall, SELinux.
'use client';
import { FormSection } from '@patternfly/react-core';
import { CheckField, RadioField } from '../field/choice-field.tsx';
import { ListField } from '../field/text-field.tsx';
import { useSeen, useReplace } from '../field/value.ts';
import { WORDS } from './words.ts';

export function ServicesStep() {
  const replace = useReplace();
  const isFirewallOn = useSeen('services.firewall.enabled') === true;
  return (
    <>
      <FormSection title={WORDS.units} titleElement="h3">
        <CheckField name="services.cockpit" />
        <ListField name="services.enabled" />
        <ListField name="services.disabled" />
      </FormSection>
      <FormSection title={WORDS.firewall} titleElement="h3">
        <CheckField
          name="services.firewall.enabled"
          isOn={isFirewallOn}
          onToggle={(isOn) => replace('services.firewall', { enabled: isOn, services: [], ports: [] })}
        />
        {isFirewallOn && (
          <>
            <ListField name="services.firewall.services" />
            <ListField name="services.firewall.ports" />
          </>
        )}
        <RadioField name="services.selinux" choices={WORDS.selinux} />
      </FormSection>
    </>
  );
}
