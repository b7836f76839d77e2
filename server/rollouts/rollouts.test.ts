// SPDX-License-Identifier: GPL-2.0-or-later
// Roll-outs over the real store: people on the admin plane's connection, reports on the boot plane's, by the same rules.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { deleteHost } from '../hosts/hosts.ts';
import { pauseRollout, resumeRollout, rollBackRollout, stopRollout } from './deeds.ts';
import { BEFORE, type Fleet, nameOf, openFleet, say } from './rollout.fixture.ts';
import { settleDue } from './ticker.ts';
import { rolloutDetail } from './view.ts';

const MINUTE = 60_000;
const BY = { by: 'olga' } as const;
const [n0, n1, n2, n3, n4] = [nameOf(0), nameOf(1), nameOf(2), nameOf(3), nameOf(4)];
const UP = ['begun', 'download', 'install', 'installed', 'rebooting', 'good'] as const;

let fleet: Fleet;
beforeEach(async () => {
  fleet = await openFleet(5);
});
afterEach(() => fleet.remove());

/** The node is told, and does it. */
async function upgrade(...hosts: readonly string[]): Promise<void> {
  for (const host of hosts) {
    assert.notEqual(await fleet.checkIn(host), undefined, `${host} is told nothing`);
    await fleet.report(host, ...UP);
  }
}

const wishes = async () => (await fleet.store.database.selectFrom('node_wishes').select(['host_id', 'action', 'state', 'to_layer', 'rollout_id']).orderBy('number').execute()).map((row) => ({ ...row }));
const kinds = async (id: string) => (await rolloutDetail(fleet.store.database, id))?.events.map(({ kind }) => kind);

test('canary, wave, wave, done: each wave opens when the one before is healthy, by reports alone', async () => {
  const id = await fleet.rollOut({ canary: 1, waveSize: 2 });
  assert.deepEqual(await fleet.states(id), { [n0]: 'asked', [n1]: 'waiting', [n2]: 'waiting', [n3]: 'waiting', [n4]: 'waiting' });
  assert.equal(await fleet.checkIn(n1), undefined);
  await upgrade(n0);
  assert.deepEqual(await fleet.states(id), { [n0]: 'healthy', [n1]: 'asked', [n2]: 'asked', [n3]: 'waiting', [n4]: 'waiting' });
  await upgrade(n1);
  assert.equal((await fleet.rollout(id)).wave, 1);
  await upgrade(n2);
  await upgrade(n4, n3);
  assert.deepEqual([(await fleet.rollout(id)).state, await kinds(id)], ['done', ['made', 'wave', 'wave', 'wave', 'done']]);
  const detail = await rolloutDetail(fleet.store.database, id);
  assert.deepEqual([detail?.fraction, detail?.total, detail?.counts.healthy, detail?.may], [1, 5, 5, { pause: false, resume: false, stop: false, retry: 0, rollback: 5 }]);
});

test('the first failure pauses, nothing more is told, and the reason names the node', async () => {
  const id = await fleet.rollOut({ canary: 2 });
  await fleet.checkIn(n0);
  await fleet.report(n0, 'begun', 'failed');
  const paused = await fleet.rollout(id);
  assert.deepEqual([paused.state, paused.reason], ['paused', '1 node of the canary failed, and none may. The last one: node00.example.com: It failed and did not say why.']);
  assert.equal(await fleet.checkIn(n1), undefined);
  assert.deepEqual(await wishes(), [
    { host_id: n0, action: 'upgrade', state: 'failed', to_layer: null, rollout_id: id },
    { host_id: n1, action: 'upgrade', state: 'open', to_layer: null, rollout_id: id },
  ]);
  assert.equal((await resumeRollout(fleet.store, id, { ...BY, retry: false })).outcome, 'done');
  assert.equal((await fleet.rollout(id)).accepted_failures, 1);
  await upgrade(n1);
  assert.equal((await fleet.rollout(id)).wave, 1);
  await fleet.checkIn(n2);
  await fleet.report(n2, 'failed');
  assert.equal((await fleet.rollout(id)).state, 'paused', 'what was accepted counts for its own wave only');
});

test('a resume with retry asks those that failed once more, and a late report of the first try does no harm', async () => {
  const id = await fleet.rollOut({ canary: 1 });
  const first = await fleet.checkIn(n0);
  assert(first !== undefined);
  await fleet.report(n0, 'fallen-back');
  assert.deepEqual(await resumeRollout(fleet.store, id, { ...BY, retry: true }), { outcome: 'done', retried: 1 });
  assert.deepEqual([(await fleet.states(id))[n0], (await fleet.rollout(id)).accepted_failures], ['asked', 0]);
  say(fleet.boot, { host: n0, wishId: first, step: 'failed' }, fleet.store.now());
  assert.equal((await fleet.states(id))[n0], 'asked');
  await upgrade(n0);
  assert.equal((await fleet.rollout(id)).wave, 1);
});

test('a node that failed after the installation is asked to go back at once, though the roll-out pauses, and ends as fallen back', async () => {
  const id = await fleet.rollOut({ canary: 1 });
  await fleet.checkIn(n0);
  await fleet.report(n0, 'begun', 'installed', 'rebooting', 'failed');
  assert.deepEqual([(await fleet.rollout(id)).state, (await fleet.states(id))[n0]], ['paused', 'failed']);
  assert.deepEqual((await wishes()).at(-1), { host_id: n0, action: 'rollback', state: 'open', to_layer: `${BEFORE}+1`, rollout_id: id });
  assert.deepEqual([await kinds(id), (await rolloutDetail(fleet.store.database, id))?.goingBack], [['made', 'wave', 'going-back', 'paused'], 1]);
  assert.notEqual(await fleet.checkIn(n0), undefined, 'going back is told while it is paused');
  await fleet.report(n0, 'begun', 'rolled-back');
  assert.deepEqual([(await fleet.states(id))[n0], (await fleet.rollout(id)).state], ['fallen-back', 'paused']);
});

test('allowed failures let the next wave open; one more pauses', async () => {
  const id = await fleet.rollOut({ canary: 2, allowedFailures: 1 });
  await fleet.checkIn(n0);
  await fleet.report(n0, 'fallen-back');
  await upgrade(n1);
  assert.deepEqual([(await fleet.rollout(id)).state, (await fleet.rollout(id)).wave], ['running', 1]);
  for (const host of [n2, n3]) {
    await fleet.checkIn(host);
    await fleet.report(host, 'failed');
  }
  assert.match((await fleet.rollout(id)).reason ?? '', /^2 nodes of wave 2 failed, and only 1 may\./);
});

test('silence: at the deadline and not before, not while it is paused and nobody was told, and a late good end is believed', async () => {
  const id = await fleet.rollOut({ canary: 2, nodeMinutes: 10 });
  await fleet.checkIn(n0);
  await fleet.report(n0, 'begun');
  fleet.store.pass(9 * MINUTE);
  assert.equal(await settleDue(fleet.store), 0);
  await pauseRollout(fleet.store, id, BY);
  fleet.store.pass(2 * MINUTE);
  assert.equal(await settleDue(fleet.store), 1);
  assert.deepEqual(await fleet.states(id), { [n0]: 'silent', [n1]: 'asked', [n2]: 'waiting', [n3]: 'waiting', [n4]: 'waiting' });
  await resumeRollout(fleet.store, id, { ...BY, retry: false });
  fleet.store.pass(9 * MINUTE);
  assert.equal(await settleDue(fleet.store), 0, 'its time begins with the resume');
  await fleet.report(n0, 'good');
  assert.equal((await fleet.states(id))[n0], 'healthy');
  fleet.store.pass(2 * MINUTE);
  assert.equal(await settleDue(fleet.store), 1);
  assert.deepEqual([(await fleet.states(id))[n1], (await fleet.rollout(id)).wave], ['silent', 1], 'one failure was accepted, and there is one');
});

test('the wait for a maintenance window is no silence', async () => {
  const id = await fleet.rollOut({ canary: 1, nodeMinutes: 10, reboot: 'window' });
  await fleet.checkIn(n0);
  await fleet.report(n0, 'begun', 'installed', 'waiting');
  fleet.store.pass(7 * 24 * 60 * MINUTE);
  assert.equal(await settleDue(fleet.store), 0);
  await fleet.report(n0, 'rebooting');
  fleet.store.pass(11 * MINUTE);
  assert.equal(await settleDue(fleet.store), 1);
  assert.equal((await fleet.states(id))[n0], 'silent');
});

test('pinned, deleted, upgraded by hand, asked for something else, called off: skipped with the reason, and the rest goes on', async () => {
  const { database } = fleet.store;
  const id = await fleet.rollOut({ canary: 1, waveSize: 4 });
  await database.insertInto('node_pins').values({ host_id: n1, reason: 'the audit', at: 0, actor: null }).execute();
  await deleteHost(fleet.store, n2, { kind: 'force' });
  await database.updateTable('nodes').set({ nvr: 'my-node-162.0-1' }).where('host_id', '=', n3).execute();
  await upgrade(n0);
  assert.deepEqual(await fleet.states(id), { [n0]: 'healthy', [n1]: 'skipped', [n2]: 'skipped', [n3]: 'skipped', [n4]: 'asked' });
  await database.updateTable('node_wishes').set({ state: 'cancelled', reason: 'By olga.' }).where('host_id', '=', n4).execute();
  assert.equal(await settleDue(fleet.store), 1);
  assert.equal((await fleet.rollout(id)).state, 'done');
  const reasons = await database.selectFrom('rollout_nodes').select(['host_id', 'reason']).where('state', '=', 'skipped').orderBy('host_id').execute();
  assert.deepEqual(reasons.map(({ reason }) => reason), ['It is pinned: the audit', 'Its host was deleted.', 'It runs this image already.', 'What it was asked was called off. By olga.']);
});

test('a node that is pinned or deleted after it was asked is skipped, as long as it was not told', async () => {
  const id = await fleet.rollOut({ canary: 3 });
  await fleet.checkIn(n1);
  for (const host of [n0, n1]) await fleet.store.database.insertInto('node_pins').values({ host_id: host, reason: 'late', at: 0, actor: null }).execute();
  await deleteHost(fleet.store, n2, { kind: 'force' });
  await settleDue(fleet.store);
  assert.deepEqual(await fleet.states(id), { [n0]: 'skipped', [n1]: 'asked', [n2]: 'skipped', [n3]: 'waiting', [n4]: 'waiting' });
  await fleet.report(n1, 'good');
  assert.equal((await fleet.rollout(id)).wave, 1);
});

test('a stop: nobody is asked any more, who was told goes on to its end, and it never begins again', async () => {
  const id = await fleet.rollOut({ canary: 2 });
  await fleet.checkIn(n0);
  await fleet.report(n0, 'begun');
  assert.equal((await stopRollout(fleet.store, id, { ...BY, reason: 'wrong image' })).outcome, 'done');
  assert.deepEqual(await fleet.states(id), { [n0]: 'upgrading', [n1]: 'skipped', [n2]: 'skipped', [n3]: 'skipped', [n4]: 'skipped' });
  assert.equal(await fleet.checkIn(n1), undefined);
  await fleet.report(n0, 'good');
  assert.deepEqual([(await fleet.states(id))[n0], (await fleet.rollout(id)).state], ['healthy', 'stopped']);
  for (const deed of [pauseRollout(fleet.store, id, BY), resumeRollout(fleet.store, id, { ...BY, retry: true }), stopRollout(fleet.store, id, BY)]) assert.equal((await deed).outcome, 'refused');
});

test('taken back: every node that has the image, or is about to, is asked to go back to what it ran, and the roll-out is stopped', async () => {
  const id = await fleet.rollOut({ canary: 1, waveSize: 3 });
  await upgrade(n0, n1);
  await fleet.checkIn(n2);
  await fleet.report(n2, 'begun', 'installed', 'waiting');
  const answer = await rollBackRollout(fleet.store, id, BY);
  assert.deepEqual(answer, { outcome: 'done', asked: 3, left: [] });
  const back = (await wishes()).filter(({ action }) => action === 'rollback');
  assert.deepEqual(back.map(({ host_id: host, to_layer: to, state }) => [host, to, state]), [n0, n1, n2].map((host) => [host, `${BEFORE}+1`, 'open']));
  for (const host of [n0, n1, n2]) {
    assert.notEqual(await fleet.checkIn(host), undefined);
    await fleet.report(host, 'begun', 'rebooting', 'rolled-back');
  }
  assert.deepEqual(await fleet.states(id), { [n0]: 'fallen-back', [n1]: 'fallen-back', [n2]: 'fallen-back', [n3]: 'skipped', [n4]: 'skipped' });
  assert.deepEqual([(await fleet.rollout(id)).state, (await rolloutDetail(fleet.store.database, id))?.may.rollback], ['stopped', 0]);
});

test('taken back: pinned nodes and those that run something else by now are left, with the reason', async () => {
  const id = await fleet.rollOut({ canary: 5 });
  await upgrade(n0, n1, n2, n3, n4);
  await fleet.store.database.insertInto('node_pins').values({ host_id: n1, reason: 'proven', at: 0, actor: null }).execute();
  await fleet.store.database.updateTable('nodes').set({ nvr: 'my-node-163.0-1' }).where('host_id', '=', n2).execute();
  await deleteHost(fleet.store, n3, { kind: 'force' });
  const answer = await rollBackRollout(fleet.store, id, BY);
  assert.deepEqual(answer, { outcome: 'done', asked: 2, left: [
    { id: n1, hostname: 'node01.example.com', reason: 'It is pinned: proven' }, { id: n2, hostname: 'node02.example.com', reason: 'It runs my-node-163.0-1 now.' },
  ] });
  assert.equal((await fleet.rollout(id)).state, 'done', 'what was done stays done');
});

test('an image that comes into quarantine pauses instead of opening the next wave', async () => {
  const id = await fleet.rollOut({ canary: 1 });
  await fleet.store.database.updateTable('images').set({ state: 'quarantined' }).execute();
  await upgrade(n0);
  const { state, wave, reason } = await fleet.rollout(id);
  assert.deepEqual([state, wave], ['paused', 0]);
  assert.match(reason ?? '', /quarantine/);
  assert.match(JSON.stringify(await resumeRollout(fleet.store, id, { ...BY, retry: false })), /quarantine/);
  await fleet.store.database.updateTable('images').set({ state: 'available' }).execute();
  await resumeRollout(fleet.store, id, { ...BY, retry: false });
  assert.equal((await fleet.rollout(id)).wave, 1);
});

test('a node that has the image is left out when somebody rolled it back, and asked anew when it went back by itself', async () => {
  const { database } = fleet.store;
  const nvr = (await fleet.rollout(await fleet.rollOut({ hosts: [n4], canary: 1 }))).nvr;
  const body = JSON.stringify({ layout: [{ base: nvr, layers: [`${nvr}+1`] }] });
  const last = { last_nvr: nvr, last_at: 0 } as const;
  await database.updateTable('nodes').set({ ...last, body, last_step: 'rolled-back', last_kind: 'rollback' }).where('host_id', '=', n0).execute();
  await database.updateTable('nodes').set({ ...last, body, last_step: 'fallen-back', last_kind: 'health' }).where('host_id', '=', n1).execute();
  const id = await fleet.rollOut({ hosts: [n0, n1], canary: 1 });
  assert.deepEqual(await fleet.states(id), { [n1]: 'asked' });
});

test('hosts that cannot be asked are left out from the beginning, each with its reason; a second roll-out waits for the first', async () => {
  const { database } = fleet.store;
  await database.insertInto('node_pins').values({ host_id: n0, reason: 'the audit', at: 0, actor: null }).execute();
  await database.updateTable('node_keys').set({ revoked_at: 1 }).where('host_id', '=', n1).execute();
  await database.deleteFrom('nodes').where('host_id', '=', n2).execute();
  const id = await fleet.rollOut({ hosts: [n4, n0, n1, n2, 'nobody'], canary: 1 });
  assert.deepEqual(await fleet.states(id), { [n4]: 'asked' });
  const second = await fleet.rollOut({ canary: 5 });
  assert.deepEqual(await fleet.states(second), { [n3]: 'asked' });
  const detail = await rolloutDetail(database, second);
  assert.deepEqual([detail?.total, detail?.leftOut], [1, 4]);
});
