// SPDX-License-Identifier: GPL-2.0-or-later
// What time makes of roll-outs: nodes that were not heard of in time, that were pinned, or whose host is gone; and waves that were watched for long enough, or do not hold.

import { z } from 'zod';
import { busyStates, type NodeChange, nodeAfterTime } from '#kickstart/fleet/rollout.ts';
import { rolloutNodeStates, rolloutStates, wishStates } from '#kickstart/fleet/states.ts';
import { reportSteps, Wanted } from '#kickstart/fleet/wire.ts';
import { advance } from './advance.ts';
import { changeNode } from './rows.ts';
import { queries, rowsOf, type Work } from './statements.ts';
import { type Watch, watches } from './watch.ts';
import { carryToWish } from './wishes.ts';

const Due = z.object({
  rollout_id: z.string(), host_id: z.string(), hostname: z.string(), state: z.enum(rolloutNodeStates), deadline: z.number().nullable(), wish_id: z.string().nullable(),
  rollout: z.enum(rolloutStates), host: z.string().nullable(), pin: z.string().nullable(), wish: z.enum(wishStates).nullable(), action: Wanted.shape.action.nullable(), step: z.enum(reportSteps).nullable(), why: z.string().nullable(),
});

/** After the end of a roll-out its last nodes end within this time, in milliseconds: longer than any node may wait. */
const HISTORY_MS = 10 * 24 * 3_600_000;

/** Nodes that were asked and that the clock, a pin, a deleted host or a wish that was called off may concern. */
function dueNodes(now: number) {
  return queries
    .selectFrom('rollout_nodes as member')
    .innerJoin('rollouts', 'rollouts.id', 'member.rollout_id')
    .leftJoin('hosts', 'hosts.id', 'member.host_id')
    .leftJoin('node_pins', 'node_pins.host_id', 'member.host_id')
    .leftJoin('node_wishes as last', 'last.id', 'member.wish_id')
    .select(['member.rollout_id', 'member.host_id', 'member.hostname', 'member.state', 'member.deadline', 'member.wish_id', 'rollouts.state as rollout', 'hosts.id as host', 'node_pins.reason as pin', 'last.state as wish', 'last.action', 'last.step', 'last.reason as why'])
    .where('member.state', 'in', busyStates)
    // Nothing is under way in an older one: looked at every few seconds, the history must cost nothing.
    .where('member.rollout_id', 'in', queries.selectFrom('rollouts').select('id').where('state', 'in', ['running', 'paused', 'stopped']).where((old) => old.or([old('ended_at', 'is', null), old('ended_at', '>', now - HISTORY_MS)])))
    .where((due) => due.or([due('member.deadline', '<=', now), due('hosts.id', 'is', null), due('node_pins.host_id', 'is not', null), due('last.id', 'is', null), due('last.state', '=', 'cancelled')]));
}

type Settled = { readonly due: z.infer<typeof Due>; readonly change: NodeChange };

function* judge(now: number): Work<Settled[]> {
  const settled: Settled[] = [];
  for (const due of yield* rowsOf(dueNodes(now), Due)) {
    const wish = due.wish === null || due.action === null ? null : { action: due.action, state: due.wish, step: due.step, reason: due.why };
    const change = nodeAfterTime({ state: due.state, deadline: due.deadline, isHostGone: due.host === null, pin: due.pin, wish }, due.rollout, now);
    if (change !== undefined) settled.push({ due, change });
  }
  return settled;
}

/** Whether there is anything to settle: a look that takes no write lock. */
export function* isSomethingDue(now: number): Work<boolean> {
  return (yield* watches(now)).some(isDecided) || (yield* judge(now)).length > 0;
}

function isDecided({ fallen, isOver }: Watch): boolean {
  return fallen.length > 0 || isOver;
}

/** Ends nodes that do not hold, and moves the roll-outs of watched waves on. @returns how many of both there were */
function* settleWatches(now: number): Work<number> {
  let count = 0;
  for (const { rolloutId, fallen, isOver } of (yield* watches(now)).filter(isDecided)) {
    for (const { hostId, change } of fallen) yield* changeNode(rolloutId, hostId, { state: change.state, reason: change.reason, deadline: null }, now);
    const last = fallen.at(-1);
    yield* advance(rolloutId, now, last && `The last one: ${last.hostname}: ${last.change.reason ?? ''}`, isOver);
    count += fallen.length + 1;
  }
  return count;
}

/** Of one transaction: the boot plane waits for its end, and machines for the boot plane. */
export const MOST_SETTLED = 200;

/** Ends what is due, at most so many nodes as one transaction takes, and moves their roll-outs on. @returns how much changed */
export function* settleRollouts(now: number): Work<number> {
  const watched = yield* settleWatches(now);
  const touched = new Map<string, string>();
  const settled = (yield* judge(now)).slice(0, MOST_SETTLED);
  for (const { due, change } of settled) {
    yield* changeNode(due.rollout_id, due.host_id, { state: change.state, reason: change.reason, deadline: null }, now);
    yield* carryToWish(due.wish_id, change, now);
    touched.set(due.rollout_id, `The last one: ${due.hostname}: ${change.reason ?? ''}`);
  }
  for (const [rolloutId, last] of touched) yield* advance(rolloutId, now, last);
  return watched + settled.length;
}
