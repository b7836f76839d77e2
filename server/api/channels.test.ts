// SPDX-License-Identifier: GPL-2.0-or-later
// channels over the API: look, confirm, override, conflict, and who may.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { addTest, addTestImage, followerDocument, hashOf } from '../channels/channel.fixture.ts';
import { openTestApi, type Reply, type TestApi } from './api.fixture.ts';

let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  for (const number of [1, 2]) await addTestImage(api.store, number);
});
afterEach(() => api.store.remove());

const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => api.call(path, { method, as: 'admin', headers, ...(body !== undefined && { body }) });

function part(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : undefined;
}

async function look(sha256: string | null, kind = 'publish'): Promise<string> {
  const reply = await call('POST', 'channels/stable/preview', { sha256, kind });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.headers.get('etag') ?? '';
}

test('from an empty channel to a follower with its image, and back', async () => {
  assert.equal((await call('PUT', 'channels/stable', { title: 'Stable', target: 'centos9' })).status, 201);
  const move = { sha256: hashOf(1), kind: 'publish' };
  assert.equal((await call('POST', 'channels/stable/move', move)).status, 428);
  const moved = await call('POST', 'channels/stable/move', move, { 'if-match': await look(hashOf(1)) });
  assert.deepEqual([moved.status, part(part(moved.body, 'image'), 'sha256'), part(part(moved.body, 'image'), 'isSigned')], [200, hashOf(1), false]);
  const made = await call('PUT', 'profiles/edge', followerDocument('edge', 'stable'));
  assert.deepEqual([made.status, part(part(made.body, 'image'), 'checksum')], [201, hashOf(1)]);
  assert.equal((await call('POST', 'channels/stable/move', { sha256: hashOf(2), kind: 'publish' }, { 'if-match': await look(hashOf(2)) })).status, 200);
  const shown = await call('GET', 'channels/stable');
  assert.deepEqual(part(part(shown.body, 'followers'), 'profiles'), [{ id: 'edge', title: 'Profile edge' }]);
  const history = part(shown.body, 'history');
  assert(Array.isArray(history));
  assert.deepEqual(history.map((one: unknown) => [part(one, 'kind'), part(one, 'actor'), part(one, 'name')]), [['publish', 'ada', 'my-node-2.0-1'], ['publish', 'ada', 'my-node-1.0-1'], ['create', 'ada', null]]);
  assert.deepEqual([part(shown.body, 'below'), (await call('GET', 'profiles/edge')).body !== undefined], [hashOf(1), true]);
  const kickstart = await call('GET', 'profiles/edge/kickstart');
  assert.match(String(kickstart.body), new RegExp(`--checksum=${hashOf(2)}`));
});

test('what changed after the look is a 412 with the radius of now; what may not be is a 409 that says why', async () => {
  await call('PUT', 'channels/stable', { title: 'Stable', target: 'centos9' });
  const etag = await look(hashOf(1));
  await addTest(api.store, 1, 'failed');
  const move = { sha256: hashOf(1), kind: 'publish' };
  const stale = await call('POST', 'channels/stable/move', move, { 'if-match': etag });
  assert.deepEqual([stale.status, part(part(part(stale.body, 'current'), 'after'), 'verdict')], [412, 'failed']);
  const present = stale.headers.get('etag') ?? '';
  const unproven = await call('POST', 'channels/stable/move', move, { 'if-match': present });
  assert.deepEqual([unproven.status, part(unproven.body, 'type')], [409, 'urn:basewright:override-needed']);
  assert.equal((await call('POST', 'channels/stable/move', { ...move, override: 'short' }, { 'if-match': present })).status, 422);
  assert.equal((await call('POST', 'channels/stable/move', { ...move, override: 'no other image boots these machines' }, { 'if-match': present })).status, 200);
  const refused = await call('POST', 'channels/stable/move', move, { 'if-match': await look(hashOf(1)) });
  assert.deepEqual([refused.status, part(refused.body, 'obstacles')], [409, ['The channel has this image already.']]);
});

test('followers keep a channel from being deleted, and are named', async () => {
  await call('PUT', 'channels/stable', { title: 'Stable', target: 'centos9' });
  await call('POST', 'channels/stable/move', { sha256: hashOf(1), kind: 'publish' }, { 'if-match': '*' });
  await call('PUT', 'profiles/edge', followerDocument('edge', 'stable'));
  const refused = await call('DELETE', 'channels/stable', undefined, { 'if-match': '*' });
  assert.equal(refused.status, 409);
  assert.match(String(part(refused.body, 'detail')), /1 profile follows it \(edge\)/);
});

test('a viewer looks, also before a move, and decides nothing', async () => {
  await call('PUT', 'channels/stable', { title: 'Stable', target: 'centos9' });
  assert.equal((await api.call('channels', { as: 'viewer' })).status, 200);
  assert.equal((await api.call('channels/stable/preview', { method: 'POST', as: 'viewer', body: { sha256: hashOf(1), kind: 'publish' } })).status, 200);
  for (const role of ['viewer', 'operator'] as const) assert.equal((await api.call('channels/stable/move', { method: 'POST', as: role, body: { sha256: hashOf(1) } })).status, 403);
  assert.equal((await call('GET', 'channels/nothing')).status, 404);
  assert.equal((await call('POST', 'channels/nothing/preview', { sha256: null })).status, 404);
});
