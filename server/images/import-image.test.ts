// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of asking for an image to be fetched: what is under way is not begun twice, and a hash that was named is always looked at.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { ImportRequest, queueImport } from './import-image.ts';

let store: TestStore;
before(async () => {
  store = await openTestStore();
});
after(() => store.remove());

const ask = async (request: object) => (await queueImport(store, ImportRequest.parse(request), 'ada')).id;

test('the same is fetched once, however often it is asked for', async () => {
  for (const place of [{ url: 'http://images.example.com/node.squashfs' }, { path: '/srv/images/node.squashfs' }]) {
    const id = await ask(place);
    assert.equal(await ask(place), id);
  }
  assert.notEqual(await ask({ url: 'http://images.example.com/other.squashfs' }), await ask({ url: 'http://images.example.com/node.squashfs' }));
});

test('who names a hash gets a job that looks at it, whatever is under way', async () => {
  const url = 'http://images.example.com/hashed.squashfs';
  const [one, other] = ['1'.repeat(64), '2'.repeat(64)];
  const ids = [await ask({ url }), await ask({ url, sha256: one }), await ask({ url, sha256: other })];
  assert.equal(new Set(ids).size, 3);
  assert.deepEqual([await ask({ url, sha256: one }), await ask({ url })], [ids[1], ids[0]]);
  const rows = await store.database.selectFrom('jobs').select(['id', 'input']).where('id', 'in', ids).orderBy('number').execute();
  assert.deepEqual(rows.map((row) => ({ ...row })), [{ url, actor: 'ada' }, { url, sha256: one, actor: 'ada' }, { url, sha256: other, actor: 'ada' }].map((input, index) => ({ id: ids[index], input: JSON.stringify(input) })));
});
