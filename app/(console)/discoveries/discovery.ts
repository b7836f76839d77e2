// SPDX-License-Identifier: GPL-2.0-or-later
// Machines that asked and that no host stands for, as the API gives them.
import { z } from 'zod';
import { Instant } from '../list/page-of.ts';

export const Discovery = z.object({
  mac: z.string(),
  firstSeen: Instant,
  lastSeen: Instant,
  /** Where it asked from the last time. */
  address: z.string(),
  /** How often it asked. */
  times: z.number(),
  isIgnored: z.boolean(),
  /** What its boot loader said of it; a stranger wrote it. */
  facts: z.record(z.string(), z.string()),
});
export type Discovery = z.infer<typeof Discovery>;

export const Discoveries = z.object({ items: z.array(Discovery), total: z.number() });

/** `Manufacturer Product`, without saying the manufacturer twice; empty when the machine said neither. */
export function productOf({ facts }: Pick<Discovery, 'facts'>): string {
  const { manufacturer = '', product = '' } = facts;
  return product.toLowerCase().startsWith(manufacturer.toLowerCase()) ? product : `${manufacturer} ${product}`.trim();
}

/** Whether any of the words by which a person would look for a machine holds `search`, in any case and any spelling of a MAC address. */
export function fits(discovery: Discovery, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  const mac = wanted.replaceAll(/[:.-]/g, '');
  if (wanted === '') return true;
  const words = [discovery.address, ...Object.values(discovery.facts)];
  return words.some((word) => word.toLowerCase().includes(wanted)) || (mac !== '' && discovery.mac.replaceAll(':', '').includes(mac));
}
