// SPDX-License-Identifier: GPL-2.0-or-later
// One interface: what it is made of, and its addresses.
'use client';
import { Button, Title } from '@patternfly/react-core';
import { bondModes } from '#kickstart/profile/network.ts';
import { isObject } from '../draft/draft.ts';
import { CheckField, SelectField } from '../field/choice-field.tsx';
import { ListField, NumberField, TextField } from '../field/text-field.tsx';
import { textOf, useReplace, useSeen } from '../field/value.ts';
import { WORDS } from './words.ts';

/** What belongs to one kind of interface only, with the value it begins with. */
const identity = {
  ethernet: { device: '' },
  bond: { device: 'bond0', members: [], mode: 'active-backup', miimon: 100 },
  vlan: { parent: '', vlanId: '' },
  bridge: { device: 'bridge0', members: [], stp: false },
} as const;

const isKind = (kind: string): kind is keyof typeof identity => kind in identity;

/** The interface as another kind: the addresses stay. */
function asKind(nic: unknown, kind: string): unknown {
  if (!isObject(nic) || !isKind(kind)) return nic;
  const { ipv4, ipv6, nameservers, mtu, onboot } = nic;
  return { kind, ...identity[kind], ipv4, ipv6, nameservers, mtu, onboot };
}

function Identity({ index, kind }: { index: number; kind: string }) {
  switch (kind) {
    case 'bond': return (
      <>
        <TextField name={`network.interfaces.${index}.device`} />
        <ListField name={`network.interfaces.${index}.members`} isOptional={false} />
        <SelectField name={`network.interfaces.${index}.mode`} choices={bondModes.map((mode) => ({ value: mode, label: mode }))} />
        <NumberField name={`network.interfaces.${index}.miimon`} />
      </>
    );
    case 'vlan': return (
      <>
        <TextField name={`network.interfaces.${index}.parent`} />
        <NumberField name={`network.interfaces.${index}.vlanId`} />
      </>
    );
    case 'bridge': return (
      <>
        <TextField name={`network.interfaces.${index}.device`} />
        <ListField name={`network.interfaces.${index}.members`} isOptional={false} label={WORDS.ports} />
        <CheckField name={`network.interfaces.${index}.stp`} className="bw-wide" />
      </>
    );
    default: return <TextField name={`network.interfaces.${index}.device`} />;
  }
}

function Addresses({ index, family }: { index: number; family: 'ipv4' | 'ipv6' }) {
  const replace = useReplace();
  const at = `network.interfaces.${index}.${family}` as const;
  const method = useSeen(`${at}.method`);
  return (
    <>
      <SelectField
        name={`${at}.method`}
        choices={WORDS[family]}
        onChoose={(next) => replace(at, next === 'static' ? { method: next, address: '', prefix: family === 'ipv4' ? 24 : 64, gateway: null } : { method: next })}
        className="bw-first"
      />
      {method === 'static' && (
        <>
          <TextField name={`${at}.address`} />
          <NumberField name={`${at}.prefix`} />
          <TextField name={`${at}.gateway`} isOptional />
        </>
      )}
    </>
  );
}

export function InterfaceItem({ index, onRemove }: { index: number; onRemove: (() => void) | undefined }) {
  const replace = useReplace();
  const nic = useSeen(`network.interfaces.${index}`);
  const kind = isObject(nic) ? textOf(nic['kind']) : '';
  const title = `${WORDS.interface} ${index + 1}`;
  return (
    <section className="bw-item" aria-label={title}>
      <div className="bw-item__head">
        <Title headingLevel="h4" size="md">{title}</Title>
        {onRemove !== undefined && <Button variant="link" size="sm" isDanger onClick={onRemove} aria-label={`${WORDS.remove}: ${title}`}>{WORDS.remove}</Button>}
      </div>
      <div className="bw-pair">
        <SelectField name={`network.interfaces.${index}.kind`} choices={WORDS.kinds} onChoose={(next) => replace(`network.interfaces.${index}`, asKind(nic, next))} />
        <Identity index={index} kind={kind} />
        <Addresses index={index} family="ipv4" />
        <Addresses index={index} family="ipv6" />
        <ListField name={`network.interfaces.${index}.nameservers`} className="bw-first" />
        <NumberField name={`network.interfaces.${index}.mtu`} isOptional />
      </div>
      <CheckField name={`network.interfaces.${index}.onboot`} />
    </section>
  );
}
