// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the fleet by the API: who is in the list and under which filter, what may be asked of whom and why not, pins, keys, and what watches it all.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { AskedNodes, FleetList, FleetSummary, NewNodeKey, NodeDetail } from '#kickstart/fleet/view.ts';
import type { CheckInBody } from '#kickstart/fleet/wire.ts';
import { checkIn, publish } from '../fleet/fleet.fixture.ts';
import { addKey } from '../fleet/keys.ts';
import { openTestApi, profileDocument, type Reply, type TestApi } from './api.fixture.ts';

let api: TestApi;
let sha256: string;

before(async () => {
  api = await openTestApi();
  sha256 = await publish(api.store, 'stable', 'node-1.1-1');
  const put = (path: string, body: object) => api.call(path, { method: 'PUT', as: 'admin', body, headers: { 'if-none-match': '*' } });
  assert.equal((await put('profiles/edge', profileDocument('edge'))).status, 201);
  for (const [index, id] of ['a', 'b', 'c', 'never', 'stranger'].entries()) assert.equal((await put(`hosts/${id}`, { id, hostname: `${id}.example.com`, profile: 'edge', macs: [`52:54:00:00:00:0${index}`] })).status, 201, id);
});
beforeEach(async () => {
  const { database } = api.store;
  for (const table of ['node_keys', 'nodes', 'node_events', 'node_pins', 'node_pin_events', 'node_wishes'] as const) await database.deleteFrom(table).execute();
  await database.updateTable('profiles').set({ channel: 'stable' }).execute();
  for (const id of ['a', 'b', 'c', 'never']) await api.store.write((transaction) => addKey(api.store, transaction, { hostId: id, origin: `key of ${id}`, actor: undefined }));
});
after(() => api.store.remove());

const layout: CheckInBody['layout'] = [{ base: 'node-0.9-1', layers: ['node-0.9-1+1'] }, { base: 'node-1.0-1', layers: ['node-1.0-1+1'] }];
const list = async (query = '') => FleetList.parse((await api.call(`fleet${query}`, { as: 'viewer' })).body);
const ids = async (query: string) => (await list(query)).items.map(({ id }) => id);
const detail = async (id: string) => NodeDetail.parse((await api.call(`hosts/${id}/node`, { as: 'viewer' })).body);
const ask = (id: string, what: string, body: object = {}) => api.call(`hosts/${id}/node/${what}`, { method: 'POST', as: 'operator', body });
const said = (body: unknown) => (typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : '');

test('the list holds whom a node was heard of or has a key, each under its filters, and counts them all', async () => {
  checkIn(api.store, [
    { id: 'a', body: { layout } },
    { id: 'b', body: { base: 'node-1.1-1', layer: 'node-1.1-1+1', pool: { dataPercent: 10, metadataPercent: 81, size: 1 }, last: { kind: 'boot', step: 'fallen-back', nvr: 'node-1.2-1', reason: 'Three boots failed.', at: 1 } } },
    { id: 'c', body: { health: { word: 'unhealthy', checks: [{ name: 'Units', ok: false, reason: 'sshd failed' }], at: 1 }, layer: null, base: null, layout: [], cockpit: null, pool: null } },
  ]);
  await api.call('hosts/b/node/pin', { method: 'PUT', as: 'operator', body: { reason: 'Holds a lab.' } });
  const all = await list();
  assert.deepEqual(all.items.map(({ id }) => id), ['a', 'b', 'c', 'never']);
  assert.deepEqual([all.total, all.counts], [4, { all: 4, behind: 1, rolledBack: 1, pool: 1, silent: 0, unhealthy: 1, pinned: 1 }]);
  const by = { behind: ['a'], 'rolled-back': ['b'], pool: ['b'], silent: [], unhealthy: ['c'], pinned: ['b'] };
  for (const [filter, expected] of Object.entries(by)) assert.deepEqual(await ids(`?filter=${filter}`), expected, filter);
  const [a, b, c, never] = all.items;
  assert.deepEqual([a?.nvr, a?.channel, a?.channelNvr, a?.isBehind, a?.cockpitUrls], ['node-1.0-1', 'stable', 'node-1.1-1', true, ['https://a.example.com:9090/', 'https://192.0.2.7:9090/']]);
  assert.deepEqual([b?.isBehind, b?.poolPercent, b?.metadataPercent, b?.last?.reason, b?.pin?.actor], [false, 10, 81, 'Three boots failed.', 'olga']);
  assert.deepEqual([c?.isBehind, c?.healthReason, c?.cockpitUrls], [null, 'sshd failed', []]);
  assert.deepEqual([never?.seenAt, never?.health, never?.hasKey, never?.isSilent], [null, 'unknown', true, false]);
  api.store.pass(900_000);
  assert.deepEqual(await ids('?filter=silent'), ['a', 'b', 'c']);
  assert.deepEqual(FleetSummary.parse((await api.call('fleet/summary', { as: 'viewer' })).body).images, [null, 'node-1.0-1', 'node-1.1-1'].map((nvr) => ({ nvr, count: 1 })));
});

test('who watches gets the list and a node as events', async () => {
  checkIn(api.store, [{ id: 'a' }]);
  const [fleet, node] = [await api.call('fleet/stream?filter=behind', { as: 'viewer' }), await api.call('hosts/a/node/stream', { as: 'viewer' })];
  const dataOf = (reply: Reply, event: string): unknown => JSON.parse(String(reply.body).slice(`event: ${event}\ndata: `.length));
  assert.deepEqual(FleetList.parse(dataOf(fleet, 'fleet')), await list('?filter=behind'));
  assert.deepEqual(NodeDetail.parse(dataOf(node, 'node')), await detail('a'));
  assert.equal((await api.call('hosts/missing/node/stream', { as: 'viewer' })).status, 404);
});

test('pages, searches and channels', async () => {
  checkIn(api.store, [{ id: 'a' }, { id: 'b', body: { channel: 'testing' } }]);
  const first = await list('?limit=2');
  assert.deepEqual([first.items.map(({ id }) => id), first.total], [['a', 'b'], 4]);
  assert.deepEqual(await ids(`?limit=2&cursor=${first.next ?? ''}`), ['c', 'never']);
  assert.deepEqual(await ids('?search=never.example'), ['never']);
  assert.deepEqual((await list('?search=b.exa')).total, 1);
  checkIn(api.store, [{ id: 'c', body: { base: 'node-1.1-1', layer: 'node-1.1-1+2' } }]);
  for (const [search, found] of [['NODE-1.1', ['c']], ['1.1-1%2B2', ['c']], ['node-1.0-1 a.exa', ['a']], ['%2B2', ['c']], ['node-1.0-1', ['a', 'b']], ['node-9', []], ['%25', []], ['n_de', []]] as const) {
    const { items, total } = await list(`?search=${search}`);
    assert.deepEqual([items.map(({ id }) => id), total], [found, found.length], search);
  }
  assert.deepEqual((await ids('?channel=stable')).length, 4);
  await api.store.database.updateTable('profiles').set({ channel: null }).execute();
  assert.deepEqual(await ids('?channel=testing'), ['b'], 'a profile without a channel leaves it to the node');
  for (const wrong of ['?filter=other', '?cursor=!', '?limit=0', '?x=1']) assert.equal((await api.call(`fleet${wrong}`, { as: 'viewer' })).status, 422, wrong);
});

test('a node is asked for one thing at a time, and told apart from what it may not be asked', async () => {
  checkIn(api.store, [{ id: 'a', body: { layout } }, { id: 'b', body: { base: 'other-1.0-1' } }, { id: 'c', body: { layer: null, base: null } }]);
  const asked = await ask('a', 'upgrade', { reboot: 'now' });
  assert.equal(asked.status, 202);
  const { wish } = await detail('a');
  assert.deepEqual([wish?.action, wish?.nvr, wish?.state, wish?.reboot, wish?.madeBy], ['upgrade', 'node-1.1-1', 'open', 'now', 'olga']);
  assert.deepEqual(asked.body, wish);
  const refusals: readonly (readonly [string, string, object, RegExp])[] = [
    ['a', 'rollback', {}, /asked for an upgrade already/], ['never', 'upgrade', {}, /never checked in/], ['stranger', 'rollback', {}, /no key/], ['b', 'upgrade', {}, /runs other.*called node/], ['c', 'upgrade', {}, /no layer/],
    ['b', 'upgrade', { channel: 'none' }, /no channel "none"/], ['b', 'upgrade', { sha256: 'f'.repeat(64) }, /no image ffff/], ['b', 'rollback', {}, /oldest layer/], ['b', 'rollback', { to: 'node-9-9-9+1' }, /has no layer node-9-9-9\+1; it has node-1\.0-1\+1/],
  ];
  for (const [id, what, body, why] of refusals) {
    const { status, body: answer } = await ask(id, what, body);
    assert.deepEqual([status, why.test(said(answer))], [409, true], `${id} ${what}: ${said(answer)}`);
  }
  assert.equal((await ask('missing', 'upgrade')).status, 404);
  assert.equal((await ask('a', 'upgrade', { channel: 'stable', sha256 })).status, 422);
  assert.equal((await ask('a', 'rollback', { to: '../../etc' })).status, 422);
});

test('what has not begun is called off; what has, is not, until it is lost', async () => {
  checkIn(api.store, [{ id: 'a', body: { layout } }]);
  const off = () => api.call('hosts/a/node/wish', { method: 'DELETE', as: 'operator' });
  assert.match(said((await off()).body), /Nothing is wanted/);
  await ask('a', 'rollback');
  assert.equal((await off()).status, 204);
  assert.deepEqual((await detail('a')).wishes.map(({ state, reason }) => [state, reason]), [['cancelled', 'Called off by olga.']]);
  await ask('a', 'rollback', { to: 'node-0.9-1+1' });
  await api.store.database.updateTable('node_wishes').set({ state: 'begun' }).where('state', '=', 'open').execute();
  assert.match(said((await off()).body), /has begun/);
  await api.store.database.updateTable('node_wishes').set({ changed_at: api.store.now() - 4 * 60 * 60_000 }).execute();
  assert.equal((await off()).status, 204);
});

test('a pinned node is asked for nothing', async () => {
  checkIn(api.store, [{ id: 'a', body: { layout } }]);
  for (const body of [{}, { reason: '' }, { reason: ' ' }, { reason: 'x'.repeat(201) }, { reason: 'two\nlines' }]) assert.equal((await api.call('hosts/a/node/pin', { method: 'PUT', as: 'operator', body })).status, 422, JSON.stringify(body));
  const pinned = await api.call('hosts/a/node/pin', { method: 'PUT', as: 'operator', body: { reason: 'Holds a lab.' } });
  assert.deepEqual([pinned.status, pinned.body], [200, (await detail('a')).pin]);
  assert.match(said((await ask('a', 'upgrade')).body), /pinned: Holds a lab/);
  for (let times = 0; times < 2; times += 1) assert.equal((await api.call('hosts/a/node/pin', { method: 'DELETE', as: 'admin' })).status, 204);
  assert.equal((await ask('a', 'upgrade')).status, 202);
  assert.deepEqual((await detail('a')).pins.map(({ kind, reason, actor }) => [kind, reason, actor]), [['unpinned', 'Holds a lab.', 'ada'], ['pinned', 'Holds a lab.', 'olga']]);
});

test('many are asked at once, and each has its own answer', async () => {
  checkIn(api.store, [{ id: 'a', body: { layout } }, { id: 'b', body: { base: 'node-1.1-1' } }]);
  const many = async (what: string, body: object) => AskedNodes.parse((await api.call(`fleet/${what}`, { method: 'POST', as: 'operator', body })).body);
  const upgraded = await many('upgrade', { hosts: ['b', 'a', 'missing'], reboot: 'window' });
  assert.deepEqual(upgraded.items.map((item) => [item.id, item.outcome, item.outcome === 'refused' && item.reason]), [['b', 'refused', 'This node runs node-1.1-1 already.'], ['a', 'asked', false], ['missing', 'refused', 'There is no host "missing".']]);
  assert.deepEqual([upgraded.asked, upgraded.refused], [1, 2]);
  await api.store.database.deleteFrom('node_wishes').execute();
  assert.deepEqual((await many('rollback', { hosts: ['a', 'b'], to: 'before' })).items.map(({ outcome }) => outcome), ['asked', 'refused']);
  for (const body of [{ hosts: [] }, { hosts: ['a', 'a'] }, { hosts: ['a'], to: 'node-0.9-1+1' }, { hosts: Array.from({ length: 1001 }, (_, index) => `h${index}`) }]) assert.equal((await api.call('fleet/rollback', { method: 'POST', as: 'operator', body })).status, 422);
});

test('a key is shown once, with the file that holds it, and revoked for good', async () => {
  const made = await api.call('hosts/stranger/node/key', { method: 'POST', as: 'admin' });
  const { key, conf } = NewNodeKey.parse(made.body);
  assert.equal(made.status, 201);
  assert.match(conf, new RegExp(`^\\[node\\]\nurl = http://192\\.0\\.2\\.1:8080\nhost = stranger\nkey = ${key}\n`));
  const shown = await detail('stranger');
  assert(!JSON.stringify(shown).includes(key));
  assert.deepEqual([shown.hasKey, shown.keys.length, shown.keys[0]?.createdBy, shown.keys[0]?.isFromInstallation], [true, 1, 'ada', false]);
  assert.deepEqual((await api.call('hosts/stranger/node/key', { method: 'DELETE', as: 'admin' })).body, { revoked: 1 });
  const after = await detail('stranger');
  assert.deepEqual([after.hasKey, after.keys[0]?.revokedBy], [false, 'ada']);
});

test('the history of a node and the logs of its reports', async () => {
  const event = { host_id: 'a', at: api.store.now(), said_at: 1000, operation: 'op', kind: 'upgrade' as const, wish_id: null, nvr: 'node-1.1-1', layer: null, reason: null };
  await api.store.database.insertInto('node_events').values([{ ...event, id: '1', step: 'begun', log: null }, { ...event, id: '2', step: 'failed', log: 'the log\n' }]).execute();
  const { events } = await detail('a');
  assert.deepEqual(events.map(({ step, hasLog, saidAt }) => [step, hasLog, saidAt]), [['failed', true, '1970-01-01T00:00:01.000Z'], ['begun', false, '1970-01-01T00:00:01.000Z']]);
  const log = (number: unknown, id = 'a') => api.call(`hosts/${id}/node/events/${String(number)}/log`, { as: 'viewer' });
  assert.deepEqual([(await log(events[0]?.number)).body, (await log(events[1]?.number)).status, (await log(events[0]?.number, 'b')).status, (await log('x')).status], ['the log\n', 404, 404, 404]);
});
