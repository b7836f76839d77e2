// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `network`: interfaces and name servers, every value from an allow-list, because dracut prints network values raw onto its command line.
import { z } from 'zod';
import { DeviceName, Hostname, Ipv4, Ipv6, Mac } from './names.ts';

const Prefix4 = z.int().min(1, 'Write 1 to 32.').max(32, 'Write 1 to 32.');
const Prefix6 = z.int().min(1, 'Write 1 to 128.').max(128, 'Write 1 to 128.');
const Mtu = z.int().min(576, 'Write 576 to 65535.').max(65_535, 'Write 576 to 65535.');

export const Ipv4Config = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('dhcp') }),
  z.strictObject({ method: z.literal('static'), address: Ipv4, prefix: Prefix4, gateway: Ipv4.optional() })
    .refine((ip) => ip.gateway === undefined || sameNetwork(ip.address, ip.gateway, ip.prefix), { path: ['gateway'], message: 'The gateway is not in the network of this address; check the prefix length.' }),
  z.strictObject({ method: z.literal('disabled') }),
]);

export const Ipv6Config = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('auto') }),
  z.strictObject({ method: z.literal('dhcp') }),
  z.strictObject({ method: z.literal('static'), address: Ipv6, prefix: Prefix6, gateway: Ipv6.optional() }),
  z.strictObject({ method: z.literal('disabled') }),
]);

const addressing = {
  ipv4: Ipv4Config.default({ method: 'dhcp' }),
  ipv6: Ipv6Config.default({ method: 'auto' }),
  nameservers: z.array(z.union([Ipv4, Ipv6], 'Write an IPv4 or IPv6 address.')).max(6, 'At most 6 name servers.').default([]),
  mtu: Mtu.optional(),
  onboot: z.boolean().default(true),
};

/** A physical device: its name, its MAC address, `link` (the first with a cable) or `bootif` (the one that booted from the network). */
const PhysicalDevice = z.union([z.enum(['link', 'bootif']), Mac, DeviceName], 'Write a device name (eno1), a MAC address, "link" or "bootif".');
const Members = (what: string, max: number) => z.array(DeviceName).min(1, `Name at least one ${what}.`).max(max, `At most ${max}.`)
  .refine((names) => new Set(names).size === names.length, `Each ${what} may be named once.`);

export const bondModes = ['balance-rr', 'active-backup', 'balance-xor', 'broadcast', '802.3ad', 'balance-tlb', 'balance-alb'] as const;

export const Interface = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ethernet'), device: PhysicalDevice, ...addressing }),
  z.strictObject({ kind: z.literal('bond'), device: DeviceName, members: Members('member', 16), mode: z.enum(bondModes).default('active-backup'), miimon: z.int().min(0).max(10_000).default(100), ...addressing }),
  z.strictObject({ kind: z.literal('vlan'), parent: DeviceName, vlanId: z.int().min(1, 'Write 1 to 4094.').max(4094, 'Write 1 to 4094.'), ...addressing }),
  z.strictObject({ kind: z.literal('bridge'), device: DeviceName, members: Members('port', 64), stp: z.boolean().default(false), ...addressing }),
], 'Choose what kind of interface this is.');
export type Interface = z.infer<typeof Interface>;

/** The name the interface has on the installed system, where it has one of its own. */
export function interfaceName(nic: Interface): string {
  return nic.kind === 'vlan' ? `${nic.parent}.${nic.vlanId}` : nic.device;
}

function duplicates(interfaces: readonly Interface[]): number[] {
  const seen = new Set<string>();
  const repeated: number[] = [];
  interfaces.forEach((nic, index) => {
    if (seen.has(interfaceName(nic))) repeated.push(index);
    seen.add(interfaceName(nic));
  });
  return repeated;
}

/** Two members of different masters, or of the same: a card can only belong to one. */
function sharedMembers(interfaces: readonly Interface[]): [number, string][] {
  const owners = new Map<string, number>();
  const shared: [number, string][] = [];
  interfaces.forEach((nic, index) => {
    if (nic.kind !== 'bond' && nic.kind !== 'bridge') return;
    for (const member of nic.members) {
      if (owners.has(member)) shared.push([index, member]);
      owners.set(member, index);
    }
  });
  return shared;
}

const anInterface = { kind: 'ethernet', device: 'link', ipv4: { method: 'dhcp' }, ipv6: { method: 'auto' }, nameservers: [], onboot: true } as const;

export const Network = z.strictObject({
  /** Used when no host gives its own. */
  hostname: Hostname.optional(),
  interfaces: z.array(Interface).min(1, 'Describe at least one interface: the image is fetched over the network.').max(32, 'At most 32 interfaces.').default([{ ...anInterface, nameservers: [] }]),
}).superRefine((network, context) => {
  for (const index of duplicates(network.interfaces)) context.addIssue({ code: 'custom', path: ['interfaces', index, 'device'], message: 'This interface is described twice; remove one of the two.' });
  for (const [index, member] of sharedMembers(network.interfaces)) context.addIssue({ code: 'custom', path: ['interfaces', index, 'members'], message: `${member} already belongs to another bond or bridge.` });
  network.interfaces.forEach((nic, index) => {
    if (interfaceName(nic).length > 15 && nic.kind === 'vlan') context.addIssue({ code: 'custom', path: ['interfaces', index, 'parent'], message: `The VLAN would be called ${interfaceName(nic)}, and the kernel takes names of at most 15 characters; give ${nic.parent} a shorter name.` });
    if (nic.ipv4.method === 'disabled' && nic.ipv6.method === 'disabled' && network.interfaces.length === 1) context.addIssue({ code: 'custom', path: ['interfaces', index, 'ipv4'], message: 'The only interface has neither IPv4 nor IPv6; the image could not be fetched.' });
  });
});
export type Network = z.infer<typeof Network>;

function sameNetwork(one: string, other: string, prefix: number): boolean {
  const bits = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefix);
  return Math.floor(bits(one) / size) === Math.floor(bits(other) / size);
}

/** The dotted netmask of a prefix length, as `network --netmask` takes it. */
export function netmask(prefix: number): string {
  const bits = 2 ** 32 - 2 ** (32 - prefix);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}
