// SPDX-License-Identifier: GPL-2.0-or-later
// The commands about running nodes, on a store whose nodes have checked in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FleetNode, NewNodeKey, NodeDetail } from '#kickstart/fleet/view.ts';
import { z } from 'zod';
import { checkIn, publish } from '../fleet/fleet.fixture.ts';
import { addKey } from '../fleet/keys.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { commandsOn, fixtureText, inProcess } from './cli.fixture.ts';

let store: TestStore;
const fleet = (...words: string[]) => inProcess(words, { data: store.directory });
const json = async (...words: string[]): Promise<unknown> => JSON.parse((await fleet(...words, '--json')).stdout);

before(async () => {
  store = await openTestStore();
  const put = commandsOn(store.directory);
  assert.equal((await put(['profile', 'put', '-'], fixtureText('ovirt-node'))).exit, 0);
  for (const number of [1, 2, 3]) {
    const host = { id: `node${number}`, hostname: `node${number}.example.com`, profile: 'ovirt-node', macs: [`52:54:00:00:00:0${number}`] };
    assert.equal((await put(['host', 'put', '-'], JSON.stringify(host))).exit, 0);
  }
  for (const id of ['node1', 'node2']) await store.write((transaction) => addKey(store, transaction, { hostId: id, origin: id, actor: undefined }));
  await publish(store, 'stable', 'node-1.1-1');
  checkIn(store, [{ id: 'node1', body: { channel: 'stable' } }, { id: 'node2', body: { layer: null, base: null, layout: [], channel: 'stable' } }]);
});
after(() => store.remove());

test('list and show', async () => {
  const listed = await fleet('fleet', 'list');
  assert.match(listed.stdout, /^ID +LAYER +CHANNEL HAS +POOL +SEEN +STATE\nnode1 +node-1\.0-1\+1 +node-1\.1-1 +41 % +\S+Z +(ok|silent), behind\nnode2 +- /);
  assert.deepEqual(z.object({ nodes: z.array(FleetNode) }).parse(await json('fleet', 'list', '--filter', 'behind')).nodes.map(({ id }) => id), ['node1']);
  assert.equal((await fleet('fleet', 'list', '--filter', 'pinned')).stderr, 'No node matches.\n');
  assert.equal((await fleet('fleet', 'list', '--filter', 'x')).exit, 2);
  assert.match((await fleet('fleet', 'show', 'node1')).stdout, /^node1\nlayer +node-1\.0-1\+1\nchannel +stable, which has node-1\.1-1\n/);
  assert.equal(NodeDetail.parse(await json('fleet', 'show', '52:54:00:00:00:03')).hasKey, false);
  assert.equal((await fleet('fleet', 'show', 'none')).exit, 1);
});

test('asked, called off, pinned', async () => {
  assert.deepEqual(await fleet('host', 'upgrade', 'node1', '--reboot', 'now'), { exit: 0, stderr: '', stdout: 'asked the node of node1 for an upgrade to node-1.1-1; it hears of it at its next check-in\n' });
  assert.match((await fleet('host', 'rollback', 'node1')).stderr, /asked for an upgrade already/);
  assert.equal((await fleet('host', 'call-off', 'node1')).exit, 0);
  assert.equal((await fleet('host', 'call-off', 'node1')).exit, 1);
  assert.equal((await fleet('host', 'pin', 'node1', '--reason', 'A lab.')).exit, 0);
  assert.match((await fleet('host', 'upgrade', 'node1')).stderr, /pinned: A lab\./);
  assert.equal((await fleet('host', 'unpin', 'node1')).exit, 0);
  assert.match((await fleet('fleet', 'show', 'node1')).stdout, /pin +unpinned +- +A lab\. \(by the command line\)\n.* pin +pinned +- +A lab\. \(by the command line\)\n/);
  assert.equal((await fleet('host', 'upgrade', 'node1', '--reboot', 'sometimes')).exit, 2);
  assert.equal((await fleet('host', 'upgrade', 'node1', '--channel', 'stable', '--image', 'a'.repeat(64))).exit, 2);
});

test('many at once: each refusal is told, and the others are asked', async () => {
  const answer = await fleet('fleet', 'upgrade', '--hosts', 'node1, node2,none');
  assert.deepEqual([answer.exit, answer.stdout], [1, 'asked 1 of 3 nodes\n']);
  assert.match(answer.stderr, /node2: This node runs on no layer.*\n.*none: There is no host "none"\./);
  assert.equal((await fleet('host', 'call-off', 'node1')).exit, 0);
  assert.equal((await fleet('fleet', 'upgrade', '--filter', 'behind')).stdout, 'asked 1 of 1 nodes\n');
  assert.equal((await fleet('fleet', 'rollback')).exit, 2);
  assert.match((await fleet('fleet', 'rollback', '--hosts', 'node1')).stderr, /node1: This node is asked for an upgrade already/);
});

test('a key is printed with its file, and revoked', async () => {
  const made = NewNodeKey.parse(await json('host', 'node-key', 'node3'));
  assert(made.conf.includes(`key = ${made.key}\n`));
  assert.equal((await fleet('host', 'node-key', 'node3', '--revoke')).stdout, 'revoked 1 key of node3\n');
});
