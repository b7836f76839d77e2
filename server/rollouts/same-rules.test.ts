// SPDX-License-Identifier: GPL-2.0-or-later
// The store against the model of the rules: after each event of random orders both have every node, the wave and the roll-out in the same state.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { NODE_MINUTES, rolloutEvent, RolloutModel, SILENT_MINUTES } from '#kickstart/fleet/rollout.fixture.ts';
import type { ReportStep } from '#kickstart/fleet/wire.ts';
import { pauseRollout, resumeRollout, stopRollout } from './deeds.ts';
import { BEFORE, type Fleet, nameOf, openFleet, say } from './rollout.fixture.ts';
import { settleDue } from './ticker.ts';

const SEED = 20261130;
const RUNS = 80;
const NODES = 6;
const BY = { by: null } as const;

let fleet: Fleet;
before(async () => {
  fleet = await openFleet(NODES);
});
after(() => fleet.remove());

/** Answers what the node was asked last, if it was told. */
async function report(id: string, host: string, step: ReportStep): Promise<void> {
  const wish = await fleet.store.database
    .selectFrom('rollout_nodes').innerJoin('node_wishes', 'node_wishes.id', 'rollout_nodes.wish_id').select('node_wishes.id')
    .where('rollout_nodes.rollout_id', '=', id).where('rollout_nodes.host_id', '=', host).where('node_wishes.given_at', 'is not', null).executeTakeFirst();
  if (wish !== undefined) say(fleet.boot, { host, wishId: wish.id, step }, fleet.store.now());
}

/** A check-in, as the boot plane keeps it. */
async function said(id: string, host: string, isIll: boolean, runs: boolean): Promise<void> {
  const { nvr } = await fleet.rollout(id);
  const now = fleet.store.now();
  await fleet.store.database.updateTable('nodes').set({ seen_at: now, silent_at: now + SILENT_MINUTES * 60_000, health: isIll ? 'unhealthy' : 'ok', nvr: runs ? nvr : BEFORE }).where('host_id', '=', host).execute();
}

async function act(id: string, deed: 'pause' | 'resume' | 'stop', retry: boolean): Promise<void> {
  if (deed === 'pause') await pauseRollout(fleet.store, id, BY);
  else if (deed === 'stop') await stopRollout(fleet.store, id, BY);
  else await resumeRollout(fleet.store, id, { ...BY, retry });
}

type Sizes = { readonly count: number; readonly canary: number; readonly waveSize: number };

function waveCounts({ count, canary, waveSize }: Sizes): number[] {
  const first = Math.min(canary, count);
  const rest = count - first;
  return [first, ...Array.from({ length: Math.ceil(rest / waveSize) }, (_, wave) => Math.min(waveSize, rest - wave * waveSize))];
}

const sizes = fc.record({ count: fc.integer({ min: 1, max: NODES }), canary: fc.integer({ min: 1, max: 3 }), waveSize: fc.integer({ min: 1, max: 3 }) });

test(`${RUNS} random orders of events`, { timeout: 300_000 }, async () => {
  const { database } = fleet.store;
  await fc.assert(fc.asyncProperty(sizes, fc.nat(1), fc.constantFrom(0, 3), fc.array(rolloutEvent, { maxLength: 24, size: 'max' }), async (size, allowedFailures, soakMinutes, events) => {
    for (const table of ['rollouts', 'node_wishes', 'node_events'] as const) await database.deleteFrom(table).execute();
    // What was said in the run before is long ago.
    await database.updateTable('nodes').set({ nvr: BEFORE, health: 'ok', seen_at: 0, silent_at: Number.MAX_SAFE_INTEGER }).execute();
    const hosts = Array.from({ length: size.count }, (_, number) => nameOf(number));
    const begun = fleet.store.now();
    const model = new RolloutModel(waveCounts(size), allowedFailures, soakMinutes);
    const id = await fleet.rollOut({ hosts, canary: size.canary, waveSize: size.waveSize, allowedFailures, nodeMinutes: NODE_MINUTES, soakMinutes });
    for (const each of events) {
      if (each.kind === 'check-in') {
        model.checkIn(each.node % size.count);
        await fleet.checkIn(nameOf(each.node % size.count));
      } else if (each.kind === 'report') {
        for (let times = each.isTwice ? 2 : 1; times > 0; times -= 1) {
          model.report(each.node % size.count, each.step);
          await report(id, nameOf(each.node % size.count), each.step);
        }
      } else if (each.kind === 'upgrade') {
        model.checkIn(each.node % size.count);
        model.report(each.node % size.count, 'good');
        await fleet.checkIn(nameOf(each.node % size.count));
        await report(id, nameOf(each.node % size.count), 'good');
      } else if (each.kind === 'said') {
        for (const number of model.said(each.node, each.isIll, each.runs)) await said(id, nameOf(number), each.isIll, each.runs);
      } else if (each.kind === 'pass') {
        model.pass(each.minutes);
        fleet.store.pass(each.minutes * 60_000);
        await settleDue(fleet.store);
      } else {
        // Taking back looks at what nodes run, which the model does not know.
        const deed = each.deed === 'rollback' ? 'stop' : each.deed;
        model.do(deed, each.retry);
        await act(id, deed, each.retry);
      }
      const { state, wave, accepted_failures: accepted, soak_until: until } = await fleet.rollout(id);
      assert.deepEqual([state, wave, accepted, until === null ? null : until - begun], [model.state, model.wave, model.accepted, model.soakUntil], JSON.stringify(each));
      assert.deepEqual(Object.values(await fleet.states(id)), model.nodes.map((node) => node.state), JSON.stringify(each));
    }
  }), { seed: SEED, numRuns: RUNS });
});
