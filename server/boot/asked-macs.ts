// SPDX-License-Identifier: GPL-2.0-or-later
// Which network cards a request names: in its path, or in the headers that Anaconda sends with inst.ks.sendmac.

import { canonicalMac } from '#kickstart/profile/names.ts';

/** The path of a request target: the query says nothing here. */
export function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end === -1 ? target : target.slice(0, end);
}

/** The MAC in canonical spelling that `written`, one part of a path, stands for; undefined for anything else. */
export function macInPath(written: string): string | undefined {
  if (!written.includes('%')) return canonicalMac(written);
  try {
    return canonicalMac(decodeURIComponent(written));
  } catch {
    return undefined;
  }
}

const HEADER = /^x-rhn-provisioning-mac-[0-9]+$/i;

/**
 * The MACs of the headers `X-RHN-Provisioning-MAC-<n>: <ifname> <mac>`, one for each card. Others than Ethernet addresses
 * (InfiniBand has 20 bytes) are left out: no host is known by them.
 *
 * @param rawHeaders name, value, name, value, as received.
 */
export function macsInHeaders(rawHeaders: readonly string[]): string[] {
  const macs = new Set<string>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (!HEADER.test(rawHeaders[index] ?? '')) continue;
    const mac = canonicalMac((rawHeaders[index + 1] ?? '').trim().split(/[ \t]+/).at(-1) ?? '');
    if (mac !== undefined) macs.add(mac);
  }
  return [...macs];
}

/** A path as it may stand in a log: a token is a secret, whoever's it is. */
export function withoutToken(path: string): string {
  return path.replace(/^\/t\/[^/]*/, '/t/…');
}
