// SPDX-License-Identifier: GPL-2.0-or-later
// A wave that must stay healthy for a while before the next one begins: watched by the clock and by what its nodes say, over the real store.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { checkInBody } from '../boot/node.fixture.ts';
import { deleteHost } from '../hosts/hosts.ts';
import { openStore } from '../store/store.ts';
import { pauseRollout, resumeRollout, rollBackRollout } from './deeds.ts';
import { BEFORE, type Fleet, nameOf, openFleet } from './rollout.fixture.ts';
import { settleDue } from './ticker.ts';
import { rolloutDetail } from './view.ts';

const MINUTE = 60_000;
const BY = { by: 'olga' } as const;
const AFTER = 'my-node-162.0-1';
const [n0, n1, n2] = [nameOf(0), nameOf(1), nameOf(2)];

let fleet: Fleet;
beforeEach(async () => {
  fleet = await openFleet(3);
});
afterEach(() => fleet.remove());

/** Nodes say how they are, at this moment. */
async function say(hosts: readonly string[], { nvr = AFTER, health = 'ok' }: { nvr?: string; health?: 'ok' | 'unhealthy' } = {}): Promise<void> {
  const now = fleet.store.now();
  const body = checkInBody({ base: nvr, layer: `${nvr}+1`, health: { word: health, checks: [{ name: 'Failed units', ok: health === 'ok', reason: health === 'ok' ? null : 'sshd.service' }], at: null } });
  await fleet.store.database.updateTable('nodes').set({ seen_at: now, silent_at: now + 15 * MINUTE, nvr, health, body: JSON.stringify(body) }).where('host_id', 'in', hosts).execute();
}

/** They upgrade, and check in right after. */
async function upgrade(...hosts: readonly string[]): Promise<void> {
  for (const host of hosts) {
    await fleet.checkIn(host);
    await fleet.report(host, 'begun', 'installed', 'rebooting', 'good');
  }
  await say(hosts);
}

const detail = async (id: string) => {
  const rollout = await rolloutDetail(fleet.store.database, id);
  assert(rollout !== undefined);
  return rollout;
};

test('the next wave begins when the open one was healthy for so long, and not before; what comes after the last wave is the end', async () => {
  const id = await fleet.rollOut({ canary: 1, soakMinutes: 30 });
  const healthyAt = fleet.store.now();
  await upgrade(n0);
  const { state, wave, nextWaveAt, soakMinutes, events } = await detail(id);
  assert.deepEqual([state, wave, nextWaveAt, soakMinutes], ['running', 0, new Date(healthyAt + 30 * MINUTE).toISOString(), 30]);
  assert.deepEqual([events.at(-1)?.kind, events.at(-1)?.detail], ['soak', { wave: 0, minutes: 30 }]);
  assert.equal(await fleet.checkIn(n1), undefined);
  fleet.store.pass(20 * MINUTE);
  await say([n0]);
  fleet.store.pass(10 * MINUTE - 1);
  assert.equal(await settleDue(fleet.store), 0);
  fleet.store.pass(1);
  assert.equal(await settleDue(fleet.store), 1);
  assert.deepEqual([await fleet.states(id), (await detail(id)).nextWaveAt], [{ [n0]: 'healthy', [n1]: 'asked', [n2]: 'asked' }, null]);
  assert.equal(await settleDue(fleet.store), 0);
  await upgrade(n1, n2);
  assert.equal((await detail(id)).state, 'done');
});

test('it survives the end of every process: the store alone knows the time', async () => {
  const id = await fleet.rollOut({ canary: 1, soakMinutes: 30 });
  await upgrade(n0);
  fleet.store.pass(25 * MINUTE);
  await say([n0]);
  fleet.store.pass(6 * MINUTE);
  const later = await openStore(fleet.store.directory, { now: fleet.store.now });
  assert.equal(await settleDue(later), 1);
  await later.close();
  assert.equal((await detail(id)).wave, 1);
});

test('a node that becomes unhealthy pauses it and says why; watched once more, the whole time begins anew', async () => {
  const id = await fleet.rollOut({ canary: 2, soakMinutes: 30 });
  await upgrade(n0, n1);
  fleet.store.pass(5 * MINUTE);
  await say([n0]);
  await say([n1], { health: 'unhealthy' });
  await settleDue(fleet.store);
  const paused = await detail(id);
  assert.deepEqual([paused.state, paused.wave, paused.nextWaveAt, paused.may.retry], ['paused', 0, null, 1]);
  assert.equal(paused.reason, '1 node of the canary failed, and none may. The last one: node01.example.com: It was healthy, and is not any more. sshd.service');
  assert.deepEqual(await fleet.states(id), { [n0]: 'healthy', [n1]: 'failed', [n2]: 'waiting' });
  assert.deepEqual(await resumeRollout(fleet.store, id, { ...BY, retry: true }), { outcome: 'done', retried: 1 });
  assert.deepEqual([(await fleet.states(id))[n1], (await detail(id)).nextWaveAt], ['healthy', new Date(fleet.store.now() + 30 * MINUTE).toISOString()]);
  fleet.store.pass(MINUTE);
  await say([n1], { health: 'unhealthy' });
  await settleDue(fleet.store);
  assert.equal((await detail(id)).state, 'paused', 'it is still not healthy');
  await resumeRollout(fleet.store, id, { ...BY, retry: false });
  fleet.store.pass(30 * MINUTE);
  await say([n0]);
  await settleDue(fleet.store);
  assert.deepEqual([(await detail(id)).wave, (await fleet.states(id))[n1]], [1, 'failed'], 'a person went on without it');
});

test('a node that rolls back in this time is a failure, and a pause by a person stops the watch', async () => {
  const id = await fleet.rollOut({ canary: 1, soakMinutes: 30 });
  await upgrade(n0);
  await pauseRollout(fleet.store, id, BY);
  assert.equal((await detail(id)).nextWaveAt, null);
  fleet.store.pass(40 * MINUTE);
  await say([n0]);
  assert.equal(await settleDue(fleet.store), 0);
  await resumeRollout(fleet.store, id, { ...BY, retry: false });
  assert.equal((await detail(id)).wave, 0, 'it is watched for the whole time again');
  fleet.store.pass(MINUTE);
  await say([n0], { nvr: BEFORE });
  await settleDue(fleet.store);
  assert.deepEqual([(await fleet.states(id))[n0], (await detail(id)).state], ['fallen-back', 'paused']);
});

test('who is not heard of holds the next wave up, and is a failure after the time limit of a node; a deleted host is not waited for', async () => {
  const id = await fleet.rollOut({ canary: 2, soakMinutes: 10, nodeMinutes: 60, allowedFailures: 1 });
  await upgrade(n0, n1);
  fleet.store.pass(50 * MINUTE);
  await deleteHost(fleet.store, n1, { kind: 'force' });
  assert.equal(await settleDue(fleet.store), 0, 'its time is over, and nobody knows how the node is');
  fleet.store.pass(10 * MINUTE);
  await settleDue(fleet.store);
  assert.deepEqual([await fleet.states(id), (await detail(id)).wave], [{ [n0]: 'silent', [n1]: 'healthy', [n2]: 'asked' }, 1]);
});

test('a wave of which nobody upgraded is not watched; one that is taken back is watched no longer', async () => {
  const id = await fleet.rollOut({ canary: 1, waveSize: 1, soakMinutes: 30 });
  await fleet.store.database.insertInto('node_pins').values({ host_id: n0, reason: 'late', at: 0, actor: null }).execute();
  await settleDue(fleet.store);
  assert.deepEqual([(await detail(id)).wave, (await fleet.states(id))[n1]], [1, 'asked']);
  await upgrade(n1);
  assert.notEqual((await detail(id)).nextWaveAt, null);
  await rollBackRollout(fleet.store, id, BY);
  const { state, nextWaveAt } = await detail(id);
  assert.deepEqual([state, nextWaveAt], ['stopped', null]);
});
