// SPDX-License-Identifier: GPL-2.0-or-later
// What a stop does to the nodes of a roll-out: those that were not told are skipped, and what was wanted of them is called off.

import { z } from 'zod';
import { nodeAfterStop, unfinishedStates } from '#kickstart/fleet/rollout.ts';
import { rolloutNodeStates, wishStates } from '#kickstart/fleet/states.ts';
import { perform, queries, rowsOf, type Work } from './statements.ts';

const Member = z.object({ host_id: z.string(), state: z.enum(rolloutNodeStates), wish_id: z.string().nullable(), wish: z.enum(wishStates).nullable() });

/** Hosts of one statement. */
const CHUNK = 500;

/** @returns how many nodes were skipped */
export function* endNodes(rolloutId: string, now: number): Work<number> {
  const members = yield* rowsOf(
    queries
      .selectFrom('rollout_nodes').leftJoin('node_wishes', 'node_wishes.id', 'rollout_nodes.wish_id')
      .select(['rollout_nodes.host_id', 'rollout_nodes.state', 'rollout_nodes.wish_id', 'node_wishes.state as wish'])
      .where('rollout_nodes.rollout_id', '=', rolloutId).where('rollout_nodes.state', 'in', unfinishedStates),
    Member,
  );
  const ended = members.flatMap((member) => {
    const change = nodeAfterStop(member.state, member.wish);
    return change === undefined ? [] : [{ ...member, change }];
  });
  for (let from = 0; from < ended.length; from += CHUNK) {
    const some = ended.slice(from, from + CHUNK);
    const [first] = some;
    if (first === undefined) break;
    const { state, reason } = first.change;
    yield* perform(queries.updateTable('rollout_nodes').set({ state, reason, deadline: null, changed_at: now }).where('rollout_id', '=', rolloutId).where('host_id', 'in', some.map(({ host_id: id }) => id)));
    const wishes = some.flatMap(({ wish_id: id, change }) => (id !== null && change.wish === 'drop' ? [id] : []));
    if (wishes.length > 0) yield* perform(queries.updateTable('node_wishes').set({ state: 'cancelled', reason, changed_at: now }).where('id', 'in', wishes).where('state', '=', 'open'));
  }
  return ended.length;
}
