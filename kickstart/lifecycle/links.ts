// SPDX-License-Identifier: GPL-2.0-or-later
// Network cards and addresses as `ip -j address` tells them.
import { z } from 'zod';
import { canonicalMac } from '../profile/names.ts';
import { plainLine } from './plain-text.ts';

export type Link = { readonly name: string; readonly mac: string | null; /** Without prefix length. */ readonly addresses: readonly string[] };

const MOST = { links: 64, addresses: 32, name: 64 } as const;

const Address = z.object({ local: z.union([z.ipv4(), z.ipv6()]), scope: z.string().catch('global').optional() });
const Card = z.object({ ifname: z.string(), link_type: z.string().catch('ether').optional(), address: z.string().nullish().catch(null), addr_info: z.array(z.unknown()).catch([]).optional() });

type Read = { readonly name: string; readonly mac: string | null; readonly isLoopback: boolean; readonly addresses: readonly { readonly address: string; readonly isGlobal: boolean }[] };

function read(json: string): Read[] | null {
  let items: unknown;
  try {
    items = JSON.parse(json);
  } catch {
    return null; // not JSON, or nested deeper than any answer of ip
  }
  if (!Array.isArray(items)) return null;
  return items.slice(0, MOST.links).flatMap((item: unknown): Read[] => {
    const card = Card.safeParse(item);
    const name = card.success ? plainLine(card.data.ifname, MOST.name) : '';
    if (!card.success || name === '') return [];
    const addresses = (card.data.addr_info ?? []).slice(0, MOST.addresses).flatMap((info) => {
      const address = Address.safeParse(info);
      return address.success ? [{ address: address.data.local, isGlobal: (address.data.scope ?? 'global') !== 'link' }] : [];
    });
    return [{ name, mac: canonicalMac(card.data.address ?? '') ?? null, isLoopback: card.data.link_type === 'loopback', addresses }];
  });
}

/** The cards of `ip -j address` without the loopback, or null when it is not readable. */
export function readLinks(json: string): Link[] | null {
  return read(json)?.filter((link) => !link.isLoopback).map(({ name, mac, addresses }) => ({ name, mac, addresses: addresses.map(({ address }) => address) })) ?? null;
}

/** The addresses by which others reach the machine: none of the loopback, and none that is valid on one link only. */
export function reachableAddresses(json: string): string[] {
  const addresses = (read(json) ?? []).filter((link) => !link.isLoopback).flatMap((link) => link.addresses.filter(({ isGlobal }) => isGlobal).map(({ address }) => address));
  return [...new Set(addresses)].slice(0, MOST.addresses);
}
