// SPDX-License-Identifier: GPL-2.0-or-later
// basewright key and signature, with the real minisign.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { addTestImage, hashOf } from '../channels/channel.fixture.ts';
import { minisignSigner, type Signer } from '../images/signer.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { inProcess } from './cli.fixture.ts';

let store: TestStore;
let signer: Signer;
before(async () => {
  store = await openTestStore();
  await addTestImage(store, 0xb1);
  signer = minisignSigner(join(store.directory, '..', 'minisign'));
});
after(() => store.remove());

const call = (words: readonly string[], stdin = '') => inProcess(words, { data: store.directory, stdin });

test('a key, a signature, the policy', async () => {
  const image = join(store.directory, 'images', hashOf(0xb1));
  assert.match((await call(['key', 'list'])).stderr, /No key is trusted yet.*\nImages may be published without a signature/);
  const early = await call(['signature', 'put', 'my-node-177.0-1', '-'], signer.sign(image));
  assert.equal(early.exit, 2);
  assert.match(early.stderr, /not among the trusted keys/);
  assert.match((await call(['key', 'add', '-'], signer.publicKey)).stdout, /^trusted minisign key [0-9A-F]{16}\n$/);
  assert.match((await call(['key', 'add', '-'], signer.publicKey)).stdout, /^already trusted/);
  assert.match((await call(['key', 'add', '-'], signer.secretKey)).stderr, /secret key/);
  assert.match((await call(['signature', 'put', 'my-node-177.0-1', '-'], signer.sign(image))).stdout, /is signed by minisign key [0-9A-F]{16}\n$/);
  assert.equal((await call(['key', 'policy', 'signed-only'])).stdout, 'policy signed-only\n');
  assert.equal((await call(['key', 'policy', 'some'])).exit, 2);
  assert.equal((await call(['signature', 'delete', 'my-node-177.0-1'])).exit, 0);
  const id = /([0-9A-F]{16})/.exec((await call(['key', 'list'])).stdout)?.[1] ?? '';
  assert.equal((await call(['key', 'remove', id])).stdout, `removed key ${id}\n`);
  assert.equal((await call(['key', 'remove', id])).exit, 1);
});
