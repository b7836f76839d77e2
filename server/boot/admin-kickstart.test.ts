// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of /ks/<mac> on the admin plane: the boot plane's bytes for an admin, nothing for others.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import { openTestApi, type TestApi } from '../api/api.fixture.ts';
import { startSession } from '../auth/sessions.ts';
import { armForTest } from '../installations/arm.fixture.ts';
import type { Site } from '../installations/installability.ts';
import { siteAt } from '../installations/site.fixture.ts';
import { putHost } from '../hosts/hosts.ts';
import { putProfile } from '../profiles/profiles.ts';
import type { Role } from '../store/tables.ts';
import { answerAdminKickstart } from './admin-kickstart.ts';
import { ask, BOOT_URL, runPlane } from './boot-plane.fixture.ts';

const FORCE = { kind: 'force' } as const;
const host = hostFixtures.get('host-overrides');
const profile = profileFixtures.get('ovirt-node');
assert(host !== undefined && profile !== undefined);
const MAC = host.macs[0] ?? '';
let api: TestApi;
let site: Site;
let tokens: Readonly<Record<Role, string>>;

before(async () => {
  api = await openTestApi();
  site = siteAt(BOOT_URL, api.store.directory);
  // The boot plane beside it has the real clock.
  api.store.pass(Date.now() - api.store.now());
  tokens = { viewer: await api.token('viewer'), operator: await api.token('operator'), admin: await api.token('admin') };
  await putProfile(api.store, profile.id, profile, FORCE);
  await putHost(api.store, host.id, host, FORCE);
});
after(() => api.store.remove());

function show(mac: string, role?: Role): Promise<Response> {
  const headers = role === undefined ? {} : { authorization: `Bearer ${tokens[role]}` };
  return answerAdminKickstart(new Request(`http://localhost:3000/ks/${mac}?x`, { headers }), () => Promise.resolve(api.store), () => BOOT_URL);
}

test('the session of a browser counts as well', async () => {
  const sessionId = await startSession(api.store.database, 'ada', api.store.now());
  const request = new Request(`http://localhost:3000/ks/${MAC}`, { headers: { cookie: `basewright_session=${sessionId}` } });
  assert.equal((await answerAdminKickstart(request, () => Promise.resolve(api.store), () => BOOT_URL)).status, 200);
});

test('an admin sees it whatever the gate says, and the gate in a header', async () => {
  const closed = await show(MAC, 'admin');
  assert.deepEqual([closed.status, closed.headers.get('x-basewright-gate')], [200, 'closed: not armed']);
  await armForTest(api.store, host.id, 10);
  const open = await show(MAC.toUpperCase().replaceAll(':', '-'), 'admin');
  assert.deepEqual([open.status, open.headers.get('x-basewright-gate')], [200, `open until ${new Date(api.store.now() + 600_000).toISOString()}`]);
});

test('an ended arming is called expired', async () => {
  await armForTest(api.store, host.id, 10);
  api.store.pass(600_000);
  const expired = await show(encodeURIComponent(MAC), 'admin');
  assert.deepEqual([expired.status, expired.headers.get('x-basewright-gate')], [200, 'closed: expired']);
});

test('the bytes and headers are those of the boot plane', async () => {
  await armForTest(api.store, host.id, 30);
  const response = await show(MAC, 'admin');
  const headers = ['content-type', 'cache-control', 'x-content-type-options', 'referrer-policy', 'content-length'].map((name) => `${name}: ${response.headers.get(name)}`);
  const plane = await runPlane({ site });
  const [head = '', body] = (await ask(plane.port, `/ks/${MAC}`)).split('\r\n\r\n');
  await plane.stop();
  assert.equal(await response.text(), body);
  for (const header of headers) assert.ok(head.toLowerCase().includes(`\r\n${header}\r\n`), header);
});

test('others see nothing, not even whether the host exists', async () => {
  for (const mac of [MAC, '52:54:00:00:00:01', 'junk']) {
    assert.equal((await show(mac)).status, 401);
    for (const role of ['viewer', 'operator'] as const) assert.equal((await show(mac, role)).status, 403);
  }
});

test('an unknown or impossible MAC is a 404 problem', async () => {
  for (const mac of ['52:54:00:00:00:01', 'junk', '%zz', '']) {
    const response = await show(mac, 'admin');
    assert.equal(response.status, 404, mac);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    assert.equal(response.headers.get('cache-control'), 'no-store');
  }
});

test('a store that cannot be opened is a 503 problem', async () => {
  const response = await answerAdminKickstart(new Request(`http://localhost:3000/ks/${MAC}`), () => Promise.reject(Object.assign(new Error('disk I/O error'), { errcode: 10 })), () => BOOT_URL);
  assert.equal(response.status, 503);
});
