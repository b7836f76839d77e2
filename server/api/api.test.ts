// SPDX-License-Identifier: GPL-2.0-or-later
// Whole answers of the API about profiles, hosts and tools, and what it says when the store fails.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { z } from 'zod';
import { MASK } from '#kickstart/profile/names.ts';
import { siteAt } from '../installations/site.fixture.ts';
import { openTestApi, ORIGIN, profileDocument, type TestApi } from './api.fixture.ts';
import { answerRequest } from './handle.ts';

const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';
const now = '2026-11-23T12:00:00.000Z';
const Page = z.object({ items: z.array(z.object({ id: z.string() })), next: z.string().nullable(), total: z.number() });

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.store.remove());

async function putProfile(id: string, more: object = {}): Promise<string> {
  const reply = await api.call(`profiles/${id}`, { method: 'PUT', as: 'admin', body: profileDocument(id, more) });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.headers.get('etag') ?? '';
}

async function putHost(id: string, mac: string, more: object = {}): Promise<string> {
  const reply = await api.call(`hosts/${id}`, { method: 'PUT', as: 'admin', body: { hostname: id, macs: [mac], profile: 'node', ...more } });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.headers.get('etag') ?? '';
}

test('a profile through its life', async () => {
  const created = await api.call('profiles/node', { method: 'PUT', as: 'admin', body: profileDocument('node') });
  assert.deepEqual([created.status, created.headers.get('location')], [201, '/api/v1/profiles/node']);
  const etag = created.headers.get('etag') ?? '';
  const read = await api.call('profiles/node', { as: 'viewer' });
  assert.deepEqual([read.status, read.headers.get('etag'), read.headers.get('last-modified')], [200, etag, 'Mon, 23 Nov 2026 12:00:00 GMT']);
  assert.deepEqual(read.body, created.body);

  const missing = await api.call('profiles/node', { method: 'PUT', as: 'admin', body: profileDocument('node') });
  assert.deepEqual(missing.body, {
    type: 'urn:basewright:precondition-required', title: 'If-Match is missing', status: 428, requestId: 'test-request',
    detail: 'Read the document, and send the ETag of that answer as If-Match: so nobody overwrites what somebody else wrote in between.',
  });
  const changed = await api.call('profiles/node', { method: 'PUT', as: 'admin', headers: { 'if-match': etag }, body: profileDocument('node', { title: 'Renamed' }) });
  assert.equal(changed.status, 200);
  const stale = await api.call('profiles/node', { method: 'PUT', as: 'admin', headers: { 'if-match': etag }, body: profileDocument('node') });
  assert.deepEqual([stale.status, stale.headers.get('etag')], [412, changed.headers.get('etag')]);
  assert.deepEqual(stale.body, {
    type: 'urn:basewright:stale', title: 'The document is not the one you read', status: 412, requestId: 'test-request', current: changed.body,
    detail: 'Somebody else changed it after you read it. Compare your changes with the current document, and send them with its ETag.',
  });
  const twice = await api.call('profiles/node', { method: 'PUT', as: 'admin', headers: { 'if-none-match': '*' }, body: profileDocument('node') });
  assert.equal(twice.status, 412);

  const list = await api.call('profiles?limit=1&search=renamed&target=', { as: 'viewer' });
  assert.deepEqual(list.body, {
    items: [{ id: 'node', title: 'Renamed', description: null, armable: true, target: 'centos9', hosts: 0, etag: changed.headers.get('etag'), updatedAt: now }], next: null, total: 1,
  });
  const weak = await api.call('profiles/node', { method: 'DELETE', as: 'admin', headers: { 'if-match': `W/${changed.headers.get('etag')}` } });
  assert.equal(weak.status, 412);
  const deleted = await api.call('profiles/node', { method: 'DELETE', as: 'admin', headers: { 'if-match': changed.headers.get('etag') ?? '' } });
  assert.deepEqual([deleted.status, deleted.body], [204, '']);
  assert.deepEqual((await api.call('profiles/node', { as: 'viewer' })).body, {
    type: 'urn:basewright:not-found', title: 'There is no profile "node"', status: 404, detail: 'It may have been deleted or renamed. Look for it in the list.', requestId: 'test-request',
  });
});

test('a profile in use stays, and says who uses it', async () => {
  const etag = await putProfile('node');
  await putHost('a', '52:54:00:00:00:01');
  const reply = await api.call('profiles/node', { method: 'DELETE', as: 'admin', headers: { 'if-match': etag } });
  assert.deepEqual(reply.body, {
    type: 'urn:basewright:in-use', title: 'Hosts use this profile', status: 409, hosts: ['a'], count: 1, requestId: 'test-request',
    detail: '1 host uses it (a). Give them another profile, or delete them first.',
  });
});

test('a refused document names every field', async () => {
  const reply = await api.call('profiles/node', { method: 'PUT', as: 'admin', body: profileDocument('node', { target: 'rhel5', colour: 'red' }) });
  assert.equal(reply.status, 422);
  assert.match(JSON.stringify(reply.body), /"path":"target","message":"Choose one of the listed distributions\."/);
  assert.match(JSON.stringify(reply.body), /colour/);
});

test('secrets are masked for everybody and in every answer, and revealed to admins only', async () => {
  const secrets = { users: { root: { password: 'hashed', hash: HASH } }, storage: { disk: { by: 'device', device: 'vda' }, luks: { passphrase: 'CANARY horse' } } };
  const etag = await putProfile('node', secrets);
  await putHost('a', '52:54:00:00:00:01', { overrides: { kernelArguments: ['console=ttyS0'] } });
  const answers = [
    await api.call('profiles/node', { as: 'admin' }),
    await api.call('profiles', { as: 'admin' }),
    await api.call('profiles/node', { method: 'PUT', as: 'admin', body: profileDocument('node') }),
    await api.call('profiles/node', { method: 'PUT', as: 'admin', headers: { 'if-match': '"0"' }, body: profileDocument('node') }),
    await api.call('profiles/node', { method: 'PUT', as: 'admin', headers: { 'if-match': etag }, body: profileDocument('node', secrets) }),
    await api.call('profiles/node/clone', { method: 'POST', as: 'admin', body: { id: 'copy', title: 'Copy' } }),
    await api.call('profiles/node/kickstart', { as: 'admin' }),
    await api.call('profiles/node/kickstart?host=a', { as: 'viewer' }),
    await api.call('profiles/node/kickstart?reveal=1', { as: 'operator' }),
  ];
  assert.deepEqual(answers.map((answer) => answer.status), [200, 200, 428, 412, 200, 201, 200, 200, 403]);
  for (const answer of answers) assert(!/CANARY|QZBK/.test(JSON.stringify(answer.body)), JSON.stringify(answer.body));
  assert(JSON.stringify(answers[6]?.body).includes(MASK));
  assert.match(JSON.stringify(answers[7]?.body), /console=ttyS0/);
  const revealed = await api.call('profiles/copy/kickstart?reveal=1', { as: 'admin' });
  assert.equal(revealed.headers.get('content-type'), 'text/plain; charset=utf-8');
  assert(String(revealed.body).includes('CANARY horse') && String(revealed.body).includes(HASH));
});

test('the kickstart of a host asks for its own profile', async () => {
  await putProfile('node');
  await putProfile('other');
  await putHost('a', '52:54:00:00:00:01');
  const reply = await api.call('profiles/other/kickstart?host=a', { as: 'viewer' });
  assert.deepEqual(reply.body, {
    type: 'urn:basewright:invalid', title: 'The request holds values that cannot be taken', status: 422, detail: 'host: The host a has the profile "node", not "other".',
    errors: [{ path: 'host', message: 'The host a has the profile "node", not "other".' }], requestId: 'test-request',
  });
  for (const path of ['profiles/no/kickstart', 'profiles/node/kickstart?host=no']) assert.equal((await api.call(path, { as: 'viewer' })).status, 404, path);
});

test('a host through its life', async () => {
  await putProfile('node');
  const created = await api.call('hosts/a', { method: 'PUT', as: 'admin', body: { hostname: 'A', macs: ['5254.0000.0001'], profile: 'node' } });
  assert.deepEqual([created.status, created.body], [201, { id: 'a', hostname: 'A', macs: ['52:54:00:00:00:01'], profile: 'node', overrides: {} }]);
  const etag = created.headers.get('etag') ?? '';
  const armed = await api.call('hosts/a/arm', { method: 'POST', as: 'operator', body: { minutes: 5 } });
  const until = ({ body }: { body: unknown }) => z.strictObject({ armedUntil: z.string(), warnings: z.array(z.string()).min(1) }).parse(body).armedUntil;
  assert.deepEqual([armed.status, until(armed)], [200, '2026-11-23T12:05:00.000Z']);
  const again = await api.call('hosts/a/arm', { method: 'POST', as: 'operator' });
  assert.equal(until(again), '2026-11-23T13:00:00.000Z');
  const item = { id: 'a', hostname: 'A', macs: ['52:54:00:00:00:01'], profile: 'node', state: 'armed', armedUntil: '2026-11-23T13:00:00.000Z', stage: 'armed', stageAt: now, isStuck: false, isIntruded: false, imageBytes: 0, imageSize: null, etag, updatedAt: now };
  assert.deepEqual((await api.call('hosts?state=armed', { as: 'viewer' })).body, { items: [item], next: null, total: 1 });
  assert.deepEqual((await api.call('hosts/a/disarm', { method: 'POST', as: 'operator' })).body, { armedUntil: null });
  assert.deepEqual((await api.call('hosts', { as: 'viewer' })).body, { items: [{ ...item, state: 'disarmed' }], next: null, total: 1 });
  const taken = await api.call('hosts/b', { method: 'PUT', as: 'admin', body: { hostname: 'b', macs: ['52:54:00:00:00:01'], profile: 'node' } });
  const message = '52:54:00:00:00:01 belongs to the host a. A MAC address can belong to one host only: remove it there first, or check this one.';
  assert.deepEqual(taken.body, { type: 'urn:basewright:mac-in-use', title: 'Another host has this MAC address', status: 409, detail: message, errors: [{ path: 'macs.0', message }], requestId: 'test-request' });
  assert.equal((await api.call('hosts/a', { method: 'DELETE', as: 'admin', headers: { 'if-match': etag } })).status, 204);
  assert.equal((await api.call('hosts/a/arm', { method: 'POST', as: 'operator' })).status, 404);
});

test('a host that may not be installed is not armed, and the reasons are told', async () => {
  await putProfile('node', { image: { url: 'http://192.0.2.1/node.squashfs' } });
  await putHost('a', '52:54:00:00:00:01');
  const reply = await api.call('hosts/a/arm', { method: 'POST', as: 'admin', body: {} });
  assert.equal(reply.status, 409);
  assert.match(JSON.stringify(reply.body), /"reasons":\[\{"field":"image\.checksum","message":"The image has no checksum/);
  for (const body of [{ minutes: 0 }, { minutes: 1441 }, { minutes: 1.5 }, { hours: 1 }]) assert.equal((await api.call('hosts/a/arm', { method: 'POST', as: 'admin', body })).status, 422);
});

test('pages of hosts join without gap or double', async () => {
  await putProfile('node');
  const csv = `hostname,mac,profile\n${Array.from({ length: 25 }, (_, number) => `h${number},52:54:00:00:01:${(16 + number).toString(16)},node`).join('\n')}`;
  assert.equal((await api.call('hosts/import', { method: 'POST', as: 'admin', body: csv })).status, 200);
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = Page.parse((await api.call(`hosts?limit=10&cursor=${cursor}`, { as: 'viewer' })).body);
    assert.equal(page.total, 25);
    seen.push(...page.items.map((item) => item.id));
    cursor = page.next;
  }
  assert.deepEqual(seen, Array.from({ length: 25 }, (_, number) => `h${number}`).sort());
});

test('import answers row by row, and writes all or nothing', async () => {
  await putProfile('node');
  const csv = 'mac,hostname,profile\n52:54:00:00:00:01,a,node\nx,b,node\n';
  const rows = [
    { row: 2, outcome: 'create', id: 'a', errors: [] },
    { row: 3, outcome: 'refused', id: 'b', errors: [{ path: 'macs.0', message: 'This is not a MAC address. Write six pairs of hexadecimal digits, for example 52:54:00:ab:cd:ef.' }] },
  ];
  const dry = await api.call('hosts/import?dryRun=1', { method: 'POST', as: 'admin', body: csv });
  assert.deepEqual([dry.status, dry.body], [200, { rows, created: 1, updated: 0, refused: 1 }]);
  const refused = await api.call('hosts/import', { method: 'POST', as: 'admin', body: csv });
  assert.deepEqual(refused.body, {
    type: 'urn:basewright:import-refused', title: 'Some rows cannot be taken', status: 422, rows, created: 1, updated: 0, refused: 1, requestId: 'test-request',
    detail: '1 of 2 rows are refused, so nothing was written. Mend them, and send the whole table again.',
  });
  assert.equal((await api.call('hosts/a', { as: 'viewer' })).status, 404);
  assert.equal((await api.call('hosts/import', { method: 'POST', as: 'admin', body: 'colour\n' })).status, 422);
  assert.equal((await api.call('hosts/import', { method: 'POST', as: 'admin', body: { not: 'csv' } })).status, 415);
});

test('bodies that cannot be read are told apart', async () => {
  const put = async (body: BodyInit, headers: Record<string, string>) => {
    const request = new Request(`${ORIGIN}/api/v1/profiles/node`, { method: 'PUT', body, headers: { host: 'localhost:3000', origin: ORIGIN, cookie: `basewright_session=${api.sessions.admin}`, ...headers } });
    return (await answerRequest(request, () => Promise.resolve(api.store), { validate: () => Promise.resolve(api.verdict), site: () => siteAt('http://192.0.2.1:8080', '/nonexistent') })).status;
  };
  const type = { 'content-type': 'application/json; charset=utf-8' };
  assert.equal(await put('{', type), 400);
  assert.equal(await put(Buffer.from([0x22, 0xff, 0x22]), type), 400);
  assert.equal(await put('{}', { 'content-type': 'text/plain' }), 415);
  assert.equal(await put('x'.repeat(5 * 1024 * 1024 + 1), type), 413);
  assert.equal(await put('[]', type), 422);
  assert.equal(await put(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, type), 422);
});

test('unknown query values are refused, not passed over', async () => {
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=%20', 'state=on', 'page=2']) assert.equal((await api.call(`hosts?${query}`, { as: 'viewer' })).status, 422, query);
});

test('a password for a node is hashed and never kept', async () => {
  const reply = await api.call('password-hash', { method: 'POST', as: 'admin', body: { password: 'CANARY-node-password' } });
  assert.equal(reply.status, 200);
  assert.match(JSON.stringify(reply.body), /^\{"hash":"\$6\$rounds=100000\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}"\}$/);
  assert.equal((await api.call('password-hash', { method: 'POST', as: 'admin', body: { password: 'a\nb' } })).status, 422);
});

test('no password in clear is in any file of the data directory', async () => {
  const canary = 'CANARY-admin-password';
  await api.call('users/bob', { method: 'PUT', as: 'admin', body: { role: 'viewer', password: canary } });
  await api.call('login', { method: 'POST', body: { name: 'bob', password: canary } });
  await api.call('login', { method: 'POST', body: { name: canary, password: canary } });
  await api.call('password-hash', { method: 'POST', as: 'admin', body: { password: canary } });
  await putProfile('node', { storage: { disk: { by: 'device', device: 'vda' }, luks: { passphrase: canary } } });
  for (const file of readdirSync(api.store.directory)) assert.equal(readFileSync(join(api.store.directory, file)).includes('CANARY'), false, file);
});

test('pykickstart\'s verdict is passed on, and its absence explained', async () => {
  const body = { kickstart: 'text\n', target: 'rhel9' };
  api.verdict = { available: true, ok: false, parser: 'pykickstart 3.74 RHEL9', results: [{ line: 1, level: 'error', message: 'Unknown command: text' }] };
  assert.deepEqual((await api.call('validate', { method: 'POST', as: 'viewer', body })).body, { ok: false, parser: 'pykickstart 3.74 RHEL9', results: [{ line: 1, level: 'error', message: 'Unknown command: text' }] });
  api.verdict = { available: false, reason: 'Python 3 is not installed.', fix: 'Install it.' };
  assert.deepEqual((await api.call('validate', { method: 'POST', as: 'viewer', body })).body, {
    type: 'urn:basewright:validator-unavailable', title: 'pykickstart cannot be asked', status: 503, detail: 'Python 3 is not installed. Install it.', fix: 'Install it.', requestId: 'test-request',
  });
  assert.equal((await api.call('validate', { method: 'POST', as: 'viewer', body: { kickstart: '', target: 'rhel5' } })).status, 422);
});

test('a store that fails is told without its inside, and logged with the request id', async (context) => {
  const log = context.mock.method(console, 'error', () => {});
  const failures: [error: Error, status: number][] = [
    [Object.assign(new Error('database is locked'), { errcode: 5 }), 503], [Object.assign(new Error('full'), { errcode: 13 }), 507],
    [Object.assign(new Error('/secret/path is malformed'), { errcode: 11 }), 503], [new Error('/secret/path'), 500],
  ];
  for (const [error, status] of failures) {
    const response = await answerRequest(new Request(`${ORIGIN}/api/v1/profiles?search=CANARY`), () => Promise.reject(error), { validate: () => Promise.resolve(api.verdict), site: () => siteAt('http://192.0.2.1:8080', '/nonexistent') });
    assert.equal(response.status, status);
    assert(!(await response.text()).includes('secret'));
    assert.equal(response.headers.has('retry-after'), status === 503);
    const line = String(log.mock.calls.at(-1)?.arguments[0]);
    assert(line.includes(response.headers.get('x-request-id') ?? '-') && line.includes(error.message) && !line.includes('CANARY'));
  }
});
