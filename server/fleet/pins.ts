// SPDX-License-Identifier: GPL-2.0-or-later
// Nodes that stay as they are until a person says otherwise.

import { z } from 'zod';
import { Text } from '#kickstart/profile/names.ts';
import type { Store } from '../store/store.ts';

export const PinRequest = z.strictObject({ reason: Text.trim().min(1, 'Say why this node stays as it is.').max(200, 'A reason has at most 200 characters.') });
export type PinRequest = z.infer<typeof PinRequest>;

/** From now on nothing is asked of the node; what it has begun, it finishes. Pinned again, it has the new reason. */
export async function pinNode(store: Store, hostId: string, { reason }: PinRequest, actor: string | undefined): Promise<'pinned' | 'missing'> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return 'missing';
    const pin = { reason, at: store.now(), actor: actor ?? null };
    await transaction.insertInto('node_pins').values({ host_id: hostId, ...pin }).onConflict((conflict) => conflict.column('host_id').doUpdateSet(pin)).execute();
    return 'pinned';
  });
}

/** A node that is not pinned stays so. */
export async function unpinNode(store: Store, hostId: string): Promise<'unpinned' | 'missing'> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return 'missing';
    await transaction.deleteFrom('node_pins').where('host_id', '=', hostId).execute();
    return 'unpinned';
  });
}
