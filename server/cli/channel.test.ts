// SPDX-License-Identifier: GPL-2.0-or-later
// basewright channel: from an empty channel to its history, by the same rules as the pages.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addHostOf, addTestImage, followerDocument, hashOf } from '../channels/channel.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { inProcess } from './cli.fixture.ts';

let store: TestStore;
before(async () => {
  store = await openTestStore();
  await addTestImage(store, 0xa1);
  await addTestImage(store, 0xa2);
  await addTestImage(store, 0xa3, { verdict: 'failed' });
});
after(() => store.remove());

const call = (words: readonly string[], stdin = '') => inProcess(['channel', ...words], { data: store.directory, stdin });
const profile = (stdin: object) => inProcess(['profile', 'put', '-'], { data: store.directory, stdin: JSON.stringify(stdin) });

test('put, list, publish by hash and by NVR', async () => {
  assert.match((await call(['list'])).stderr, /There are no channels yet/);
  assert.equal((await call(['put', 'testing', '--title', 'Testing', '--target', 'centos9'])).stdout, 'created channel testing\n');
  assert.equal((await call(['put', 'stable', '--title', 'Stable', '--target', 'centos9'])).stdout, 'created channel stable\n');
  assert.deepEqual(await call(['put', 'x', '--title', 'X', '--target', 'dos6']), { exit: 2, stdout: '', stderr: '--target: Choose one of the listed distributions.\n' });
  assert.equal((await call(['publish', 'testing', 'my-node-161.0-1'])).stdout, 'channel testing has my-node-161.0-1; 0 profiles with 0 hosts carried along\n');
  assert.equal((await call(['promote', 'stable', 'testing'])).exit, 0);
  assert.match((await call(['publish', 'stable', 'nothing'])).stderr, /There is no image "nothing"/);
  assert.match((await call(['publish', 'stable', '00000000'])).stderr, /means .*Write more of the sha256/);
  assert.match((await call(['list'])).stdout, /stable +centos9 +my-node-161\.0-1 +0{12} +passed +0 +0 +Stable/);
});

test('a profile of a file that leaves the image to its channel, and the look before a move', async () => {
  assert.equal((await profile(followerDocument('edge', 'stable'))).stdout, 'created profile edge\n');
  await addHostOf(store, 'node1', 1, 'edge');
  const { stdout, exit } = await call(['preview', 'stable', hashOf(0xa2)]);
  assert.equal(exit, 0);
  assert.match(stdout, /channel stable: my-node-161\.0-1 -> my-node-162\.0-1\n1 profiles, 1 hosts/);
  assert.match(stdout, /\+ liveimg --url=\S+node-162\.squashfs --checksum=0+a2\n/);
  assert.match(stdout, /hosts: node1\n/);
  const etag = /etag (\S+)/.exec(stdout)?.[1] ?? '';
  await addHostOf(store, 'node2', 2, 'edge');
  assert.match((await call(['publish', 'stable', hashOf(0xa2), '--if-match', etag])).stderr, /Something changed since the preview/);
  assert.equal((await call(['publish', 'stable', hashOf(0xa2)])).stdout, 'channel stable has my-node-162.0-1; 1 profile with 2 hosts carried along\n');
});

test('an override is explicit, and stands in what is shown', async () => {
  const refused = await call(['publish', 'stable', hashOf(0xa3)]);
  assert.equal(refused.exit, 1);
  assert.match(refused.stderr, /^--override: The newest test of this image failed: .*give the reason: --override "REASON"/);
  assert.match((await call(['publish', 'stable', hashOf(0xa3), '--override', 'short'])).stderr, /^--override: Give the reason in at least 10/);
  assert.equal((await call(['publish', 'stable', hashOf(0xa3), '--override', 'the fix for the broken firmware'])).exit, 0);
  assert.equal((await call(['demote', 'stable'])).exit, 0);
  assert.equal((await call(['rollback', 'stable', 'my-node-161.0-1'])).exit, 0);
  const { stdout } = await call(['show', 'stable']);
  assert.match(stdout, /publish +my-node-163\.0-1 +command line +OVERRIDE: the fix for the broken firmware/);
  assert.match(stdout, /rollback +my-node-161\.0-1/);
  assert.match(stdout, /create +- +command line +Stable\n/);
  assert.equal((await call(['put', 'stable', '--title', 'Steady', '--target', 'centos9'])).exit, 0);
  assert.match((await call(['show', 'stable'])).stdout, /rename +- +command line +Stable -> Steady\n/);
  assert.match((await call(['delete', 'stable'])).stderr, /The channel "stable" is followed by edge/);
  assert.equal((await call(['delete', 'testing'])).stdout, 'deleted channel testing\n');
});
