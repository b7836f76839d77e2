// SPDX-License-Identifier: GPL-2.0-or-later
// Nodes that stay as they are until a person says otherwise.

import { z } from 'zod';
import { MOST_PIN_EVENTS, type PinEvent } from '#kickstart/fleet/view.ts';
import { Text } from '#kickstart/profile/names.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';

export const PinRequest = z.strictObject({ reason: Text.trim().min(1, 'Say why this node stays as it is.').max(200, 'A reason has at most 200 characters.') });
export type PinRequest = z.infer<typeof PinRequest>;

/** From now on nothing is asked of the node; what it has begun, it finishes. Pinned again, it has the new reason. */
export async function pinNode(store: Store, hostId: string, { reason }: PinRequest, actor: string | undefined): Promise<'pinned' | 'missing'> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return 'missing';
    const pin = { reason, at: store.now(), actor: actor ?? null };
    await transaction.insertInto('node_pins').values({ host_id: hostId, ...pin }).onConflict((conflict) => conflict.column('host_id').doUpdateSet(pin)).execute();
    await transaction.insertInto('node_pin_events').values({ host_id: hostId, kind: 'pinned', ...pin }).execute();
    return 'pinned';
  });
}

/** A node that is not pinned stays so. Who took a pin away, and what it was for, stays on record. */
export async function unpinNode(store: Store, hostId: string, actor: string | undefined): Promise<'unpinned' | 'missing'> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return 'missing';
    const pin = await transaction.selectFrom('node_pins').select('reason').where('host_id', '=', hostId).executeTakeFirst();
    if (pin === undefined) return 'unpinned';
    await transaction.deleteFrom('node_pins').where('host_id', '=', hostId).execute();
    await transaction.insertInto('node_pin_events').values({ host_id: hostId, at: store.now(), actor: actor ?? null, kind: 'unpinned', reason: pin.reason }).execute();
    return 'unpinned';
  });
}

/** When a node was pinned and unpinned, the newest first. */
export async function pinEvents(database: Database, hostId: string): Promise<PinEvent[]> {
  const rows = await database.selectFrom('node_pin_events').select(['number', 'at', 'actor', 'kind', 'reason']).where('host_id', '=', hostId).orderBy('number', 'desc').limit(MOST_PIN_EVENTS).execute();
  return rows.map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
}
