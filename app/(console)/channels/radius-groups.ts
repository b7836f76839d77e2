// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts whose kickstarts change in the same way are told of together: nobody reads the same lines a thousand times.
import type { Change, HostRadius } from './channel-answers.ts';

export type Group = { readonly changes: readonly Change[]; readonly hosts: readonly HostRadius[] };

/** The hosts by what changes for them, in the order in which each difference comes first. */
export function byChanges(hosts: readonly HostRadius[]): Group[] {
  const groups = new Map<string, { changes: readonly Change[]; hosts: HostRadius[] }>();
  for (const host of hosts) {
    const key = JSON.stringify(host.changes);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { changes: host.changes, hosts: [host] });
    else group.hosts.push(host);
  }
  return [...groups.values()];
}
