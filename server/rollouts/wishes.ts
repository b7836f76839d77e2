// SPDX-License-Identifier: GPL-2.0-or-later
// What a roll-out wants of its nodes: wishes are made for many nodes at once, taken back while nobody was told, and ended when a node stays silent.

import { randomBytes } from 'node:crypto';
import type { NodeChange } from '#kickstart/fleet/rollout.ts';
import { openWishStates, type WishState } from '#kickstart/fleet/states.ts';
import type { Wanted } from '#kickstart/fleet/wire.ts';
import type { RolloutRow } from './rows.ts';
import { perform, queries, type Work } from './statements.ts';

/** Rows of one INSERT: SQLite takes 32,766 values in a statement. */
const CHUNK = 500;

/** @param to the layer to go back to, of a rollback. */
export type NewWish = { readonly hostId: string; readonly to: string | null };

type Making = { readonly action: Wanted['action']; readonly reboot: Wanted['reboot']; readonly by: string | null; readonly now: number };

/** Makes a wish of a roll-out for each host. None of them may have an open one. @returns the ids of the wishes, by host */
export function* makeWishes(rollout: Pick<RolloutRow, 'id' | 'sha256' | 'nvr'>, wishes: readonly NewWish[], { action, reboot, by, now }: Making): Work<Map<string, string>> {
  const ids = new Map<string, string>();
  const isUpgrade = action === 'upgrade';
  for (let from = 0; from < wishes.length; from += CHUNK) {
    const rows = wishes.slice(from, from + CHUNK).map(({ hostId, to }) => {
      const id = randomBytes(16).toString('base64url');
      ids.set(hostId, id);
      return {
        id, host_id: hostId, action, sha256: isUpgrade ? rollout.sha256 : null, nvr: isUpgrade ? rollout.nvr : null, to_layer: to, reboot, state: 'open' as const,
        rollout_id: rollout.id, made_at: now, made_by: by, changed_at: now,
      };
    });
    yield* perform(queries.insertInto('node_wishes').values(rows));
  }
  return ids;
}

/** Ends an open wish. @param states only one in these; `open` ones were not told yet. */
export function* endWish(id: string, state: Extract<WishState, 'cancelled' | 'silent'>, reason: string, { states = openWishStates, now }: { readonly states?: readonly WishState[]; readonly now: number }): Work<void> {
  yield* perform(queries.updateTable('node_wishes').set({ state, reason, changed_at: now }).where('id', '=', id).where('state', 'in', states));
}

/** Does to the wish of a node what a change of the node means for it. */
export function* carryToWish(id: string | null, { wish, reason }: NodeChange, now: number): Work<void> {
  if (id === null || wish === 'keep') return;
  if (wish === 'silent') yield* endWish(id, 'silent', reason ?? 'It is silent.', { now });
  else yield* endWish(id, 'cancelled', reason ?? 'The node came to its end before it was told.', { states: ['open'], now });
}
