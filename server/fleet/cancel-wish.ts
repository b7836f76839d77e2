// SPDX-License-Identifier: GPL-2.0-or-later
// Calling off what was asked of a node, as long as it has not begun; and giving up what was begun and is not heard of any more.

import { openWishStates } from '#kickstart/fleet/states.ts';
import { mayBeCalledOff } from '#kickstart/fleet/wish.ts';
import type { Store } from '../store/store.ts';

export type CancelWish = { outcome: 'cancelled' } | { outcome: 'missing' } | { outcome: 'refused'; reason: string };

export async function cancelWish(store: Store, hostId: string, actor: string | undefined): Promise<CancelWish> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return { outcome: 'missing' };
    const now = store.now();
    const wish = await transaction
      .selectFrom('node_wishes').leftJoin('rollouts', 'rollouts.id', 'node_wishes.rollout_id')
      .select(['node_wishes.id', 'node_wishes.state', 'node_wishes.changed_at', 'rollouts.title', 'rollouts.state as rollout'])
      .where('host_id', '=', hostId).where('node_wishes.state', 'in', openWishStates).executeTakeFirst();
    if (wish === undefined) return { outcome: 'refused', reason: 'Nothing is wanted of this node.' };
    if (wish.rollout === 'running' || wish.rollout === 'paused') return { outcome: 'refused', reason: `This belongs to the roll-out "${wish.title ?? ''}". Pause or stop that one.` };
    if (!mayBeCalledOff(wish.state, wish.changed_at, now)) return { outcome: 'refused', reason: 'The node has begun, and nothing can call it back. Wait for its end; when nothing is heard of it for four hours, it can be given up here.' };
    const reason = `Called off${actor === undefined ? '' : ` by ${actor}`}.`;
    await transaction.updateTable('node_wishes').set({ state: 'cancelled', reason, changed_at: now }).where('id', '=', wish.id).execute();
    return { outcome: 'cancelled' };
  });
}
