// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of image verify, export and check-mirror on a data directory of their own.

import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { registerImage } from '../images/catalogue.ts';
import { addImage, findImage } from '../images/image-store.ts';
import { squashfsBytes } from '../images/squashfs.fixture.ts';
import { openStore } from '../store/store.ts';
import { inProcess, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

const data = join(temporaryDirectory(), 'data');
let sha256 = '';
before(async () => {
  const store = await openStore(data);
  const stored = await addImage(data, temporaryFile('node.squashfs', squashfsBytes(100_000)));
  assert('sha256' in stored);
  ({ sha256 } = stored);
  await registerImage(store, { sha256, name: 'node.squashfs', size: 100_000, origin: 'file', source: null, parent: null, madeFrom: null, actor: null });
  await store.write((transaction) => transaction.insertInto('channels').values({ id: 'stable', title: 'Stable', target: 'centos9', sha256, revision: 1, updated_at: store.now() }).execute());
  await store.close();
});

test('export writes what a mirror needs, and says what is still to do', async () => {
  const directory = join(temporaryDirectory(), 'mirror');
  const { exit, stdout, stderr } = await inProcess(['image', 'export', directory], { data });
  assert.deepEqual([exit, stdout], [0, 'images    1 (1 new, 0 removed)\nchannels  1\n']);
  assert.match(stderr, /BASEWRIGHT_IMAGES_URL/);
  assert.equal(readFileSync(join(directory, 'SHA256SUMS'), 'utf8'), `${sha256}  ${sha256}/node.squashfs\n`);
  assert(existsSync(join(directory, 'channels', 'stable.json')));
});

test('check-mirror needs a mirror', async () => {
  const { exit, stderr } = await inProcess(['image', 'check-mirror'], { data });
  assert.equal(exit, 1);
  assert.match(stderr, /BASEWRIGHT_IMAGES_URL is not set/);
});

test('verify reads images, and a damaged one fails it with words and comes into quarantine', async () => {
  assert.equal((await inProcess(['image', 'verify'], { data })).exit, 2);
  const good = await inProcess(['image', 'verify', '--image', sha256.slice(0, 12)], { data });
  assert.equal(good.exit, 0);
  assert.match(good.stdout, /node\.squashfs +good/);
  const file = findImage(data, sha256)?.path ?? '';
  chmodSync(file, 0o600);
  truncateSync(file, 1000);
  const bad = await inProcess(['image', 'verify', '--all'], { data });
  assert.equal(bad.exit, 1);
  assert.match(bad.stdout, /node\.squashfs +damaged/);
  assert.match(bad.stderr, /1000 bytes instead of 100000.*quarantine/);
  const { exit, stderr } = await inProcess(['image', 'export', join(temporaryDirectory(), 'mirror')], { data });
  assert.deepEqual([exit, stderr.includes('Serve it') || stderr.includes('BASEWRIGHT_IMAGES_URL')], [0, true]);
});
