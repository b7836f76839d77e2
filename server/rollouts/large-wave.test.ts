// SPDX-License-Identifier: GPL-2.0-or-later
// A wave of 1,000 nodes: opened in one transaction, quickly, by a report on the boot plane's connection and by a person on the admin plane's.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { resumeRollout, rollBackRollout, stopRollout } from './deeds.ts';
import { type Fleet, nameOf, openFleet } from './rollout.fixture.ts';
import { MOST_SETTLED } from './settle.ts';
import { settleDue } from './ticker.ts';

const NODES = 1001;
/** For one transaction that asks them all, in milliseconds of processor time, which other programs do not lengthen: a boot plane that takes longer makes machines wait. */
const LIMIT_MS = 200;

let fleet: Fleet;
before(async () => {
  fleet = await openFleet(NODES);
});
after(() => fleet.remove());

/** Processor time of this process, in milliseconds. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

const countOf = async (id: string, state: string) => Object.values(await fleet.states(id)).filter((each) => each === state).length;

test('a report of the canary opens it, and each node is asked once', async (context) => {
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const id = await fleet.rollOut({ canary: 1 });
    await fleet.checkIn(nameOf(0));
    times.push(await timed(() => fleet.report(nameOf(0), 'good')));
    assert.deepEqual([await countOf(id, 'asked'), (await fleet.rollout(id)).wave], [NODES - 1, 1]);
    const open = await fleet.store.database.selectFrom('node_wishes').select(({ fn }) => [fn.countAll<number>().as('all'), fn.count<number>('host_id').distinct().as('hosts')]).where('state', '=', 'open').executeTakeFirstOrThrow();
    assert.deepEqual([open.all, open.hosts], [NODES - 1, NODES - 1]);
    await stopRollout(fleet.store, id, { by: null });
    assert.equal(await countOf(id, 'skipped'), NODES - 1);
  }
  context.diagnostic(`opened in ${times.map((time) => Math.round(time)).join(', ')} ms`);
  assert(Math.min(...times) < LIMIT_MS, `it took ${times.join(', ')} ms`);
});

test('all of them fall silent at once: the first of them pause it; asked again, and taken back', async (context) => {
  const id = await fleet.rollOut({ canary: NODES, nodeMinutes: 5 });
  fleet.store.pass(6 * 60_000);
  const silent = await timed(async () => assert.equal(await settleDue(fleet.store), MOST_SETTLED));
  assert.deepEqual([await countOf(id, 'silent'), await countOf(id, 'asked'), (await fleet.rollout(id)).state], [MOST_SETTLED, NODES - MOST_SETTLED, 'paused']);
  const again = await timed(() => resumeRollout(fleet.store, id, { by: null, retry: true }));
  assert.equal(await countOf(id, 'asked'), NODES);
  await fleet.store.database.updateTable('rollout_nodes').set({ state: 'healthy' }).execute();
  await fleet.store.database.updateTable('node_wishes').set({ state: 'done' }).execute();
  const back = await timed(async () => {
    const answer = await rollBackRollout(fleet.store, id, { by: null });
    assert.equal(answer.outcome === 'done' && answer.asked, NODES);
  });
  context.diagnostic(`silent ${Math.round(silent)} ms, asked again ${Math.round(again)} ms, taken back ${Math.round(back)} ms`);
});
