// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of asking for stored images to be read again.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { registerImage } from '../images/catalogue.ts';
import { openTestApi, type TestApi } from './api.fixture.ts';

const SHA256 = 'ab'.repeat(32);
let api: TestApi;
before(async () => {
  api = await openTestApi();
  await registerImage(api.store, { sha256: SHA256, name: 'node.squashfs', size: 1, origin: 'file', source: null, parent: null, madeFrom: null, actor: null });
});
after(() => api.store.remove());

const jobs = async () => (await api.store.database.selectFrom('jobs').select(['title', 'subject', 'input', 'created_by']).where('kind', '=', 'rehash').orderBy('number').execute()).map((row) => ({ ...row }));

test('one image, or all of them, are read again as a job', async () => {
  const one = await api.call(`images/${SHA256}/rehash`, { method: 'POST', as: 'operator' });
  const all = await api.call('images/rehash', { method: 'POST', as: 'operator' });
  for (const { status, headers } of [one, all]) {
    assert.equal(status, 202);
    assert.match(headers.get('location') ?? '', /^\/api\/v1\/jobs\/[0-9a-f]{16}$/);
  }
  assert.deepEqual(await jobs(), [
    { title: 'Read node.squashfs again', subject: SHA256, input: JSON.stringify({ sha256: SHA256 }), created_by: 'olga' },
    { title: 'Read stored images again', subject: null, input: JSON.stringify({ before: api.store.now() }), created_by: 'olga' },
  ]);
});

test('an image that is not known is a 404, and viewers only look', async () => {
  assert.equal((await api.call(`images/${'cd'.repeat(32)}/rehash`, { method: 'POST', as: 'operator' })).status, 404);
  assert.equal((await api.call(`images/${SHA256}/rehash`, { method: 'POST', as: 'viewer' })).status, 403);
});
