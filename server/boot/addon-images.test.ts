// SPDX-License-Identifier: GPL-2.0-or-later
// The add-on's images on the boot plane: whole, with their length, for everybody; and plain words when they were never built.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { addonAnswer } from './addon-images.ts';
import { notFound } from './answer.ts';

const folder = mkdtempSync(join(tmpdir(), 'addon-images-'));
after(() => rmSync(folder, { recursive: true }));
const images = new Map([['/addon/product.img', join(folder, 'product.img')]]);

test('an image that is not built is a 404 that says how to build it', () => {
  const answer = addonAnswer('/addon/product.img', images);
  assert.equal(answer.status, 404);
  assert.match(answer.body.toString(), /make -C anaconda-addon product\.img/);
});

test('an image is answered whole, with its length and as bytes', () => {
  writeFileSync(join(folder, 'product.img'), Buffer.from([0x1f, 0x8b, 0, 255]));
  const answer = addonAnswer('/addon/product.img', images);
  assert.deepEqual(answer, {
    status: 200, body: Buffer.from([0x1f, 0x8b, 0, 255]),
    headers: ['Content-Type', 'application/octet-stream', 'Cache-Control', 'no-cache', 'X-Content-Type-Options', 'nosniff', 'Content-Length', '4'],
  });
});

test('nothing else is served from there', () => {
  for (const path of ['/addon/', '/addon/../secret.key', '/addon/product.img/', '/addon/other.img', '/ks/x']) assert.equal(addonAnswer(path, images), notFound, path);
});
