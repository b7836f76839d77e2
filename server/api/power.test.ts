// SPDX-License-Identifier: GPL-2.0-or-later
// hosts/{id}/controller and hosts/{id}/power: who may what, what is shown of a password, and what a real Redfish service makes of it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { type Emulator, LOGIN, startEmulator } from '../power/emulator.fixture.ts';
import { addHost, addInstallation, eventsOf } from '../power/host.fixture.ts';
import { openTestApi, type TestApi } from './api.fixture.ts';

let api: TestApi;
let emulator: Emulator;
before(async () => {
  process.env['BASEWRIGHT_FETCH_ALLOW'] = '127.0.0.1';
  api = await openTestApi();
  await addHost(api.store.database);
  emulator = await startEmulator({ isTls: true });
});
after(async () => {
  delete process.env['BASEWRIGHT_FETCH_ALLOW'];
  await emulator.stop();
  await api.store.remove();
});

const CONTROLLER = 'hosts/node1/controller';
const POWER = 'hosts/node1/power';
const document = (more: object = {}) => ({ url: emulator.url, ...LOGIN, ...more });
const shown = (more: object = {}) => ({ controller: { url: emulator.url, username: LOGIN.username, password: '********', bootMethod: 'pxe', ...more } });
const put = (body: object) => api.call(CONTROLLER, { method: 'PUT', as: 'admin', body });
const post = (body: object) => api.call(POWER, { method: 'POST', as: 'operator', body });
const Problem = z.looseObject({ type: z.string(), detail: z.string() });

test('a host without a controller says so', async () => {
  assert.deepEqual((await api.call(CONTROLLER, { as: 'viewer' })).body, { controller: null });
  for (const reply of [await api.call(POWER, { as: 'operator' }), await post({ action: 'on' })]) assert.deepEqual([reply.status, Problem.parse(reply.body).type], [409, 'urn:basewright:no-controller']);
});

test('a host that is not there is a 404 everywhere', async () => {
  const calls = [api.call('hosts/other/controller', { as: 'viewer' }), api.call('hosts/other/controller', { method: 'PUT', as: 'admin', body: document() }), api.call('hosts/other/controller', { method: 'DELETE', as: 'admin' }), api.call('hosts/other/power', { as: 'operator' }), api.call('hosts/other/power', { method: 'POST', as: 'operator', body: { action: 'on' } })];
  for (const reply of await Promise.all(calls)) assert.equal(reply.status, 404);
});

test('viewers see the controller and ask nothing; operators switch and change nothing', async () => {
  await put(document());
  assert.equal((await api.call(CONTROLLER, { as: 'viewer' })).status, 200);
  for (const [path, method, as] of [[POWER, 'GET', 'viewer'], [POWER, 'POST', 'viewer'], [CONTROLLER, 'PUT', 'operator'], [CONTROLLER, 'DELETE', 'operator']] as const) assert.equal((await api.call(path, { method, as, ...(method === 'GET' ? {} : { body: {} }) })).status, 403, `${method} ${path}`);
});

test('the password is masked for everybody, kept when the mask comes back, and never follows a changed address or user', async () => {
  assert.deepEqual((await put(document())).body, shown());
  for (const as of ['viewer', 'operator', 'admin'] as const) assert.deepEqual((await api.call(CONTROLLER, { as })).body, shown());
  assert.equal((await put(document({ password: '********', fingerprint: emulator.fingerprint }))).status, 200);
  assert.equal((await api.call(POWER, { as: 'operator' })).status, 200);
  for (const more of [{ url: 'https://192.0.2.66' }, { username: 'other' }, { url: emulator.url.replace('https', 'http') }]) {
    const reply = await put(document({ password: '********', ...more }));
    assert.deepEqual([reply.status, Problem.parse(reply.body).detail.includes('The stored password is for operator at https:')], [422, true]);
  }
  const fresh = await api.call(CONTROLLER, { method: 'DELETE', as: 'admin' });
  assert.equal(fresh.status, 204);
  assert.equal((await put(document({ password: '********' }))).status, 422);
});

test('mistakes are named by field', async () => {
  const reply = await put({ url: 'bmc1', username: '', password: 'x', fingerprint: 'ab', bootMethod: 'cd' });
  assert.equal(reply.status, 422);
  assert.deepEqual(z.looseObject({ errors: z.array(z.looseObject({ path: z.string() })) }).parse(reply.body).errors.map(({ path }) => path).sort(), ['bootMethod', 'fingerprint', 'url', 'username']);
});

test('the password is in no file of the database, and in no answer', async () => {
  const canary = 'CANARY-bmc-password';
  await put(document({ password: canary, fingerprint: emulator.fingerprint }));
  const replies = [await put(document({ password: canary, url: 'http://127.0.0.1:1' })), await post({ action: 'on' }), await api.call(POWER, { as: 'operator' }), await api.call(CONTROLLER, { as: 'admin' })];
  for (const reply of replies) assert(!JSON.stringify(reply.body).includes('CANARY'), JSON.stringify(reply.body));
  for (const name of readdirSync(api.store.directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())) assert(!readFileSync(join(name.parentPath, name.name)).includes(canary), name.name);
});

test('an unknown certificate is answered with its fingerprint, for an admin to trust', async () => {
  await put(document());
  const reply = await api.call(POWER, { as: 'operator' });
  assert.equal(reply.status, 409);
  const problem = Problem.extend({ certificate: z.object({ fingerprint: z.string(), subject: z.string(), validTo: z.string() }), steps: z.array(z.string()) }).parse(reply.body);
  assert.deepEqual([problem.type, problem.certificate.fingerprint, problem.certificate.subject], ['urn:basewright:controller-certificate', emulator.fingerprint, 'O=Test, CN=bmc.test']);
  assert.equal((await put(document({ fingerprint: problem.certificate.fingerprint }))).status, 200);
  assert.deepEqual(z.looseObject({ power: z.string() }).parse((await api.call(POWER, { as: 'operator' })).body).power, 'off');
});

test('boot from the network, step by step; while installing only by force, and told in the timeline', async () => {
  await put(document({ fingerprint: emulator.fingerprint }));
  assert.deepEqual((await post({ action: 'boot-network' })).body, { steps: ['The next boot, and only that one, is from the network (PXE).', 'The machine was told to switch on (On).'] });
  await addInstallation(api.store.database, 'first', 'installing');
  const reply = await post({ action: 'off' });
  assert.deepEqual([reply.status, Problem.parse(reply.body).type], [409, 'urn:basewright:installing']);
  assert.equal((await post({ action: 'off', force: true })).status, 200);
  assert.deepEqual(await eventsOf(api.store.database, 'first'), [{ kind: 'power', actor: 'olga', detail: { action: 'off' } }]);
  assert.equal((await post({ action: 'explode' })).status, 422);
});

test('a controller that cannot be reached is a 502 that says why', async () => {
  await put(document({ url: 'http://127.0.0.1:1' }));
  const reply = await api.call(POWER, { as: 'operator' });
  assert.deepEqual([reply.status, Problem.parse(reply.body).detail], [502, '127.0.0.1:1 could not be reached: nothing listens there. Check the address, and that this server may reach the management network.']);
});

test('an address that may not be asked is never asked', async () => {
  for (const url of ['http://169.254.169.254', 'http://[::1]:3000', 'http://127.0.0.2']) {
    await put(document({ url }));
    const reply = await api.call(POWER, { as: 'operator' });
    assert.deepEqual([reply.status, Problem.parse(reply.body).type], [409, 'urn:basewright:controller-address']);
  }
});
