// SPDX-License-Identifier: GPL-2.0-or-later
// A fleet of 1,000 simulated nodes at the real boot plane and the real API, each a process of its own: a roll-out in waves with 3 % failing upgrades stops at the first wave that fails, and nothing is lost when both servers are killed in the middle.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { RollbackAnswer, RolloutDetail, RolloutPlan } from '#kickstart/fleet/rollout-view.ts';
import { openStore, type Store } from '#server/store/store.ts';
import { everyNodeOnce, type Fleet, NEW, OLD, restart, startFleet } from './simulated-fleet.ts';

const SEED = 20261136;
const NODES = 1000;
const FAILING = 30;
const CANARY = 10;
const WAVE = 40;
/** Reports after which the power is cut: while the canary reports, and in the first and second wave. */
const CUTS = [40, 150, 500] as const;

const NodeRow = z.object({ host_id: z.string(), wave: z.number(), state: z.string(), reason: z.string().nullable() });

async function stored<T>({ directory }: Fleet, read: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore(directory);
  return read(store).finally(() => store.close());
}

/** Every node of a roll-out with its row in the store. */
async function nodesOf(fleet: Fleet, rolloutId: string) {
  const rows = await stored(fleet, ({ database }) => database.selectFrom('rollout_nodes').select(['host_id', 'wave', 'state', 'reason']).where('rollout_id', '=', rolloutId).execute());
  const known = new Map(fleet.nodes.map((node) => [node.hostname, node]));
  return z.array(NodeRow).parse(rows).flatMap((row) => {
    const node = known.get(row.host_id);
    return node === undefined ? [] : [{ row, node }];
  });
}

const readRollout = ({ api }: Fleet, id: string) => api('GET', `rollouts/${id}`, RolloutDetail);

/** Ends both servers as a power cut would, and starts them again. */
const cutPower = ({ boot, admin }: Fleet) => Promise.all([restart(boot), restart(admin)]);

/** Rounds until nothing goes on any more. @param cuts numbers of reports after which the power is cut, while nodes go on to speak. */
async function settle(fleet: Fleet, id: string, cuts: readonly number[] = []): Promise<RolloutDetail> {
  const left = [...cuts];
  for (let round = 1; round <= 30; round += 1) {
    let cut: Promise<unknown> | undefined;
    await everyNodeOnce(fleet, () => {
      const [next] = left;
      if (cut !== undefined || next === undefined || fleet.client.taken() < next) return;
      left.shift();
      cut = cutPower(fleet);
    });
    await cut;
    const rollout = await readRollout(fleet, id);
    const isQuiet = fleet.nodes.every(({ isBusy, unsaid }) => !isBusy && unsaid === 0);
    if (round > 3 && isQuiet && rollout.state !== 'running' && rollout.goingBack === 0) return rollout;
  }
  return assert.fail(`The fleet did not come to rest: ${JSON.stringify(await readRollout(fleet, id))}`);
}

/** The plan, when all nodes stand in the store: check-ins are written many at once, a moment after they were answered. */
async function planWithAll({ api }: Fleet): Promise<RolloutPlan> {
  const limit = performance.now() + 30_000;
  for (;;) {
    const plan = await api('POST', 'rollouts/preview', RolloutPlan, { channel: 'stable', canary: CANARY, waveSize: WAVE, reboot: 'now' });
    if (plan.counts.planned === NODES || performance.now() > limit) return plan;
    await sleep(100);
  }
}

/** Every report that any node ever made stands in the store, once. */
async function assertNoReportLost(fleet: Fleet): Promise<void> {
  const made = fleet.nodes.flatMap((node) => node.made);
  const ids = await stored(fleet, async ({ database }) => (await database.selectFrom('node_events').select('id').execute()).map(({ id }) => id));
  assert.equal(ids.length, made.length);
  assert.deepEqual(new Set(ids), new Set(made));
}

describe(`a fleet of ${NODES} simulated nodes (seed ${SEED})`, { timeout: 240_000 }, () => {
  let fleet: Fleet;
  let rollout: RolloutDetail;

  before(async () => {
    fleet = await startFleet({ count: NODES, failing: FAILING, seed: SEED });
  });
  after(async () => {
    fleet.client.close();
    await Promise.all([fleet.boot.kill(), fleet.admin.kill()]);
    rmSync(fleet.directory, { recursive: true });
  });

  test('every node checks in, and the plan has them all in its waves', async () => {
    await everyNodeOnce(fleet);
    const plan = await planWithAll(fleet);
    assert.deepEqual([plan.obstacles, plan.counts.planned, plan.waves.length], [[], NODES, 1 + Math.ceil((NODES - CANARY) / WAVE)]);
  });

  test('it stops at the first wave that fails, though both servers are killed in the middle', async () => {
    const { id } = await fleet.api('POST', 'rollouts', z.object({ id: z.string() }), { channel: 'stable', canary: CANARY, waveSize: WAVE, reboot: 'now', allowedFailures: 0 });
    rollout = await settle(fleet, id, CUTS);
    assert.ok((fleet.client.statuses.get(0) ?? 0) > 2, 'nodes spoke while the servers were away');
    const nodes = await nodesOf(fleet, id);
    assert.equal(nodes.length, NODES);
    const failedWave = Math.min(...nodes.filter(({ node }) => node.fate !== 'good').map(({ row }) => row.wave));
    assert.ok(failedWave >= 1, 'the canary is healthy, or this test shows less than it should: choose another seed');
    assert.deepEqual([rollout.state, rollout.wave], ['paused', failedWave]);

    // Who was not told before the first failure came in is not told any more.
    const told = nodes.filter(({ node }) => node.asked.length > 0);
    for (const { row, node } of told) {
      const isGood = node.fate === 'good';
      assert.ok(row.wave <= failedWave, `${node.hostname} of wave ${row.wave} was asked`);
      assert.equal(row.state, isGood ? 'healthy' : node.fate === 'fails' ? 'failed' : 'fallen-back', `${node.hostname}: ${row.reason}`);
      assert.equal(node.layer, `${isGood ? NEW : OLD}+1`, node.hostname);
      assert.equal(row.reason === null, isGood, 'a failure has its reason');
    }
    for (const { row, node } of nodes.filter((each) => each.node.asked.length === 0)) {
      assert.equal(row.state, row.wave === failedWave ? 'asked' : 'waiting', `${node.hostname} of wave ${row.wave}`);
      assert.equal(node.layer, `${OLD}+1`);
    }
    const failures = told.filter(({ node }) => node.fate !== 'good').length;
    const { counts } = rollout;
    assert.ok(failures >= 1);
    assert.equal(counts.failed + counts['fallen-back'] + counts.silent, failures);
    assert.equal(counts.healthy, told.length - failures);
    assert.equal(counts.waiting, NODES - CANARY - WAVE * failedWave);
    await assertNoReportLost(fleet);
    assert.deepEqual([...fleet.client.statuses.keys()].filter((status) => status !== 0 && status !== 200 && status !== 503), []);
  });

  test('taken back, every node runs what it ran before', async () => {
    const upgraded = rollout.counts.healthy;
    const { asked, left } = await fleet.api('POST', `rollouts/${rollout.id}/rollback`, RollbackAnswer, { reason: 'The new image does not hold.', reboot: 'now' });
    assert.deepEqual([asked, left], [upgraded, []]);
    assert.equal((await settle(fleet, rollout.id)).state, 'stopped');
    assert.deepEqual([...new Set(fleet.nodes.map(({ layer }) => layer))], [`${OLD}+1`]);
    await assertNoReportLost(fleet);
  });
});
