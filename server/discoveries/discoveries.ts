// SPDX-License-Identifier: GPL-2.0-or-later
// Machines that asked and that no host stands for: listed, made into hosts, set aside or forgotten. None is ever installed by itself.

import { z } from 'zod';
import { Hostname, Slug } from '#kickstart/profile/names.ts';
import { putHost, type StoredHost } from '../hosts/hosts.ts';
import type { FieldProblem } from '../store/problems.ts';
import type { Store } from '../store/store.ts';

const Facts = z.record(z.string(), z.string());

export type Discovery = {
  mac: string;
  /** Milliseconds since 1970. */
  firstSeen: number;
  lastSeen: number;
  /** Where it asked from the last time. */
  address: string;
  times: number;
  isIgnored: boolean;
  /** What its boot loader said of it; a stranger wrote it. */
  facts: Record<string, string>;
};

/** The newest first, those set aside last; the boot plane bounds how many there are. */
export async function listDiscoveries({ database }: Store): Promise<Discovery[]> {
  const rows = await database.selectFrom('discoveries').selectAll().orderBy('is_ignored').orderBy('last_seen', 'desc').orderBy('mac').execute();
  return rows.map((row) => ({
    mac: row.mac, firstSeen: row.first_seen, lastSeen: row.last_seen, address: row.address, times: row.times, isIgnored: row.is_ignored === 1, facts: Facts.parse(JSON.parse(row.facts)),
  }));
}

export const ApproveRequest = z.strictObject({ hostname: Hostname, profile: Slug });
export type ApproveRequest = z.infer<typeof ApproveRequest>;

export type Approve = ({ outcome: 'created' } & StoredHost) | { outcome: 'missing' } | { outcome: 'exists'; id: string } | { outcome: 'invalid' | 'conflict'; errors: FieldProblem[] };

/** Makes a host of a discovered machine, not armed, and takes it off the list. */
export async function approveDiscovery(store: Store, mac: string, { hostname, profile }: ApproveRequest): Promise<Approve> {
  const found = await store.database.selectFrom('discoveries').select('mac').where('mac', '=', mac).executeTakeFirst();
  if (found === undefined) return { outcome: 'missing' };
  const id = hostname.toLowerCase();
  const answer = await putHost(store, id, { hostname, macs: [mac], profile }, { kind: 'absent' });
  switch (answer.outcome) {
    case 'created':
    case 'updated':
      await forgetDiscovery(store, mac);
      return { outcome: 'created', host: answer.host, etag: answer.etag, updatedAt: answer.updatedAt };
    case 'stale':
    case 'required':
      return { outcome: 'exists', id };
    case 'invalid':
    case 'conflict':
      return { outcome: answer.outcome, errors: answer.errors };
  }
}

/** Sets a machine aside: it stays known as one that is not wanted. */
export async function ignoreDiscovery(store: Store, mac: string, isIgnored: boolean): Promise<'done' | 'missing'> {
  return store.write(async (transaction) => {
    const result = await transaction.updateTable('discoveries').set({ is_ignored: isIgnored ? 1 : 0 }).where('mac', '=', mac).executeTakeFirst();
    return result.numUpdatedRows > 0n ? 'done' : 'missing';
  });
}

/** Forgets a machine; it is listed again when it asks again. */
export async function forgetDiscovery(store: Store, mac: string): Promise<'done' | 'missing'> {
  return store.write(async (transaction) => {
    const result = await transaction.deleteFrom('discoveries').where('mac', '=', mac).executeTakeFirst();
    return result.numDeletedRows > 0n ? 'done' : 'missing';
  });
}
