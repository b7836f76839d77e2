// SPDX-License-Identifier: GPL-2.0-or-later
// Makes a roll-out as it was planned and opens its canary, in one transaction.

import { randomBytes } from 'node:crypto';
import type { Transaction } from 'kysely';
import { LEFT_OUT, type RolloutRequest } from '#kickstart/fleet/rollout-view.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { advance, openWave } from './advance.ts';
import { type Plan, planRollout } from './plan.ts';
import { addRolloutEvent, findRollout } from './rows.ts';
import { runIn, type Work } from './statements.ts';

export type MakeRollout =
  | { readonly outcome: 'made'; readonly id: string }
  /** There is no such channel. */
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'refused'; readonly obstacles: readonly string[]; readonly plan: Plan };

/** Who makes it, undefined for the server's command line; and where the files of images are. */
export type Maker = { readonly actor: string | undefined; readonly dataDirectory: string };

/** Rows of one INSERT. */
const CHUNK = 500;

/** Plans and makes a roll-out, and asks its canary. */
export async function makeRollout(store: Store, request: RolloutRequest, { actor, dataDirectory }: Maker): Promise<MakeRollout> {
  return store.write(async (transaction) => {
    const now = store.now();
    const plan = await planRollout(transaction, request, { dataDirectory, now });
    if (plan === undefined) return { outcome: 'missing' };
    if (plan.obstacles.length > 0 || plan.aim === null) return { outcome: 'refused', obstacles: plan.obstacles, plan };
    const id = randomBytes(8).toString('hex');
    await insertRollout(transaction, id, { request, plan, aim: plan.aim, by: actor ?? null, now });
    await runIn(transaction, begin(id, plan, actor ?? null, now));
    return { outcome: 'made', id };
  });
}

type Making = { readonly request: RolloutRequest; readonly plan: Plan; readonly aim: NonNullable<Plan['aim']>; readonly by: string | null; readonly now: number };

async function insertRollout(transaction: Transaction<Tables>, id: string, { request, plan, aim, by, now }: Making): Promise<void> {
  await transaction
    .insertInto('rollouts')
    .values({
      id, title: request.title ?? `${aim.nvr} to ${plan.channel.title}`.slice(0, 100), channel_id: plan.channel.id, sha256: aim.sha256, nvr: aim.nvr, state: 'running', reason: null,
      wave: 0, waves: plan.waves, reboot: request.reboot, allowed_failures: request.allowedFailures, accepted_failures: 0, node_minutes: request.nodeMinutes, soak_minutes: request.soakMinutes,
      body: JSON.stringify(request), made_at: now, made_by: by, changed_at: now, ended_at: null,
    })
    .execute();
  const planned = plan.planned.map(({ host, wave }) => ({ rollout_id: id, host_id: host.id, hostname: host.hostname, wave, state: 'waiting' as const, reason: null, wish_id: null, before_layer: null, deadline: null, changed_at: now }));
  const leftOut = plan.leftOut.map(({ id: hostId, hostname, reason }) => ({ rollout_id: id, host_id: hostId, hostname, wave: LEFT_OUT, state: 'skipped' as const, reason, wish_id: null, before_layer: null, deadline: null, changed_at: now }));
  const rows = [...planned, ...leftOut];
  for (let from = 0; from < rows.length; from += CHUNK) await transaction.insertInto('rollout_nodes').values(rows.slice(from, from + CHUNK)).execute();
}

function* begin(id: string, plan: Plan, by: string | null, now: number): Work<void> {
  yield* addRolloutEvent(id, { kind: 'made', at: now, by, detail: { asked: plan.planned.length, skipped: plan.leftOut.length } });
  const rollout = yield* findRollout(id);
  if (rollout === undefined) throw new Error(`the roll-out ${id} was written and is not there`);
  yield* openWave(rollout, 0, now);
  yield* advance(id, now);
}
