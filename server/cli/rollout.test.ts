// SPDX-License-Identifier: GPL-2.0-or-later
// basewright rollout: from the plan to the way back, by the same rules as the pages.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addTestImage, hashOf } from '../channels/channel.fixture.ts';
import { addNodes, type Fleet, openFleet } from '../rollouts/rollout.fixture.ts';
import { settleDue } from '../rollouts/ticker.ts';
import { inProcess } from './cli.fixture.ts';

let fleet: Fleet;
before(async () => {
  fleet = await openFleet(4);
  await addNodes(fleet.store, ['newer'], 'my-node-170.0-1');
});
after(() => fleet.remove());

const call = (...words: readonly string[]) => inProcess(['rollout', ...words], { data: fleet.store.directory });

/** The servers' clock is the wall's. */
const onlyId = async () => (await fleet.store.database.selectFrom('rollouts').select('id').executeTakeFirstOrThrow()).id;

test('the plan is shown and nothing is written', async () => {
  const { stdout, stderr, exit } = await call('create', 'stable', '--canary', '1', '--wave-size', '2', '--reboot', 'now', '--dry-run');
  assert.equal(stdout, [
    '4 nodes in 3 waves to my-node-162.0-1', '', 'WAVE  HOST    RUNS             NOTE', '1     node00  my-node-161.0-1', '2     node01  my-node-161.0-1', '2     node02  my-node-161.0-1', '3     node03  my-node-161.0-1', '',
  ].join('\n'));
  assert.deepEqual([stderr, exit], ['newer is left out: It runs my-node-170.0-1, which is newer. To go back, roll the node back.\n', 0]);
  assert.match((await call('list')).stderr, /There is no such roll-out\. Make one/);
});

test('what is wrong is named by its option, and what is not possible has its reason', async () => {
  assert.deepEqual(await call('create', 'stable', '--canary', 'many'), { exit: 2, stdout: '', stderr: '--canary: Write a whole number of nodes.\n' });
  assert.equal((await call('create', 'stable', '--soak', '10081')).stderr, '--soak: At most 10080 minutes (7 days).\n');
  assert.equal((await call('create', 'stable', '--wave-size', '0')).stderr, '--wave-size: A wave has at least 1 node.\n');
  assert.match((await call('create', 'stable', '--reboot', 'later')).stderr, /^--reboot: /);
  assert.match((await call('create', 'nothing')).stderr, /There is no channel "nothing"/);
  const nobody = await call('create', 'stable', '--hosts', 'newer');
  assert.deepEqual([nobody.exit, nobody.stderr], [1, 'basewright: No host is left that could be asked: each one has a reason why not.\nbasewright: newer is left out: It runs my-node-170.0-1, which is newer. To go back, roll the node back.\n']);
  assert.match((await call('show', 'nothing')).stderr, /There is no roll-out "nothing"/);
});

test('create, show, list, pause, resume, rollback', async () => {
  const made = await call('create', 'stable', '--wave-size', '2', '--reboot', 'now', '--soak', '30', '--title', 'November');
  const id = await onlyId();
  assert.deepEqual([made.stdout, made.exit], [`${id}\n`, 0]);
  await fleet.checkIn('node00');
  await fleet.report('node00', 'begun', 'installed', 'good');
  const watched = await call('show', id);
  assert.equal(watched.exit, 0);
  assert.match(watched.stdout, /^soak {6}30 minutes$/m);
  assert.match(watched.stdout, /^next wave 20\d\d-.*Z$/m);
  assert.match(watched.stdout, /soak +- +wave 1, minutes 30/);
  // Nobody waits half an hour here.
  await fleet.store.database.updateTable('rollouts').set({ soak_until: 1 }).execute();
  await fleet.store.database.updateTable('nodes').set({ nvr: 'my-node-162.0-1' }).where('host_id', '=', 'node00').execute();
  assert.equal(await settleDue(fleet.store), 1);
  await fleet.checkIn('node01');
  await fleet.report('node01', 'failed');
  const shown = await call('show', id);
  assert.equal(shown.exit, 1);
  assert.match(shown.stdout, /^state {5}paused$/m);
  assert.match(shown.stdout, /^ended {5}50 % of 4 nodes$/m);
  assert.match(shown.stdout, /^2 +2 +0 +1 +0 +0 +1 +0$/m);
  assert.match(shown.stdout, /^2 +node01 +failed +failed +It failed and did not say why\.$/m);
  assert.match(shown.stdout, /paused +- +wave 2, reason 1 node of wave 2 failed|paused +- +reason 1 node of wave 2 failed/);
  assert.match((await call('list', '--state', 'active')).stdout, new RegExp(`^${id} +paused +50 % +2/3 +1 +1 +4 +\\S+ +November$`, 'm'));
  assert.match((await call('pause', id)).stderr, /Only a running roll-out can be paused\. This one is paused/);
  assert.equal((await call('resume', id, '--retry')).stdout, `resumed roll-out ${id}; 1 asked once more\n`);
  assert.equal((await call('pause', id, '--reason', 'lunch')).stdout, `paused roll-out ${id}\n`);
  assert.equal((await call('rollback', id)).stdout, '1 node is asked to go back\n');
  assert.match((await call('stop', id)).stderr, /Only a roll-out that is running or paused can be stopped\. This one is stopped/);
  assert.match((await call('resume', id)).stderr, /One that was stopped never begins again/);
  assert.equal((await call('list', '--state', 'asleep')).exit, 2);
});

test('a promotion says what comes next, as long as there are nodes that it would bring there', async () => {
  const { store } = fleet;
  const publish = (number: number) => inProcess(['channel', 'publish', 'stable', hashOf(number)], { data: store.directory });
  await addTestImage(store, 163);
  await addTestImage(store, 160);
  await store.database.deleteFrom('node_wishes').execute();
  await store.database.deleteFrom('rollouts').execute();
  assert.equal((await publish(163)).stderr, '4 nodes can be brought to it now. Next: basewright rollout create stable --dry-run\n');
  assert.equal((await inProcess(['channel', 'demote', 'stable'], { data: store.directory })).stderr, '');
  assert.equal((await publish(160)).stderr, '', 'every node runs a newer one');
});
