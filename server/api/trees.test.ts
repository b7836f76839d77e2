// SPDX-License-Identifier: GPL-2.0-or-later
// trees over the API: roles, ETags, problems at their fields.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { makeTree } from '../trees/tree.fixture.ts';
import { BOOT_URL, openTestApi } from './api.fixture.ts';

const api = await openTestApi();
after(() => api.store.remove());

const root = makeTree();
const body = { source: { kind: 'directory', path: root } };
const text = (value: unknown): string => JSON.stringify(value);

test('only an admin registers a tree; everybody sees it, with the addresses that machines get', async () => {
  assert.deepEqual((await api.call('trees', { as: 'viewer' })).body, { items: [] });
  for (const role of ['viewer', 'operator'] as const) assert.equal((await api.call('trees/centos9', { method: 'PUT', as: role, body })).status, 403);
  const made = await api.call('trees/centos9', { method: 'PUT', as: 'admin', body });
  assert.equal(made.status, 201, text(made.body));
  assert.equal(made.headers.get('location'), '/api/v1/trees/centos9');
  const { body: list } = await api.call('trees', { as: 'viewer' });
  assert.match(text(list), new RegExp(`"urls":\\{"kernel":"${BOOT_URL}/trees/centos9/images/pxeboot/vmlinuz","initrd":"${BOOT_URL}/trees/centos9/images/pxeboot/initrd.img","stage2":"${BOOT_URL}/trees/centos9"\\}`));
  const one = await api.call('trees/centos9', { as: 'viewer' });
  assert.deepEqual([one.status, one.headers.get('etag'), one.body], [200, made.headers.get('etag'), made.body]);
});

test('a change names what it replaces, and a document may come back as it went', async () => {
  assert.equal((await api.call('trees/centos9', { method: 'PUT', as: 'admin', body })).status, 428);
  const one = await api.call('trees/centos9', { as: 'admin' });
  const etag = one.headers.get('etag') ?? '';
  assert.equal((await api.call('trees/centos9', { method: 'PUT', as: 'admin', body: { ...Object(one.body) }, headers: { 'if-match': etag } })).status, 200);
  const stale = await api.call('trees/centos9', { method: 'DELETE', as: 'admin', headers: { 'if-match': etag } });
  assert.equal(stale.status, 412);
  assert.match(text(stale.body), /"current":\{"target":"centos9"/);
});

test('problems come at their field, or say that there is no such thing', async () => {
  const wrong = await api.call('trees/rhel9', { method: 'PUT', as: 'admin', body });
  assert.equal(wrong.status, 422);
  assert.match(text(wrong.body), /"path":"source.path","message":"This is the installer of CentOS Stream 9, and the target is Red Hat Enterprise Linux 9/);
  assert.equal((await api.call('trees/solaris', { method: 'PUT', as: 'admin', body })).status, 404);
  assert.equal((await api.call('trees/rhel9', { as: 'viewer' })).status, 404);
  // The address of this server itself, by the rules that hold in production.
  const own = await api.call('trees/rhel9', { method: 'PUT', as: 'admin', body: { source: { kind: 'mirror', url: 'http://127.0.0.1:1/os' } } });
  assert.match(text(own.body), /"path":"source.url","message":"The address 127\.0\.0\.1 is this server itself/);
});

test('removed, and its files stay where they were', async () => {
  const one = await api.call('trees/centos9', { as: 'admin' });
  assert.equal((await api.call('trees/centos9', { method: 'DELETE', as: 'operator', headers: { 'if-match': one.headers.get('etag') ?? '' } })).status, 403);
  assert.equal((await api.call('trees/centos9', { method: 'DELETE', as: 'admin', headers: { 'if-match': one.headers.get('etag') ?? '' } })).status, 204);
  assert.equal((await api.call('trees/centos9', { method: 'DELETE', as: 'admin' })).status, 404);
});
