// SPDX-License-Identifier: GPL-2.0-or-later
// Which addresses this server may talk to when an admin names one: not itself, and not what only it can reach.

import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ConfigError, readConfig } from '../config.ts';

/** Why an address may not be asked; undefined when it may. */
export type AddressRules = (address: string, port: number) => string | undefined;

type Subnet = readonly [string, number];

const LOOPBACK: readonly Subnet[] = [['127.0.0.0', 8], ['::1', 128]];
const REFUSED: Readonly<Record<string, readonly Subnet[]>> = {
  'is this server itself (loopback)': LOOPBACK,
  'is link-local: cloud services keep secrets there': [['169.254.0.0', 16], ['fe80::', 10]],
  'is no address of one machine': [['0.0.0.0', 8], ['224.0.0.0', 4], ['240.0.0.0', 4], ['::', 96], ['ff00::', 8]],
};

const refused = Object.entries(REFUSED).map(([reason, subnets]) => ({ reason, list: listOf(subnets) }));

function listOf(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of subnets) list.addSubnet(address, prefix, isIPv4(address) ? 'ipv4' : 'ipv6');
  return list;
}

// A rule for IPv4 also holds for the same address in IPv6 clothes (::ffff:127.0.0.1): node:net sees through that.
function holds(list: BlockList, address: string): boolean {
  return list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
}

function readAllowed(text: string): BlockList {
  const subnets = text.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part): Subnet => {
    const [, address = '', bits] = /^([0-9A-Fa-f:.]+)(?:\/(\d{1,3}))?$/.exec(part) ?? [];
    const most = isIPv4(address) ? 32 : 128;
    const prefix = bits === undefined ? most : Number(bits);
    if (!(isIPv4(address) || isIPv6(address)) || prefix > most) throw new ConfigError([`BASEWRIGHT_FETCH_ALLOW must be networks with commas between, for example 127.0.0.0/8,fd00::/8; it holds ${JSON.stringify(part)}.`]);
    return [address, prefix];
  });
  return listOf(subnets);
}

/**
 * The rules of this server. BASEWRIGHT_FETCH_ALLOW names networks that are allowed all the same; the server's own listeners never are.
 *
 * @throws {ConfigError} when a setting is wrong.
 */
export function addressRules(environment: Readonly<Record<string, string | undefined>> = process.env): AddressRules {
  const allowed = readAllowed(environment['BASEWRIGHT_FETCH_ALLOW'] ?? '');
  const { admin, boot } = readConfig(environment);
  const own = listOf([...LOOPBACK, ...Object.values(networkInterfaces()).flatMap((entries) => entries ?? []).map(({ address }): Subnet => [address, isIPv4(address) ? 32 : 128])]);
  return (address, port) => {
    if ((port === admin.port || port === boot.port) && holds(own, address)) return 'is this server itself';
    if (holds(allowed, address)) return undefined;
    return refused.find(({ list }) => holds(list, address))?.reason;
  };
}
