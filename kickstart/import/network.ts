// SPDX-License-Identifier: GPL-2.0-or-later
// network -> slice `network`. A network line is never kept as it was: dracut prints its values raw onto the installer's command line.
import type { z } from 'zod';
import { canonicalMac } from '../profile/names.ts';
import { bondModes, netmask, type Network } from '../profile/network.ts';
import type { Context } from './context.ts';
import type { Reading } from './reading.ts';

type NetworkInput = z.input<typeof Network>;
type InterfaceInput = NonNullable<NetworkInput['interfaces']>[number];
type Addressing = Pick<Extract<InterfaceInput, { kind: 'ethernet' }>, 'ipv4' | 'ipv6' | 'nameservers' | 'mtu' | 'onboot'>;
type Refuse = (reason: string) => void;

const PREFIXES = new Map(Array.from({ length: 32 }, (_, index) => [netmask(index + 1), index + 1]));

/** The prefix length of a netmask as a kickstart may write it: 255.255.255.0, or 24. */
function prefixOf(mask: string | undefined): number | undefined {
  if (mask === undefined) return undefined;
  return PREFIXES.get(mask) ?? (/^[0-9]{1,2}$/.test(mask) ? Number(mask) : undefined);
}

function readIpv4(reading: Reading, refuse: Refuse): Addressing['ipv4'] {
  const proto = reading.text('--bootproto') ?? 'dhcp';
  const address = reading.text('--ip');
  const mask = reading.text('--netmask');
  const gateway = reading.text('--gateway');
  if (reading.flag('--noipv4')) return { method: 'disabled' };
  if (proto === 'ibft' || proto === 'query') refuse(`--bootproto=${proto} is not taken over; DHCP is set instead.`);
  if (proto !== 'static') {
    if (address !== undefined || gateway !== undefined) refuse('The address is not taken over, because the line asks for DHCP.');
    return { method: 'dhcp' };
  }
  // A line with only an IPv6 address says static, and means no IPv4 at all.
  if (address === undefined) return { method: 'disabled' };
  const prefix = prefixOf(mask);
  if (prefix === undefined) refuse(`The netmask ${mask ?? ''} is not one; write the prefix length.`);
  return { method: 'static', address, prefix: prefix ?? 0, ...(gateway !== undefined && { gateway }) };
}

function readIpv6(reading: Reading): Addressing['ipv6'] {
  const said = reading.text('--ipv6');
  const gateway = reading.text('--ipv6gateway');
  if (reading.flag('--noipv6')) return { method: 'disabled' };
  if (said === undefined || said === 'auto') return { method: 'auto' };
  if (said === 'dhcp') return { method: 'dhcp' };
  const [address = '', prefix] = said.split('/');
  return { method: 'static', address, prefix: prefix === undefined ? 64 : Number(prefix), ...(gateway !== undefined && { gateway }) };
}

function readAddressing(reading: Reading, refuse: Refuse): Addressing {
  const mtu = reading.text('--mtu');
  const onboot = reading.text('--onboot') !== 'no';
  const activate = reading.flag('--activate');
  if (reading.flag('--no-activate') && onboot) refuse('--no-activate is not taken over: an interface that starts at boot is used during the installation too.');
  if (activate && !onboot) refuse('--activate is not taken over: an interface that stays down at boot is not used during the installation either.');
  return { ipv4: readIpv4(reading, refuse), ipv6: readIpv6(reading), nameservers: reading.list('--nameserver'), ...(mtu !== undefined && { mtu: Number(mtu) }), onboot };
}

/** `a=b,c=d` (or with `;` between) as a map. */
function pairs(text: string | undefined): Map<string, string> {
  return new Map((text ?? '').split(/[,;]/).filter(Boolean).map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair.trim(), ''] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
  }));
}

function readBond(reading: Reading, device: string, refuse: Refuse) {
  const options = pairs(reading.text('--bondopts'));
  const said = options.get('mode');
  const mode = bondModes.find((name, number) => name === said || String(number) === said);
  const miimon = options.get('miimon');
  if (said !== undefined && mode === undefined) refuse(`The bond mode "${said}" is unknown.`);
  const others = [...options.keys()].filter((name) => name !== 'mode' && name !== 'miimon');
  if (others.length > 0) refuse(`The bond options ${others.join(', ')} are not taken over: a profile has mode and miimon.`);
  // Without a mode the kernel takes the first.
  return { kind: 'bond' as const, device, members: reading.list('--bondslaves'), mode: mode ?? bondModes[0], ...(miimon !== undefined && { miimon: Number(miimon) }) };
}

function readBridge(reading: Reading, device: string, refuse: Refuse) {
  const options = pairs(reading.text('--bridgeopts'));
  const others = [...options.keys()].filter((name) => name !== 'stp');
  if (others.length > 0) refuse(`The bridge options ${others.join(', ')} are not taken over: a profile has stp.`);
  // NetworkManager turns STP on unless it is told not to.
  return { kind: 'bridge' as const, device, members: reading.list('--bridgeslaves'), stp: !['no', 'off', 'false', '0'].includes(options.get('stp') ?? 'yes') };
}

function readInterface(reading: Reading, refuse: Refuse): InterfaceInput[] {
  const said = reading.text('--device')?.replace(/^\/dev\//, '') ?? 'link';
  const device = canonicalMac(said) ?? said;
  const vlan = reading.number('--vlanid');
  const name = reading.text('--interfacename');
  const addressing = readAddressing(reading, refuse);
  const bonded = reading.has('--bondslaves');
  const quiet: Addressing = { ipv4: { method: 'disabled' }, ipv6: { method: 'disabled' }, nameservers: [], onboot: addressing.onboot ?? true };
  if (vlan === undefined) {
    if (name !== undefined) refuse('--interfacename is only for VLANs.');
    if (bonded) return [{ ...readBond(reading, device, refuse), ...addressing }];
    return [reading.has('--bridgeslaves') ? { ...readBridge(reading, device, refuse), ...addressing } : { kind: 'ethernet', device, ...addressing }];
  }
  if (name !== undefined && name !== `${device}.${vlan}`) refuse(`The name "${name}" is not taken over: a VLAN is called ${device}.${vlan} here.`);
  return [...(bonded ? [{ ...readBond(reading, device, refuse), ...quiet }] : []), { kind: 'vlan', parent: device, vlanId: vlan, ...addressing }];
}

const REASONS = {
  '--teamslaves': 'teams are gone from current releases; use a bond.', '--teamconfig': 'teams are gone from current releases; use a bond.',
  '--essid': 'a node is installed over a cable.', '--wepkey': 'a node is installed over a cable.', '--wpakey': 'a node is installed over a cable.',
} as const;

export function readNetwork(context: Context): NetworkInput {
  const { ledger } = context;
  const interfaces: InterfaceInput[] = [];
  let hostname: string | undefined;
  for (const { command, reading } of context.each('network')) {
    const refuse: Refuse = (reason) => ledger.note(command.line, 'refused', reason);
    const named = reading.text('--hostname');
    if (named !== undefined) {
      hostname = named;
      ledger.takes('network.hostname', command.line);
    }
    if (named === undefined || command.given.some(({ option }) => option !== '--hostname')) {
      for (const nic of readInterface(reading, refuse)) {
        ledger.gives(`network.interfaces.${interfaces.length}`, command.line);
        interfaces.push(nic);
      }
    }
    reading.settle(ledger, REASONS);
  }
  return { ...(hostname !== undefined && { hostname }), ...(interfaces.length > 0 && { interfaces }) };
}
