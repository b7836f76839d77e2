// SPDX-License-Identifier: GPL-2.0-or-later
// The hosts that were asked for, kept in memory until anything in the store changes by another process.

import type { BootHost, BootStore } from '../store/boot-store.ts';
import { createByteCache } from './byte-cache.ts';

/** What a host document and its place cost in memory, roughly; profiles are shared. */
const HOST_BYTES = 2048;

/** `failing`: the store did not answer, so nothing is known. `several`: the cards of more than one host, and nobody can say which of them it is. */
export type Found = { readonly kind: 'host'; readonly host: BootHost } | { readonly kind: 'unknown' } | { readonly kind: 'several' };

export type KnownHosts = {
  /** Drops what is no longer certain: call it after a request came in and before it is answered. @throws when the store cannot be read. */
  refresh(): void;
  /** The host that all known ones of these MACs belong to, each in canonical spelling. @throws when the store cannot be read. */
  find(macs: readonly string[]): Found;
};

/** @param maxBytes of all kept hosts together. */
export function createKnownHosts(store: BootStore, maxBytes: number): KnownHosts {
  const cache = createByteCache<BootHost>(maxBytes);
  let version: number | undefined;

  function load(mac: string): BootHost | undefined {
    const kept = cache.get(mac);
    if (kept !== undefined) return kept;
    const host = store.bootHost(mac);
    if (host !== undefined) cache.set(mac, host, HOST_BYTES);
    return host;
  }

  return {
    refresh: () => {
      const present = store.dataVersion();
      if (present !== version) cache.clear();
      version = present;
    },
    find: (macs) => {
      const hosts = macs.flatMap((mac) => load(mac) ?? []);
      const [first] = hosts;
      if (first === undefined) return { kind: 'unknown' };
      return hosts.every(({ host }) => host.id === first.host.id) ? { kind: 'host', host: first } : { kind: 'several' };
    },
  };
}
