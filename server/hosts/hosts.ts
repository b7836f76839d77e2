// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts in the store: get, put, delete, and find by MAC.

import { Host } from '#kickstart/profile/host.ts';
import { canonicalMac } from '#kickstart/profile/names.ts';
import { fieldProblems, idProblem, withId, type FieldProblem } from '../store/problems.ts';
import { checkPrecondition, etagOf, type Precondition } from '../store/revision.ts';
import { openProfile, readHost } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { disarmUninstallable } from '../installations/arm.ts';
import { type HostRow, macConflicts, macOwners, writeHost } from './host-row.ts';

/** A stored host. `updatedAt` in milliseconds since 1970. */
export type StoredHost = { host: Host; etag: string; updatedAt: number };

export async function getHost(store: Store, id: string): Promise<StoredHost | undefined> {
  const row = await selectHost(store.database, id);
  return row && storedHost(row);
}

/** The id of the host with this MAC address, in any spelling. */
export async function findHostByMac(store: Store, mac: string): Promise<string | undefined> {
  const canonical = canonicalMac(mac);
  if (canonical === undefined) return undefined;
  return (await macOwners(store.database, [canonical])).get(canonical);
}

export type PutHost =
  | ({ outcome: 'created' | 'updated'; /** Its arming ended, because it could no longer be installed. */ disarmed: boolean } & StoredHost)
  | { outcome: 'invalid'; errors: FieldProblem[] }
  /** Another host has one of its MAC addresses. */
  | { outcome: 'conflict'; errors: FieldProblem[] }
  | { outcome: 'required' }
  | { outcome: 'stale'; current: StoredHost | undefined };

/**
 * Makes or replaces a host.
 *
 * @param document what a client sent; without an `id` it gets the one of its address.
 */
export async function putHost(store: Store, id: string, document: unknown, precondition: Precondition): Promise<PutHost> {
  const parsed = Host.safeParse(withId(document, id));
  if (!parsed.success) return { outcome: 'invalid', errors: fieldProblems(parsed.error) };
  const host = parsed.data;
  if (host.id !== id) return { outcome: 'invalid', errors: [idProblem(host.id, id)] };
  return store.write(async (transaction) => {
    const existing = await selectHost(transaction, id);
    const verdict = checkPrecondition(precondition, existing?.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: existing && storedHost(existing) };
    const profile = await transaction.selectFrom('profiles').select(['body', 'secrets']).where('id', '=', host.profile).executeTakeFirst();
    if (profile === undefined) return { outcome: 'invalid', errors: [unknownProfile(host.profile)] };
    const conflicts = macConflicts(host, await macOwners(transaction, host.macs));
    if (conflicts.length > 0) return { outcome: 'conflict', errors: conflicts };
    const row = await writeHost(transaction, host, existing?.number, store.now());
    if (existing === undefined) return { outcome: 'created', disarmed: false, ...storedHost(row) };
    const disarmed = await disarmUninstallable(transaction, openProfile(store.vault, profile), store.now(), { hostId: id });
    return { outcome: 'updated', disarmed: disarmed.length > 0, ...storedHost(row) };
  });
}

/** A host that names a profile which is not there. */
export function unknownProfile(id: string): FieldProblem {
  return { path: 'profile', message: `There is no profile "${id}". Choose an existing one, or make it first.` };
}

export type DeleteHost = { outcome: 'deleted' | 'missing' | 'required' } | { outcome: 'stale'; current: StoredHost | undefined };

/** Deletes a host, its MAC addresses and its arming. */
export async function deleteHost(store: Store, id: string, precondition: Precondition): Promise<DeleteHost> {
  return store.write(async (transaction) => {
    const existing = await selectHost(transaction, id);
    if (existing === undefined) return { outcome: 'missing' };
    const verdict = checkPrecondition(precondition, existing.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: storedHost(existing) };
    await transaction.deleteFrom('hosts').where('number', '=', existing.number).execute();
    return { outcome: 'deleted' };
  });
}

async function selectHost(database: Database, id: string) {
  return database.selectFrom('hosts').select(['number', 'body', 'revision', 'updated_at']).where('id', '=', id).executeTakeFirst();
}

function storedHost(row: HostRow): StoredHost {
  return { host: readHost(row), etag: etagOf(row.revision), updatedAt: row.updated_at };
}
