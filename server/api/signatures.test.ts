// SPDX-License-Identifier: GPL-2.0-or-later
// Keys and signatures over the API, with the real minisign.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addTestImage, hashOf } from '../channels/channel.fixture.ts';
import { minisignSigner, type Signer } from '../images/signer.fixture.ts';
import { openTestApi, type Reply, type TestApi } from './api.fixture.ts';

let api: TestApi;
let signer: Signer;
before(async () => {
  api = await openTestApi();
  await addTestImage(api.store, 1);
  signer = minisignSigner(join(api.store.directory, '..', 'minisign'));
});
after(() => api.store.remove());

const text = (method: string, path: string, body?: string): Promise<Reply> => api.call(path, { method, as: 'admin', headers: { 'content-type': 'text/plain' }, ...(body !== undefined && { body }) });

test('a key is trusted, an image signed, the signature given out, and both taken away', async () => {
  const path = `images/${hashOf(1)}/signature`;
  const signature = signer.sign(join(api.store.directory, 'images', hashOf(1)));
  const early = await text('PUT', path, signature);
  assert.equal(early.status, 422);
  assert.match(JSON.stringify(early.body), /not among the trusted keys/);
  const key = await text('POST', 'keys', signer.publicKey);
  assert.equal(key.status, 201);
  assert.equal((await text('POST', 'keys', signer.publicKey)).status, 200);
  assert.equal((await text('POST', 'keys', signer.secretKey)).status, 422);
  assert.equal((await text('PUT', path, signature)).status, 200);
  const seen = async () => JSON.stringify((await api.call(path, { as: 'viewer' })).body);
  assert.match(await seen(), /"signature":"untrusted comment: .*"isTrusted":true/);
  assert.equal((await api.call(`images/${hashOf(9)}/signature`, { as: 'viewer' })).status, 404);
  assert.equal((await text('PUT', `images/${hashOf(9)}/signature`, signature)).status, 404);
  const { body } = await api.call('keys', { as: 'viewer' });
  const [, id = ''] = /"id":"([0-9A-F]{16})"/.exec(JSON.stringify(body)) ?? [];
  assert.equal((await text('DELETE', `keys/${id}`)).status, 204);
  assert.equal((await text('DELETE', `keys/${id}`)).status, 404);
  assert.match(await seen(), /"isTrusted":false/);
  assert.equal((await text('DELETE', path)).status, 204);
  assert.match(await seen(), /"signature":null/);
});

test('the policy is set by an admin', async () => {
  const put = (as: 'admin' | 'operator') => api.call('signing-policy', { method: 'PUT', as, body: { isSignedOnly: true } });
  assert.equal((await put('operator')).status, 403);
  assert.equal((await put('admin')).status, 200);
  assert.match(JSON.stringify((await api.call('keys', { as: 'viewer' })).body), /"isSignedOnly":true/);
});
