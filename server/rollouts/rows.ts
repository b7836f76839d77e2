// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of roll-outs as the rules need them, and how they are read and changed.

import { z } from 'zod';
import type { RolloutEventDetail, RolloutEventKind } from '#kickstart/fleet/rollout-view.ts';
import type { WaveCounts } from '#kickstart/fleet/rollout.ts';
import { rolloutNodeStates, rolloutStates, type RolloutNodeState, type RolloutState } from '#kickstart/fleet/states.ts';
import { Wanted } from '#kickstart/fleet/wire.ts';
import { perform, queries, rowOf, rowsOf, type Work } from './statements.ts';

/** A roll-out, without the request that made it. */
export const RolloutRow = z.object({
  number: z.number(), id: z.string(), title: z.string(), channel_id: z.string().nullable(), sha256: z.string(), nvr: z.string(), state: z.enum(rolloutStates), reason: z.string().nullable(),
  wave: z.number(), waves: z.number(), reboot: Wanted.shape.reboot, allowed_failures: z.number(), accepted_failures: z.number(), node_minutes: z.number(),
  soak_minutes: z.number(), soak_until: z.number().nullable(),
  made_at: z.number(), made_by: z.string().nullable(), changed_at: z.number(), ended_at: z.number().nullable(),
});
export type RolloutRow = z.infer<typeof RolloutRow>;

export const ROLLOUT_COLUMNS = [
  'number', 'id', 'title', 'channel_id', 'sha256', 'nvr', 'state', 'reason', 'wave', 'waves', 'reboot', 'allowed_failures', 'accepted_failures', 'node_minutes', 'soak_minutes', 'soak_until', 'made_at', 'made_by', 'changed_at', 'ended_at',
] as const satisfies readonly (keyof RolloutRow)[];

export function* findRollout(id: string): Work<RolloutRow | undefined> {
  return yield* rowOf(queries.selectFrom('rollouts').select(ROLLOUT_COLUMNS).where('id', '=', id), RolloutRow);
}

/** No node in any state. */
export function noCounts(): Record<RolloutNodeState, number> {
  return { waiting: 0, asked: 0, upgrading: 0, healthy: 0, failed: 0, 'fallen-back': 0, silent: 0, skipped: 0 };
}

const Counted = z.object({ state: z.enum(rolloutNodeStates), count: z.number() });

/** How many nodes of a wave are in each state. */
export function* countWave(rolloutId: string, wave: number): Work<WaveCounts> {
  const rows = yield* rowsOf(
    queries.selectFrom('rollout_nodes').select('state').select(({ fn }) => fn.countAll<number>().as('count')).where('rollout_id', '=', rolloutId).where('wave', '=', wave).groupBy('state'),
    Counted,
  );
  const counts = noCounts();
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

type Change = { readonly state?: RolloutState; readonly reason?: string | null; readonly wave?: number; readonly accepted_failures?: number; readonly soak_until?: number | null; readonly ended_at?: number };

/** Changes a roll-out, and notes it in its history. @param by who did it; null: the roll-out by itself, or the command line. */
export function* changeRollout(id: string, change: Change, event: { readonly kind: RolloutEventKind; readonly at: number; readonly by: string | null; readonly detail?: RolloutEventDetail }): Work<void> {
  yield* perform(queries.updateTable('rollouts').set({ ...change, changed_at: event.at }).where('id', '=', id));
  yield* addRolloutEvent(id, event);
}

export function* addRolloutEvent(id: string, { kind, at, by, detail }: { readonly kind: RolloutEventKind; readonly at: number; readonly by: string | null; readonly detail?: RolloutEventDetail }): Work<void> {
  yield* perform(queries.insertInto('rollout_events').values({ rollout_id: id, at, kind, actor: by, detail: detail === undefined ? null : JSON.stringify(detail) }));
}

/** A node in a state with a reason. `deadline`: when it counts as silent; null: nothing is waited for. */
export function* changeNode(rolloutId: string, hostId: string, change: { readonly state: RolloutNodeState; readonly reason: string | null; readonly deadline: number | null }, now: number): Work<void> {
  yield* perform(queries.updateTable('rollout_nodes').set({ ...change, changed_at: now }).where('rollout_id', '=', rolloutId).where('host_id', '=', hostId));
}

/** Notes the wish that a node of a roll-out was asked last. */
export function* noteWish(rolloutId: string, hostId: string, wishId: string): Work<void> {
  yield* perform(queries.updateTable('rollout_nodes').set({ wish_id: wishId }).where('rollout_id', '=', rolloutId).where('host_id', '=', hostId));
}
