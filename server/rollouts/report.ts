// SPDX-License-Identifier: GPL-2.0-or-later
// What a node's report does to the roll-out that asked it. The boot plane runs it in the transaction that keeps the report.

import { z } from 'zod';
import { deadlineAfter, hasEnded, nodeAfterReport } from '#kickstart/fleet/rollout.ts';
import { openWishStates, rolloutNodeStates, wishStates } from '#kickstart/fleet/states.ts';
import { type ReportStep, Wanted } from '#kickstart/fleet/wire.ts';
import { advance } from './advance.ts';
import { addRolloutEvent, changeNode, findRollout, noteWish, type RolloutRow } from './rows.ts';
import { queries, rowOf, type Work } from './statements.ts';
import { carryToWish, makeWishes } from './wishes.ts';

/** A report that answers a wish. `at`: when it came, milliseconds since 1970. */
export type WishReport = { readonly wishId: string; readonly step: ReportStep; readonly reason: string | null; readonly at: number };

const Member = z.object({
  rollout_id: z.string(), host_id: z.string(), hostname: z.string(), state: z.enum(rolloutNodeStates), action: Wanted.shape.action,
  before_layer: z.string().nullable(), wish_id: z.string().nullable(), newest: Wanted.shape.action.nullable(),
  /** Of the wish that is answered. */
  wish: z.enum(wishStates), why: z.string().nullable(),
});
type Member = z.infer<typeof Member>;

/**
 * Carries a report into its roll-out: the node's state, a pause, the next wave, going back. Does nothing for a wish of no roll-out.
 *
 * Call it after the event and the wish were written, in the same transaction: `runNow(database, rolloutReport(report))`.
 */
export function* rolloutReport({ wishId, step, reason, at }: WishReport): Work<void> {
  const member = yield* memberOf(wishId);
  const rollout = member && (yield* findRollout(member.rollout_id));
  if (member === undefined || rollout === undefined) return;
  const change = nodeAfterReport(member.state, {
    step, reason, action: member.action, newer: member.wish_id === wishId ? null : member.newest,
    wasInstalled: step === 'failed' && (yield* wasInstalled(member.host_id, wishId)), calledOff: member.wish === 'cancelled' ? (member.why ?? '') : null,
  });
  if (change === undefined) return;
  const deadline = hasEnded(change.state) ? null : deadlineAfter(step, { reboot: rollout.reboot, nodeMinutes: rollout.node_minutes }, at);
  yield* changeNode(rollout.id, member.host_id, { state: change.state, reason: change.reason, deadline }, at);
  yield* carryToWish(member.wish_id, change, at);
  if (change.goBack) yield* wishBack(rollout, member, at);
  if (hasEnded(change.state)) yield* advance(rollout.id, at, change.reason === null ? undefined : `The last one: ${member.hostname}: ${change.reason}`);
}

/** The node of a roll-out that a wish was made for, by the newest wish or an older one. */
function* memberOf(wishId: string): Work<Member | undefined> {
  return yield* rowOf(
    queries
      .selectFrom('node_wishes as wish')
      .innerJoin('rollout_nodes as member', (join) => join.onRef('member.rollout_id', '=', 'wish.rollout_id').onRef('member.host_id', '=', 'wish.host_id'))
      .leftJoin('node_wishes as last', 'last.id', 'member.wish_id')
      .select(['member.rollout_id', 'member.host_id', 'member.hostname', 'member.state', 'wish.action', 'member.before_layer', 'member.wish_id', 'last.action as newest', 'wish.state as wish', 'wish.reason as why'])
      .where('wish.id', '=', wishId),
    Member,
  );
}

const Numbered = z.object({ number: z.number() });

/** Whether the layer of an upgrade was made: from then on a failure leaves the node with another boot default than before. */
function* wasInstalled(hostId: string, wishId: string): Work<boolean> {
  const event = queries.selectFrom('node_events').select('number').where('host_id', '=', hostId).where('wish_id', '=', wishId).where('step', 'in', ['installed', 'waiting', 'rebooting']).limit(1);
  return (yield* rowOf(event, Numbered)) !== undefined;
}

/** A node that failed with its new layer in place is asked to go back to the layer it ran before, unless something is wanted of it already. */
function* wishBack(rollout: RolloutRow, { host_id: hostId, hostname, before_layer: to }: Member, now: number): Work<void> {
  const open = yield* rowOf(queries.selectFrom('node_wishes').select('number').where('host_id', '=', hostId).where('state', 'in', openWishStates), Numbered);
  if (open !== undefined) return;
  const ids = yield* makeWishes(rollout, [{ hostId, to }], { action: 'rollback', reboot: rollout.reboot, by: null, now });
  for (const [id, wish] of ids) yield* noteWish(rollout.id, id, wish);
  yield* addRolloutEvent(rollout.id, { kind: 'going-back', at: now, by: null, detail: { host: hostId, hostname } });
}
