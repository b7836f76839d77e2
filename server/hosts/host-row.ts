// SPDX-License-Identifier: GPL-2.0-or-later
// Writes a host with its MAC addresses: the one place where a host's rows are made.

import type { Transaction } from 'kysely';
import type { Host } from '#kickstart/profile/host.ts';
import type { FieldProblem } from '../store/problems.ts';
import { nextRevision } from '../store/revision.ts';
import { searchText } from '../store/search.ts';
import type { Database, Tables } from '../store/tables.ts';

/** Rows of a host that was written. */
export type HostRow = Pick<Tables['hosts'], 'body' | 'revision' | 'updated_at'>;

/** @param number of the existing row, or undefined for a new host. */
export async function writeHost(transaction: Transaction<Tables>, host: Host, number: number | undefined, now: number): Promise<HostRow> {
  const revision = await nextRevision(transaction);
  const bareMacs = host.macs.map((mac) => mac.replaceAll(':', ''));
  const row = {
    id: host.id,
    hostname: host.hostname,
    profile_id: host.profile,
    body: JSON.stringify(host),
    search_text: searchText([host.id, host.hostname, ...host.macs, ...bareMacs]),
    revision,
    updated_at: now,
  };
  if (number === undefined) {
    await transaction.insertInto('hosts').values({ number: revision, ...row }).execute();
  } else {
    await transaction.updateTable('hosts').set(row).where('number', '=', number).execute();
    await transaction.deleteFrom('host_macs').where('host_id', '=', host.id).execute();
  }
  await transaction.insertInto('host_macs').values(host.macs.map((mac) => ({ mac, host_id: host.id }))).execute();
  return row;
}

/** The host that each of these MAC addresses belongs to. */
export async function macOwners(database: Database, macs: readonly string[]): Promise<Map<string, string>> {
  if (macs.length === 0) return new Map();
  const rows = await database.selectFrom('host_macs').select(['mac', 'host_id']).where('mac', 'in', macs).execute();
  return new Map(rows.map((row) => [row.mac, row.host_id]));
}

/** The MAC addresses of a host that another one has. */
export function macConflicts(host: Host, owners: ReadonlyMap<string, string>): FieldProblem[] {
  return host.macs.flatMap((mac, index) => {
    const owner = owners.get(mac);
    if (owner === undefined || owner === host.id) return [];
    return [{ path: `macs.${index}`, message: `${mac} belongs to the host ${owner}. A MAC address can belong to one host only: remove it there first, or check this one.` }];
  });
}
