// SPDX-License-Identifier: GPL-2.0-or-later
// Every route of the table, called by nobody, by an ended session, by each role, by tokens and from a forged origin.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { includesRole, roles } from '../auth/roles.ts';
import { openTestApi, type TestApi } from './api.fixture.ts';
import { routes } from './routes.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.store.remove());

/** The open routes are few, and named here once more: opening another one must be meant. */
test('open is what must be open', () => {
  const open = routes.filter((route) => route.role === 'open').map((route) => `${route.method} ${route.path}`);
  assert.deepEqual(open, ['GET setup', 'POST setup', 'POST login', 'GET session']);
});

test('what changes something is for operators and admins', () => {
  const harmless = ['POST setup', 'POST login', 'POST logout', 'POST validate', 'POST hosts/installability', 'POST channels/{id}/preview', 'POST rollouts/preview'];
  const forOperators = /^hosts\/(\{id\}\/(arm|disarm|approve|refuse|power)|arm)$|^discoveries\/\{mac\}(\/ignore)?$|^jobs\/\{id\}\/(cancel|again)$|^images\/(rehash|\{sha256\}\/(test|rehash))$|^rollouts(\/\{id\}\/(pause|resume|stop|rollback))?$|^fleet\/(upgrade|rollback)$|^hosts\/\{id\}\/node\/(upgrade|rollback|wish|pin)$/;
  const writes = routes.filter((route) => !['GET', 'HEAD'].includes(route.method) && !harmless.includes(`${route.method} ${route.path}`));
  for (const route of writes) assert.equal(route.role, forOperators.test(route.path) ? 'operator' : 'admin', `${route.method} ${route.path}`);
});

test('no two rows are the same route', () => {
  const keys = routes.map((route) => `${route.method} ${route.path.replace(/\{\w+\}/g, '{}')}`);
  assert.equal(new Set(keys).size, keys.length);
});

function kindOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
}

const ended = 'A'.repeat(43);

for (const { method, path, role } of routes) {
  const address = path.replace(/\{\w+\}/g, 'missing');
  const name = `${method} ${path}`;

  if (role !== 'open') {
    test(`${name}: nobody, an ended session and a wrong token are asked to log in`, async () => {
      const origin = 'http://localhost:3000';
      for (const headers of [{ origin }, { origin, cookie: `basewright_session=${ended}` }, { origin, 'x-middleware-subrequest': 'middleware:middleware' }, { authorization: `Bearer bw_${ended}` }, { authorization: 'Basic YTpi' }]) {
        const reply = await api.call(address, { method, headers });
        assert.deepEqual([reply.status, kindOf(reply.body)], [401, method === 'HEAD' ? undefined : 'urn:basewright:login-needed'], JSON.stringify(headers));
        assert.equal(reply.headers.get('www-authenticate'), 'Bearer realm="basewright"');
      }
    });

    test(`${name}: a wrong token is not rescued by a cookie`, async () => {
      assert.equal((await api.call(address, { method, as: 'admin', headers: { authorization: `Bearer bw_${ended}` } })).status, 401);
    });

    for (const actor of roles.filter((candidate) => !includesRole(candidate, role))) {
      test(`${name}: refused to ${actor}, by session and by token`, async () => {
        const expected = {
          type: 'urn:basewright:forbidden', title: `This needs the role ${role}`, status: 403, detail: `You have the role ${actor}. An administrator can change it.`, requestId: 'test-request',
        };
        for (const call of [{ as: actor }, { headers: { authorization: `Bearer ${await api.token(actor)}` } }]) {
          const reply = await api.call(address, { method, ...call });
          assert.deepEqual([reply.status, reply.body], [403, method === 'HEAD' ? '' : expected]);
        }
      });
    }

    for (const actor of roles.filter((candidate) => includesRole(candidate, role))) {
      test(`${name}: admitted for ${actor}, by token`, async () => {
        const reply = await api.call(address, { method, headers: { authorization: `Bearer ${await api.token(actor)}` } });
        assert(![401, 403, 405].includes(reply.status) && reply.status < 500, `${reply.status} ${JSON.stringify(reply.body)}`);
      });
    }
  }

  if (method !== 'GET' && method !== 'HEAD') {
    test(`${name}: refused from a forged origin, whoever is logged in`, async () => {
      const forged = ['http://evil.example', 'http://localhost:3000.evil.example', 'https://localhost:3000', 'http://localhost', 'null', 'nonsense'].map((origin) => ({ origin }));
      const sites = ['cross-site', 'same-site'].map((site) => ({ 'sec-fetch-site': site }));
      for (const headers of [...forged, ...sites]) {
        const reply = await api.call(address, { method, as: 'admin', headers });
        assert.deepEqual([reply.status, kindOf(reply.body)], [403, 'urn:basewright:origin'], JSON.stringify(headers));
      }
    });

    if (role !== 'open') {
      test(`${name}: a cookie without any origin is refused`, async () => {
        const reply = await api.call(address, { method, headers: { cookie: `basewright_session=${api.sessions.admin}` } });
        assert.deepEqual([reply.status, kindOf(reply.body)], [403, 'urn:basewright:origin']);
      });
    }
  }
}

test('what is not in the table is not there', async () => {
  for (const path of ['', 'nothing', 'profiles/', 'profiles/a/b', 'profiles/%', 'profiles/%ff', '../setup', 'setup/', 'Setup', 'hosts//arm'])
    assert.equal((await api.call(path, { as: 'admin' })).status, 404, path);
});

test('a method that a path does not have is told with those it has', async () => {
  const reply = await api.call('profiles/a', { method: 'POST', as: 'admin' });
  assert.equal(reply.status, 405);
  assert.equal(reply.headers.get('allow'), 'GET, PUT, DELETE');
});

test('HEAD answers like GET, without a body', async () => {
  const reply = await api.call('profiles', { method: 'HEAD', as: 'viewer' });
  assert.deepEqual([reply.status, reply.body], [200, '']);
});

test('no answer may be stored, and every one has its id', async () => {
  for (const path of ['setup', 'nothing', 'profiles']) {
    const { headers } = await api.call(path);
    assert.deepEqual([headers.get('cache-control'), headers.get('x-content-type-options'), headers.get('x-request-id')], ['no-store', 'nosniff', 'test-request'], path);
  }
});
