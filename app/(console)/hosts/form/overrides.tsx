// SPDX-License-Identifier: GPL-2.0-or-later
// What a host sets instead of its profile: each part behind a switch that shows what the profile says.
'use client';
import '../../../(wizard)/wizard.css';
import { Button, Content, FormGroup, FormSection, Skeleton, Switch } from '@patternfly/react-core';
import PlusCircleIcon from '@patternfly/react-icons/dist/esm/icons/plus-circle-icon';
import type { ReactNode } from 'react';
import { describeDisk } from '#kickstart/profile/disk.ts';
import { type Interface, interfaceName } from '#kickstart/profile/network.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { ListField } from '../../../(wizard)/field/text-field.tsx';
import { listOf, useReplace, useSeen } from '../../../(wizard)/field/value.ts';
import { InterfaceItem } from '../../../(wizard)/network/interface-item.tsx';
import { DiskFields } from '../../../(wizard)/storage/disk-fields.tsx';
import { OVERRIDES, type Override } from './host-draft.ts';
import { TEXT } from './text.ts';

const ANOTHER = { kind: 'ethernet', device: '', ipv4: { method: 'dhcp' }, ipv6: { method: 'auto' }, nameservers: [], mtu: null, onboot: true };

function inWords(nic: Interface): string {
  const four = nic.ipv4.method === 'static' ? `${nic.ipv4.address}/${nic.ipv4.prefix}` : nic.ipv4.method === 'dhcp' ? 'DHCP' : 'no IPv4';
  return `${interfaceName(nic)} (${nic.kind}, ${four})`;
}

/** What the profile says, in words, and the value an override begins with. */
function given(profile: Profile, name: Override): { words: string; start: unknown } {
  switch (name) {
    case 'disk': return { words: describeDisk(profile.storage.disk), start: profile.storage.disk };
    case 'interfaces': return { words: profile.network.interfaces.map(inWords).join(', '), start: profile.network.interfaces };
    case 'kernelArguments': return { words: profile.finish.kernelArguments.join(' ') || TEXT.nothing, start: [] };
  }
}

function OverridePart({ profile, name, label, children }: { profile: Profile; name: Override; label: string; children: ReactNode }) {
  const replace = useReplace();
  const isOn = useSeen(`on.${name}`) === true;
  const { words, start } = given(profile, name);
  const toggle = (checked: boolean) => {
    if (checked) replace(OVERRIDES[name], structuredClone(start));
    replace(`on.${name}`, checked);
  };
  return (
    <FormGroup data-field={`on.${name}`} className="bw-override">
      <Switch id={`host-on-${name}`} label={label} isChecked={isOn} onChange={(_event, checked) => toggle(checked)} />
      <p className="bw-sub">{TEXT.fromProfile} {words}</p>
      {isOn && <div className="bw-override__fields">{children}</div>}
    </FormGroup>
  );
}

function Interfaces() {
  const replace = useReplace();
  const all = listOf(useSeen(OVERRIDES.interfaces));
  const remove = (index: number) => () => replace(OVERRIDES.interfaces, all.filter((_one, at) => at !== index));
  return (
    <div data-field={OVERRIDES.interfaces} className="bw-interfaces">
      {all.map((_nic, index) => <InterfaceItem key={index} index={index} onRemove={all.length === 1 ? undefined : remove(index)} />)}
      <div><Button variant="secondary" icon={<PlusCircleIcon />} onClick={() => replace(OVERRIDES.interfaces, [...all, ANOTHER])}>{TEXT.interfaceAdd}</Button></div>
    </div>
  );
}

export function Overrides({ profile, isLoading }: { profile: Profile | undefined; isLoading: boolean }) {
  return (
    <FormSection title={TEXT.overrides} titleElement="h3">
      <Content component="p">{profile === undefined && !isLoading ? TEXT.overridesFirst : TEXT.overridesText}</Content>
      {isLoading && profile === undefined && <Skeleton screenreaderText={TEXT.profileLoading} />}
      {profile !== undefined && (
        <>
          <OverridePart profile={profile} name="disk" label={TEXT.disk}><DiskFields /></OverridePart>
          <OverridePart profile={profile} name="interfaces" label={TEXT.interfaces}><Interfaces /></OverridePart>
          <OverridePart profile={profile} name="kernelArguments" label={TEXT.kernelArguments}>
            <Content component="p">{TEXT.kernelArgumentsText}</Content>
            <ListField name="finish.kernelArguments" />
          </OverridePart>
        </>
      )}
    </FormSection>
  );
}
