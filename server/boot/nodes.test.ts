// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of running nodes at the boot plane: check-ins, what they are told, reports that come twice, keys that are wrong, and what a disk would have to lose.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { addKey, makeKey, revokeKeys } from '../fleet/keys.ts';
import { nodeKey } from '../fleet/node-key.ts';
import { hashToken } from '../installations/token.ts';
import { openBootStore } from '../store/boot-store.ts';
import { type BootSite, type Breakage, breakable, host, openBootSite, otherHost, read, type RunningPlane, runPlane, SqliteError } from './boot-plane.fixture.ts';
import { moveChannel, putImage, reply, setState } from './delivery.fixture.ts';
import { usualDelivery } from './settings.ts';
import { armedKey, checkInBody, NVR, reportBody, say } from './node.fixture.ts';

let site: BootSite;
let plane: RunningPlane;
let key: string;
/** The plane's own clock: rates are counted by it. */
let clock = Date.now();

before(async () => {
  site = await openBootSite();
  await site.put(otherHost(9));
});
beforeEach(async () => {
  clock += 10 * 60_000;
  site.store.pass(Math.max(0, clock - site.store.now()));
  const { database } = site.store;
  for (const table of ['node_keys', 'nodes', 'node_events', 'node_pins', 'node_wishes', 'installations'] as const) await database.deleteFrom(table).execute();
  key = await armedKey(site);
  plane = await runPlane(site, { now: () => clock });
});
afterEach(() => plane.stop());
after(() => site.remove());

const ANSWER = { format: 1, interval: 300, wanted: null, pinned: null };
const json = (body: string): unknown => JSON.parse(body);
const nodeRow = () => {
  plane.plane.nodes.flush();
  return site.store.database.selectFrom('nodes').selectAll().where('host_id', '=', host.id).executeTakeFirst();
};
const wishRow = (id: string) => site.store.database.selectFrom('node_wishes').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

async function wish(id: string, more: object = {}): Promise<string> {
  const now = site.store.now();
  const values = { id, host_id: host.id, action: 'rollback' as const, sha256: null, nvr: null, to_layer: null, reboot: 'window' as const, state: 'open' as const, step: null, permille: null, reason: null, rollout_id: null, made_at: now, made_by: null, given_at: null, changed_at: now };
  await site.store.database.insertInto('node_wishes').values({ ...values, ...more }).execute();
  return id;
}

test('a node checks in with the key of its installation, and is kept', async () => {
  const answer = await say(plane.port, 'check-in', key, checkInBody());
  assert.deepEqual([answer.status, answer.headers['content-type'], answer.headers['cache-control'], json(answer.body)], [200, 'application/json; charset=utf-8', 'no-store', ANSWER]);
  const row = await nodeRow();
  assert(row !== undefined);
  const { body, seen_at: seenAt, silent_at: silentAt, address, ...rest } = row;
  assert.deepEqual(json(body), checkInBody());
  assert.deepEqual([seenAt, silentAt, address], [clock, clock + 900_000, '127.0.0.1']);
  assert.deepEqual(rest, { host_id: host.id, nvr: NVR, layer: `${NVR}+1`, health: 'ok', pool_percent: 40.5, channel: null, last_kind: null, last_step: null, last_nvr: null, last_reason: null, last_at: null });
  const stored = await site.store.database.selectFrom('node_keys').selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([stored.first_used_at, stored.revoked_at], [clock, null]);
});

test('a check-in that says the same is not written, whatever its clock and its pool breathe; news and the passing of a minute are', async () => {
  await say(plane.port, 'check-in', key, checkInBody());
  const first = await nodeRow();
  clock += 20_000;
  await say(plane.port, 'check-in', key, checkInBody({ uptime: 1020, pool: { dataPercent: 40.9, metadataPercent: 12.1, size: 50_000_000_000 } }));
  assert.deepEqual(await nodeRow(), first);
  await say(plane.port, 'check-in', key, checkInBody({ health: { word: 'unhealthy', checks: [], at: 1 } }));
  assert.deepEqual([(await nodeRow())?.health, (await nodeRow())?.seen_at], ['unhealthy', clock]);
  clock += 61_000;
  await say(plane.port, 'check-in', key, checkInBody({ health: { word: 'unhealthy', checks: [], at: 1 }, uptime: 5 }));
  assert.equal((await nodeRow())?.seen_at, clock);
});

test('wrong, unknown and revoked keys are strangers, and guessing is slowed down; the node beside them is not', async () => {
  const wrong = [nodeKey(site.store.vault, 'another'), 'short', '', `${key}x`];
  for (const each of wrong) assert.equal((await say(plane.port, 'check-in', each, checkInBody())).status, 404, each);
  assert.equal((await revokeKeys(site.store, host.id, 'ada')).outcome, 'revoked');
  for (const what of ['check-in', 'report'] as const) assert.equal((await say(plane.port, what, key, what === 'report' ? reportBody() : checkInBody())).status, 404);
  for (let more = 0; more < 6; more += 1) await say(plane.port, 'report', key, reportBody());
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 429);
  const other = await armedKey(site, 'other9');
  assert.equal((await say(plane.port, 'check-in', other, checkInBody())).status, 200);
  assert.equal(plane.log.filter((line) => line.includes('wrong keys of nodes')).length, 1);
  assert(plane.log.every((line) => !line.includes(key)), 'no key is in the log');
});

test('other methods learn nothing, and another path is nothing', async () => {
  assert.equal((await read(plane.port, '/node/check-in')).status, 404);
  assert.equal((await read(plane.port, '/node/report', { method: 'PUT' })).status, 405);
  assert.equal((await read(plane.port, '/node/other', { method: 'POST', body: '{}' })).status, 405);
});

test('the first use of a newer key ends the older ones', async () => {
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 200);
  site.store.pass(1000);
  clock += 1000;
  const made = await makeKey(site.store, host.id, 'ada');
  assert(made.outcome === 'made');
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 200, 'until then the old one is good');
  assert.equal((await say(plane.port, 'check-in', made.key, checkInBody())).status, 200);
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 404);
});

test('the key of a deleted host is nobody\'s', async () => {
  await site.put(otherHost(8));
  const gone = await armedKey(site, 'other8');
  assert.equal((await say(plane.port, 'check-in', gone, checkInBody())).status, 200);
  await site.store.database.deleteFrom('hosts').where('id', '=', 'other8').execute();
  plane.plane.nodes.flush();
  assert.equal((await say(plane.port, 'check-in', gone, checkInBody())).status, 404);
  assert.equal((await say(plane.port, 'report', gone, reportBody())).status, 404);
});

test('what asks too often is told to wait, each node for itself', async () => {
  for (let round = 0; round < 30; round += 1) assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 200);
  const answer = await say(plane.port, 'check-in', key, checkInBody());
  assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '60']);
  assert.equal((await say(plane.port, 'report', key, reportBody())).status, 200, 'reports are counted apart');
  clock += 60_000;
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 200);
});

test('a server clock that is set back keeps no node waiting, and what nodes say is noted by the new time', async () => {
  for (let round = 0; round < 31; round += 1) await say(plane.port, 'check-in', key, checkInBody());
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 429);
  plane.plane.nodes.flush();
  await say(plane.port, 'report', key, reportBody({ step: 'good', at: clock / 1000 }));
  clock -= 3 * 3_600_000;
  assert.equal((await say(plane.port, 'check-in', key, checkInBody())).status, 200);
  await say(plane.port, 'report', key, reportBody({ step: 'fallen-back', at: clock / 1000 }));
  const row = await nodeRow();
  assert.deepEqual([row?.seen_at, row?.silent_at, row?.last_step], [clock, clock + 900_000, 'fallen-back']);
  clock += 3 * 3_600_000;
});

test('a request that says nothing of a body has an empty one, and is answered at once', async () => {
  const answer = await reply(plane.port, '/node/check-in', { method: 'POST', headers: [`Authorization: Bearer ${key}`] });
  assert.deepEqual([answer.status, answer.body.includes('not JSON')], [400, true]);
  assert.equal((await reply(plane.port, '/node/report', { method: 'POST' })).status, 404);
});

test('of a stranger no large body is read: it is answered by its head', async () => {
  const large = ['Content-Length: 300000'];
  for (const [target, headers] of [['/node/report', [`Authorization: Bearer ${'x'.repeat(43)}`]], ['/node/report', []], ['/node/report', ['Transfer-Encoding: chunked']], [`/t/${'x'.repeat(43)}/report/failed`, []]] as const) {
    const head = [...headers, ...(headers[0]?.startsWith('Transfer') === true ? [] : large)];
    const answer = await reply(plane.port, target, { method: 'POST', headers: head });
    assert.deepEqual([answer.status, answer.headers['connection']], [404, 'close'], target);
  }
  assert.equal((await say(plane.port, 'report', key, reportBody({ log: 'l'.repeat(60_000) }))).status, 200, 'who shows a right key is heard');
});

test('what is malformed is said with the member, and quotes nothing', async () => {
  for (const [body, why] of [['{', 'not JSON'], ['[]', 'it has not'], [{ ...checkInBody(), format: 2 }, '"format"'], [{ ...checkInBody(), layer: '../../secret-value' }, '"layer"'], [Buffer.from([0x7b, 0xff]).toString('latin1'), 'not JSON']] as const) {
    const answer = await say(plane.port, 'check-in', key, body);
    assert.deepEqual([answer.status, answer.body.includes(why), answer.body.includes('secret-value')], [400, true, false], answer.body);
  }
  assert.equal((await say(plane.port, 'check-in', key, `"${'x'.repeat(70_000)}"`)).status, 413);
  assert.equal((await say(plane.port, 'report', key, `"${'x'.repeat(330_000)}"`)).status, 413);
});

test('a node is told what is wanted with the address of the image, again until it began; and nothing while it is pinned', async () => {
  const image = await putImage(site);
  await moveChannel(site, 'stable', image.sha256, 'untrusted comment: a\nb');
  const id = await wish('A'.repeat(22), { action: 'upgrade', sha256: image.sha256, nvr: 'node-1.0-1', reboot: 'now' });
  const told = { ...ANSWER, wanted: { id, action: 'upgrade', nvr: 'node-1.0-1', url: `http://192.0.2.1:8080${image.path}`, sha256: image.sha256, size: image.bytes.length, signature: 'untrusted comment: a\nb', to: null, reboot: 'now' } };
  for (let round = 0; round < 2; round += 1) {
    assert.deepEqual(json((await say(plane.port, 'check-in', key, checkInBody())).body), told);
    assert.deepEqual([(await wishRow(id)).state, (await wishRow(id)).given_at], ['given', clock]);
  }
  await setState(site, image.sha256, 'quarantined');
  assert.deepEqual(json((await say(plane.port, 'check-in', key, checkInBody())).body), ANSWER, 'a damaged image is not given');
  await setState(site, image.sha256, 'available');
  await site.store.database.insertInto('node_pins').values({ host_id: host.id, reason: 'Holds a lab', at: 1, actor: null }).execute();
  assert.deepEqual(json((await say(plane.port, 'check-in', key, checkInBody())).body), { ...ANSWER, pinned: 'Holds a lab' });
});

test('where images are for armed hosts only, a node gets published ones by its key', async () => {
  const image = await putImage(site);
  await moveChannel(site, 'armed', image.sha256);
  const gated = await runPlane(site, { now: () => clock, delivery: { ...usualDelivery, gate: 'armed' } });
  const get = async (path: string, shown: string) => (await reply(gated.port, path, { headers: [`Authorization: Bearer ${shown}`] })).status;
  assert.deepEqual([await get(image.path, key), await get(image.path, 'x'.repeat(43)), (await reply(gated.port, image.path)).status], [200, 404, 404]);
  assert.equal(await get((await putImage(site)).path, key), 404, 'what nobody published');
  await revokeKeys(site.store, host.id, 'ada');
  assert.equal(await get(image.path, key), 404);
  await gated.stop();
});

test('reports carry a wish to its end, are kept once, and the same answer comes again', async () => {
  const id = await wish('B'.repeat(22));
  await say(plane.port, 'check-in', key, checkInBody());
  const taken = { format: 1, taken: true };
  const download = reportBody({ wish: id, step: 'download', permille: 500 });
  for (let round = 0; round < 2; round += 1) assert.deepEqual(json((await say(plane.port, 'report', key, download)).body), taken);
  assert.deepEqual([(await wishRow(id)).state, (await wishRow(id)).step, (await wishRow(id)).permille], ['begun', 'download', 500]);
  await say(plane.port, 'report', key, reportBody({ wish: id, step: 'fallen-back', reason: 'Unit \u001b[31mfailed\u001b[0m: mariadb\n', log: 'a\u0007log' }));
  const ended = await wishRow(id);
  assert.deepEqual([ended.state, ended.reason], ['fallen-back', 'Unit failed: mariadb']);
  await say(plane.port, 'report', key, reportBody({ wish: id, step: 'begun' }));
  assert.equal((await wishRow(id)).state, 'fallen-back', 'nothing is opened again');
  const events = await site.store.database.selectFrom('node_events').selectAll().orderBy('number').execute();
  assert.deepEqual(events.map(({ step }) => step), ['download', 'fallen-back', 'begun']);
  assert.deepEqual([events[1]?.log, events[1]?.at, events[1]?.said_at], ['alog', clock, 1_700_000_100_000]);
  await nodeRow();
  const other = await armedKey(site, 'other9');
  assert.equal((await say(plane.port, 'report', other, download)).status, 400, 'the id of another node\'s report');
  await say(plane.port, 'report', other, reportBody({ wish: id, step: 'good' }));
  assert.equal((await wishRow(id)).state, 'fallen-back', 'a node speaks for its own wishes only');
});

test('no secret that a node quotes is kept, not even a part of one where its log was cut', async () => {
  const told = { reason: `node.conf: key = ${key}`, step: 'failed' } as const;
  const quoted = `mkfs --passphrase=${'Sesame'.repeat(5)}`;
  await say(plane.port, 'report', key, reportBody({ ...told, log: `${key}${'b'.repeat(64 * 1024 - 20)}` }));
  await say(plane.port, 'report', key, reportBody({ ...told, operation: '6c7f6b36-19fb-4a4f-9a0c-0d1b7c3a5e11', log: `${quoted}\n${'b'.repeat(64 * 1024 - 20)}` }));
  const checks = [{ name: 'Probe', ok: false, reason: quoted }, { name: key, ok: false, reason: key }];
  await say(plane.port, 'check-in', key, checkInBody({ health: { word: 'unhealthy', checks, at: 1 }, last: { kind: 'upgrade', nvr: null, at: 1_700_000_200, ...told } }));
  const row = await nodeRow();
  assert.equal(row?.last_reason, 'node.conf: key = ********');
  const events = await site.store.database.selectFrom('node_events').select(['log', 'reason']).orderBy('number').execute();
  const kept = JSON.stringify([row, events]);
  assert(!kept.includes(key.slice(-12)) && !kept.includes('Sesame'), kept.slice(0, 3000));
  assert(events.every(({ log }) => log?.endsWith('bbb')));
});

test('the last end of an operation is kept with the node, and a clock that is ahead does not hide what comes after', async () => {
  await say(plane.port, 'check-in', key, checkInBody());
  await nodeRow();
  await say(plane.port, 'report', key, reportBody({ step: 'good', nvr: 'node-1.1-1', at: 1e300 }));
  assert.deepEqual([(await nodeRow())?.last_step, (await nodeRow())?.last_at], ['good', clock]);
  clock += 61_000;
  await say(plane.port, 'check-in', key, checkInBody({ last: { kind: 'rollback', step: 'rolled-back', nvr: NVR, reason: 'By hand', at: clock / 1000 } }));
  const row = await nodeRow();
  assert.deepEqual([row?.last_kind, row?.last_step, row?.last_reason, row?.last_at], ['rollback', 'rolled-back', 'By hand', clock]);
});

test('no more than 500 reports and the logs of 20 operations are kept', async () => {
  for (let round = 0; round < 520; round += 1) {
    if (round % 200 === 0) clock += 60_000;
    const operation = `6c7f6b36-19fb-4a4f-9a0c-${String(round % 40).padStart(12, '0')}`;
    assert.equal((await say(plane.port, 'report', key, reportBody({ operation, log: `log ${round}` }))).status, 200);
  }
  const events = await site.store.database.selectFrom('node_events').select(['operation', 'log']).where('host_id', '=', host.id).orderBy('number').execute();
  assert.equal(events.length, 500);
  const logs = events.flatMap(({ log }) => log ?? []);
  assert.deepEqual(logs, Array.from({ length: 20 }, (_, index) => `log ${500 + index}`));
});

test('a store that cannot be written takes no report: 503, and it is taken when it comes again', async () => {
  const broken: Breakage = { write: new SqliteError(13, 'database or disk is full') };
  const store = openBootStore(site.site.dataDirectory);
  const failing = await runPlane(site, { now: () => clock, store: breakable(store, broken) });
  const report = reportBody();
  assert.equal((await say(failing.port, 'report', key, report)).status, 503);
  assert.equal((await site.store.database.selectFrom('node_events').selectAll().execute()).length, 0);
  broken.write = undefined;
  assert.equal((await say(failing.port, 'report', key, report)).status, 200);
  assert.equal((await site.store.database.selectFrom('node_events').selectAll().execute()).length, 1);
  await failing.stop();
  store.close();
});

test('a machine that was installed anew is not told what was wanted of the system before', async () => {
  await say(plane.port, 'check-in', key, checkInBody());
  const id = await wish('C'.repeat(22), { state: 'begun' });
  site.store.pass(1000);
  clock += 1000;
  await site.disarm();
  const anew = await armedKey(site);
  assert.deepEqual(json((await say(plane.port, 'check-in', anew, checkInBody())).body), ANSWER);
  assert.deepEqual([(await wishRow(id)).state, (await wishRow(id)).reason], ['cancelled', 'The host was installed again.']);
});

test('what the system before did last is not said of the one that was installed in its place', async () => {
  await say(plane.port, 'check-in', key, checkInBody({ last: { kind: 'upgrade', step: 'fallen-back', nvr: 'node-1.1-1', reason: 'Unit failed', at: 1_700_000_000 } }));
  assert.equal((await nodeRow())?.last_step, 'fallen-back');
  site.store.pass(1000);
  clock += 1000;
  await site.disarm();
  const anew = await armedKey(site);
  await say(plane.port, 'check-in', anew, checkInBody());
  const row = await nodeRow();
  assert.deepEqual([row?.last_kind, row?.last_step, row?.last_nvr, row?.last_reason, row?.last_at], [null, null, null, null, null]);
});

test('a key is stored by its hash alone', async () => {
  const made = await site.store.write((transaction) => addKey(site.store, transaction, { hostId: host.id, origin: 'canary', actor: undefined }));
  const rows = JSON.stringify(await site.store.database.selectFrom('node_keys').selectAll().execute());
  assert(!rows.includes(made) && rows.includes(hashToken(made)));
});
