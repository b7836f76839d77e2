// SPDX-License-Identifier: GPL-2.0-or-later
// Whole answers of the API about who one is: setup, login, sessions, users and tokens.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createSetupToken } from '../auth/setup.ts';
import { openTestApi, ORIGIN, type TestApi } from './api.fixture.ts';

const password = 'seven brave otters';
const now = '2026-11-23T12:00:00.000Z';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.store.remove());

function sessionOf(cookie: string | null): string {
  const id = /^basewright_session=([A-Za-z0-9_-]{43}); Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/.exec(cookie ?? '')?.[1];
  assert(id !== undefined, String(cookie));
  return id;
}

test('setup, login and logout', async () => {
  await api.store.database.deleteFrom('users').execute();
  assert.deepEqual((await api.call('setup')).body, { needed: true });
  const token = await createSetupToken(api.store);
  const wrong = await api.call('setup', { method: 'POST', body: { token: 'x', name: 'ada', password } });
  assert.deepEqual(wrong.body, {
    type: 'urn:basewright:setup-token', title: 'The setup token is wrong or too old', status: 403, detail: 'It is valid for 24 hours. Start Basewright again: it prints a new link.', requestId: 'test-request',
  });
  const done = await api.call('setup', { method: 'POST', body: { token, name: 'ada', password } });
  assert.deepEqual([done.status, done.body], [201, { name: 'ada', role: 'admin' }]);
  const first = sessionOf(done.headers.get('set-cookie'));
  assert.deepEqual((await api.call('setup')).body, { needed: false });
  assert.equal((await api.call('setup', { method: 'POST', body: { token, name: 'eve', password } })).status, 409);

  const login = await api.call('login', { method: 'POST', headers: { origin: ORIGIN }, body: { name: 'ada', password } });
  assert.deepEqual([login.status, login.body], [204, '']);
  const second = sessionOf(login.headers.get('set-cookie'));
  assert.notEqual(second, first);
  const probe = await api.call('session', { headers: { cookie: `a=b; basewright_session=${second}` } });
  assert.deepEqual(probe.body, { name: 'ada', role: 'admin', expiresAt: '2026-11-23T12:30:00.000Z' });

  const logout = await api.call('logout', { method: 'POST', headers: { origin: ORIGIN, cookie: `basewright_session=${second}` } });
  assert.deepEqual([logout.status, logout.headers.get('set-cookie')], [204, 'basewright_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0']);
  assert.equal((await api.call('session', { headers: { cookie: `basewright_session=${second}` } })).status, 401);
  assert.equal((await api.call('session', { headers: { cookie: `basewright_session=${first}` } })).status, 200);
});

test('a session ends, and can be ended everywhere', async () => {
  assert.equal((await api.call('logout?everywhere=1', { method: 'POST', as: 'viewer' })).status, 204);
  assert.equal((await api.call('session', { as: 'viewer' })).status, 401);
  assert.equal((await api.call('session', { as: 'operator' })).status, 200);
  api.store.pass(30 * 60_000);
  for (const path of ['session', 'profiles', 'hosts']) assert.equal((await api.call(path, { as: 'operator' })).status, 401, path);
});

test('a refused login is one answer for every reason, and slows down', async () => {
  const refused = { type: 'urn:basewright:login-refused', title: 'Name or password is wrong', status: 401, detail: 'Check both, and the Caps Lock key.', requestId: 'test-request' };
  for (let count = 0; count < 5; count += 1) assert.deepEqual((await api.call('login', { method: 'POST', body: { name: 'nobody', password: 'x' } })).body, refused);
  const slowed = await api.call('login', { method: 'POST', body: { name: 'nobody', password: 'x' } });
  assert.deepEqual([slowed.status, slowed.headers.get('retry-after')], [429, '30']);
  assert.deepEqual((await api.call('login', { method: 'POST', body: { name: 'ada', password: 'x' } })).body, refused);
});

test('over HTTPS the cookie is a __Host- one, and only that one counts', async () => {
  await api.store.database.deleteFrom('users').execute();
  const headers = { 'x-forwarded-proto': 'https', origin: 'https://localhost:3000' };
  const done = await api.call('setup', { method: 'POST', headers, body: { token: await createSetupToken(api.store), name: 'ada', password } });
  const id = /^__Host-basewright_session=([A-Za-z0-9_-]{43}); Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=43200$/.exec(done.headers.get('set-cookie') ?? '')?.[1];
  assert(id !== undefined);
  assert.equal((await api.call('session', { headers: { ...headers, cookie: `__Host-basewright_session=${id}` } })).status, 200);
  assert.equal((await api.call('session', { headers: { ...headers, cookie: `basewright_session=${id}` } })).status, 401);
});

test('users and tokens', async () => {
  const created = await api.call('users/bob', { method: 'PUT', as: 'admin', body: { role: 'operator', password } });
  assert.deepEqual([created.status, created.body], [201, { name: 'bob', role: 'operator', createdAt: now, updatedAt: now }]);
  assert.equal((await api.call('users/bob', { method: 'PUT', as: 'admin', body: { role: 'viewer' } })).status, 200);
  assert.deepEqual((await api.call('users/bob', { as: 'viewer' })).body, { name: 'bob', role: 'viewer', createdAt: now, updatedAt: now });
  const users = await api.call('users', { as: 'viewer' });
  assert(!JSON.stringify(users.body).includes('argon2'));
  assert.equal((await api.call('users/bob', { method: 'DELETE', as: 'admin' })).status, 204);
  assert.equal((await api.call('users/bob', { method: 'DELETE', as: 'admin' })).status, 404);
  assert.equal((await api.call('users/ada', { method: 'DELETE', as: 'admin' })).status, 409);
  assert.equal((await api.call('users/ada', { method: 'PUT', as: 'admin', body: { role: 'viewer' } })).status, 409);
  assert.equal((await api.call('users/eve', { method: 'PUT', as: 'admin', body: { role: 'viewer', password: 'short' } })).status, 422);

  const token = await api.call('tokens', { method: 'POST', as: 'admin', body: { title: 'ci', role: 'operator', days: 30 } });
  assert.equal(token.status, 201);
  const { body } = token;
  assert(typeof body === 'object' && body !== null && 'token' in body && 'id' in body);
  const listed = { id: body.id, title: 'ci', role: 'operator', user: 'ada', createdAt: now, expiresAt: '2026-12-23T12:00:00.000Z' };
  assert.deepEqual(body, { token: body.token, ...listed });
  assert.deepEqual((await api.call('tokens', { as: 'viewer' })).body, { items: [listed] });
  const headers = { authorization: `Bearer ${String(body.token)}` };
  assert.deepEqual((await api.call('session', { headers })).body, { name: 'ada', role: 'operator', expiresAt: listed.expiresAt });
  assert.equal((await api.call(`tokens/${String(body.id)}`, { method: 'DELETE', as: 'admin' })).status, 204);
  assert.equal((await api.call('session', { headers })).status, 401);
  for (const days of [0, 366, 1.5]) assert.equal((await api.call('tokens', { method: 'POST', as: 'admin', body: { title: 'x', role: 'viewer', days } })).status, 422);
});
