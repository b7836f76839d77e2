// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of hosts in the store: addresses of one host only, arming, the list, and import of a table.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { putProfile } from '../profiles/profiles.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { armForTest } from '../installations/arm.fixture.ts';
import { disarmHost } from '../installations/arm.ts';
import { deleteHost, findHostByMac, getHost, putHost } from './hosts.ts';
import { importHosts } from './import-hosts.ts';
import { type HostListRequest, listHosts } from './list-hosts.ts';

const none = { kind: 'none' } as const;
const force = { kind: 'force' } as const;
const mac = (number: number) => `52:54:00:00:00:${number.toString(16).padStart(2, '0')}`;

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
  const image = { url: 'http://192.0.2.1/node.squashfs', checksum: 'a'.repeat(64) };
  const storage = { disk: { by: 'device', device: 'vda' } };
  for (const [id, given] of [['node', image], ['unchecked', { url: image.url }]] as const)
    assert.equal((await putProfile(store, id, { id, title: id, target: 'centos9', image: given, storage }, none)).outcome, 'created');
});
afterEach(() => store.remove());

async function put(id: string, macs: string[], more: object = {}): Promise<string> {
  const answer = await putHost(store, id, { hostname: id, macs, profile: 'node', ...more }, force);
  assert(answer.outcome === 'created' || answer.outcome === 'updated', JSON.stringify(answer));
  return answer.etag;
}

async function ids(request: Partial<HostListRequest>): Promise<string[]> {
  const answer = await listHosts(store, { limit: 50, ...request });
  assert(answer.outcome === 'listed');
  assert.equal(answer.total, answer.items.length);
  return answer.items.map((item) => item.id);
}

test('a host is stored under its address, with canonical MAC addresses', async () => {
  const etag = await put('node1.example.com', ['525400AABBCC', '01-52-54-00-aa-bb-cd']);
  const stored = await getHost(store, 'node1.example.com');
  assert.deepEqual(stored, {
    host: { id: 'node1.example.com', hostname: 'node1.example.com', macs: ['52:54:00:aa:bb:cc', '52:54:00:aa:bb:cd'], profile: 'node', overrides: {} },
    etag,
    updatedAt: store.now(),
  });
  for (const spelling of ['52:54:00:AA:BB:CD', '5254.00aa.bbcc', '525400aabbcc']) assert.equal(await findHostByMac(store, spelling), 'node1.example.com');
  assert.equal(await findHostByMac(store, mac(1)), undefined);
  assert.equal(await findHostByMac(store, 'x'), undefined);
});

test('a MAC address has one host, and the answer says which', async () => {
  await put('a', [mac(1), mac(2)]);
  const answer = await putHost(store, 'b', { hostname: 'b', macs: [mac(3), mac(2)], profile: 'node' }, none);
  assert(answer.outcome === 'conflict');
  assert.equal(answer.errors[0]?.path, 'macs.1');
  assert.match(answer.errors[0].message, /52:54:00:00:00:02 belongs to the host a/);
  await put('a', [mac(1)]);
  await put('b', [mac(2)]);
  assert.equal(await findHostByMac(store, mac(2)), 'b');
});

test('of many hosts that take one MAC address at once, one gets it', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, (_, number) => putHost(store, `h${number}`, { hostname: `h${number}`, macs: [mac(1)], profile: 'node' }, none)));
  assert.equal(answers.filter((answer) => answer.outcome === 'created').length, 1);
  assert.equal(answers.filter((answer) => answer.outcome === 'conflict').length, 19);
});

test('a host asks for an existing profile', async () => {
  const answer = await putHost(store, 'a', { hostname: 'a', macs: [mac(1)], profile: 'nothing' }, none);
  assert.deepEqual(answer, { outcome: 'invalid', errors: [{ path: 'profile', message: 'There is no profile "nothing". Choose an existing one, or make it first.' }] });
});

test('changes and deletion need the present ETag', async () => {
  const etag = await put('a', [mac(1)]);
  assert.deepEqual(await putHost(store, 'a', { hostname: 'a', macs: [mac(1)], profile: 'node' }, none), { outcome: 'required' });
  assert.deepEqual(await deleteHost(store, 'a', none), { outcome: 'required' });
  const stale = await deleteHost(store, 'a', { kind: 'match', etags: ['"0"'] });
  assert(stale.outcome === 'stale' && stale.current?.etag === etag);
  assert.deepEqual(await deleteHost(store, 'a', { kind: 'match', etags: [etag] }), { outcome: 'deleted' });
  assert.deepEqual(await deleteHost(store, 'a', { kind: 'match', etags: [etag] }), { outcome: 'missing' });
  assert.equal(await findHostByMac(store, mac(1)), undefined);
});

test('arming has an end, can be repeated, and can be taken back', async () => {
  await put('a', [mac(1)]);
  assert.deepEqual(await ids({ state: 'new' }), ['a']);
  const armedUntil = async (minutes: number) => {
    const answer = await armForTest(store, 'a', minutes);
    return answer.outcome === 'armed' ? answer.armedUntil : answer.outcome;
  };
  assert.equal(await armedUntil(60), store.now() + 3_600_000);
  assert.deepEqual(await ids({ state: 'armed' }), ['a']);
  store.pass(3_600_000);
  assert.deepEqual([await ids({ state: 'armed' }), await ids({ state: 'expired' })], [[], ['a']]);
  assert.equal(await armedUntil(1), store.now() + 60_000);
  assert.equal(await disarmHost(store, 'a'), 'disarmed');
  assert.equal(await disarmHost(store, 'a'), 'disarmed');
  assert.deepEqual(await ids({ state: 'disarmed' }), ['a']);
  assert.deepEqual([await armForTest(store, 'x', 1), await disarmHost(store, 'x')], [{ outcome: 'missing' }, 'missing']);
});

test('a host that may not be installed is not armed, and loses its arming', async () => {
  await put('a', [mac(1)], { profile: 'unchecked' });
  const refused = await armForTest(store, 'a', 60);
  assert(refused.outcome === 'refused');
  assert.deepEqual(refused.reasons.map((reason) => reason.field), ['image.checksum']);
  await put('a', [mac(1)]);
  await put('b', [mac(2)]);
  for (const id of ['a', 'b']) await armForTest(store, id, 60);
  const changed = await putHost(store, 'a', { hostname: 'a', macs: [mac(1)], profile: 'unchecked' }, force);
  assert(changed.outcome === 'updated' && changed.disarmed);
  assert.deepEqual(await ids({ state: 'armed' }), ['b']);
});

test('search finds a MAC address in any notation, and parts of names', async () => {
  await put('rack1-node1.example.com', ['52:54:00:ab:cd:ef']);
  await put('ab-cd', [mac(2)]);
  for (const search of ['52:54:00:AB:CD:EF', '5254.00ab.cdef', '52-54-00-ab-cd-ef', '52-54-00-ab', '525400ab', '00:ab:cd', 'RACK1', '1.exa', 'node1 rack', 'k1', 'node1 ef'])
    assert.deepEqual(await ids({ search }), ['rack1-node1.example.com'], search);
  assert.deepEqual(await ids({ search: 'ab-cd' }), ['ab-cd', 'rack1-node1.example.com']);
  assert.deepEqual(await ids({ search: 'zzz' }), []);
  await put('ab-cd', [mac(2)], { hostname: 'renamed' });
  assert.deepEqual(await ids({ search: 'renamed' }), ['ab-cd']);
  assert.deepEqual(await ids({ search: '', profile: 'unchecked' }), []);
});

const table = (...rows: string[]) => ['mac,hostname,profile,disk', ...rows].join('\n');

test('a table makes hosts; a dry run only says what would be', async () => {
  const csv = table(`${mac(1)},a.example.com,node,sda`, `"${mac(2)} ${mac(3)}",B.example.com,node,`);
  const rows = [{ row: 2, outcome: 'create', id: 'a.example.com', errors: [] }, { row: 3, outcome: 'create', id: 'b.example.com', errors: [] }];
  assert.deepEqual(await importHosts(store, csv, { dryRun: true }), { outcome: 'dry-run', rows, created: 2, updated: 0, refused: 0 });
  assert.equal(await getHost(store, 'a.example.com'), undefined);
  assert.deepEqual(await importHosts(store, csv, { dryRun: false }), { outcome: 'imported', rows, created: 2, updated: 0, refused: 0 });
  assert.deepEqual((await getHost(store, 'a.example.com'))?.host.overrides, { disk: { by: 'device', device: 'sda' } });
  assert.deepEqual((await getHost(store, 'b.example.com'))?.host.macs, [mac(2), mac(3)]);
  const again = await importHosts(store, csv, { dryRun: false });
  assert(again.outcome === 'imported');
  assert.deepEqual(again.rows.map((row) => row.outcome), ['same', 'same']);
});

test('cells that are empty or missing leave a host as it is', async () => {
  await put('a', [mac(1)], { overrides: { disk: { by: 'device', device: 'sdb' }, kernelArguments: ['quiet'] } });
  const answer = await importHosts(store, 'id;kernel arguments\na;console=ttyS0 nomodeset\n', { dryRun: false });
  assert(answer.outcome === 'imported' && answer.updated === 1, JSON.stringify(answer));
  assert.deepEqual((await getHost(store, 'a'))?.host, { id: 'a', hostname: 'a', macs: [mac(1)], profile: 'node', overrides: { disk: { by: 'device', device: 'sdb' }, kernelArguments: ['console=ttyS0', 'nomodeset'] } });
});

test('one refused row keeps the whole table out, and every row says why', async () => {
  await put('owner', [mac(9)]);
  const csv = table(`${mac(1)},good,node,`, 'nonsense,bad-mac,node,', `${mac(9)},taken,node,`, `${mac(1)},twice,node,`, `${mac(4)},good,node,`, `${mac(5)},lost,nothing,`, `${mac(6)},part,node,sda1`, `${mac(7)},long,node,sda,more`);
  const answer = await importHosts(store, csv, { dryRun: false });
  assert(answer.outcome === 'refused');
  const told = answer.rows.map((row) => [row.row, row.outcome, row.errors.map((error) => error.path).join(' ')]);
  assert.deepEqual(told, [
    [2, 'create', ''], [3, 'refused', 'macs.0'], [4, 'refused', 'macs.0'], [5, 'refused', 'macs.0'], [6, 'refused', 'id'],
    [7, 'refused', 'profile'], [8, 'refused', 'overrides.disk.device'], [9, 'refused', ''],
  ]);
  assert.equal(answer.refused, 7);
  assert.equal(await getHost(store, 'good'), undefined);
});

test('addresses may be swapped within one table', async () => {
  await put('a', [mac(1)]);
  await put('b', [mac(2)]);
  const answer = await importHosts(store, table(`${mac(2)},a,node,`, `${mac(1)},b,node,`), { dryRun: false });
  assert(answer.outcome === 'imported' && answer.updated === 2, JSON.stringify(answer));
  assert.equal(await findHostByMac(store, mac(2)), 'a');
});

test('a table that cannot be read is told as a whole', async () => {
  for (const [csv, says] of [['', /empty/], ['mac,colour\n', /"colour" is unknown/], ['mac,mac\n', /twice/], ['mac,profile\nx,y\n', /"hostname" is missing/], ['hostname\n"x\n', /Row 2/]] as const) {
    const answer = await importHosts(store, csv, { dryRun: true });
    assert(answer.outcome === 'unreadable');
    assert.match(answer.errors[0]?.message ?? '', says);
  }
});

test('an import that breaks an armed host disarms it', async () => {
  await put('a', [mac(1)]);
  await armForTest(store, 'a', 60);
  await importHosts(store, 'hostname,profile\na,unchecked\n', { dryRun: false });
  assert.deepEqual(await ids({ state: 'disarmed' }), ['a']);
});
