// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the addresses of images: at the boot plane, at a mirror, and at neither.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { siteAt } from '../installations/site.fixture.ts';
import { imageOfUrl, imagePlace, imageUrl } from './image-url.ts';

const SEED = 20261128;
const SHA256 = 'ab'.repeat(32);
const here = siteAt('http://192.0.2.1:8080', '/srv/basewright');
const mirrored = { ...here, imagesUrl: 'https://mirror.example.com/node' };

test('an address of ours names its image, at the boot plane and at the mirror', () => {
  assert.equal(imageUrl(here, SHA256, 'node.squashfs'), `http://192.0.2.1:8080/images/${SHA256}/node.squashfs`);
  assert.equal(imageUrl(mirrored, SHA256, 'node.squashfs'), `https://mirror.example.com/node/${SHA256}/node.squashfs`);
  assert.deepEqual(imagePlace(here, imageUrl(here, SHA256, 'a+b-1.0_2.squashfs')), { at: 'boot plane', sha256: SHA256 });
  assert.deepEqual(imagePlace(mirrored, imageUrl(mirrored, SHA256, 'node.squashfs')), { at: 'mirror', sha256: SHA256 });
  assert.deepEqual(imagePlace(mirrored, imageUrl(here, SHA256, 'node.squashfs')), { at: 'boot plane', sha256: SHA256 }, 'written before there was a mirror');
});

test('what is below our base and names no image is ours all the same; the rest of the web is not', () => {
  for (const rest of ['', SHA256, `${SHA256}/`, `${SHA256}/a/b`, `${SHA256.toUpperCase()}/node.squashfs`, `${SHA256.slice(1)}/node.squashfs`, `${SHA256}/a?b`, `${SHA256}/..%2f`])
    assert.deepEqual(imagePlace(here, `http://192.0.2.1:8080/images/${rest}`), { at: 'boot plane', sha256: undefined }, rest);
  for (const url of ['', 'http://192.0.2.1:8080/images', `http://192.0.2.1:80801/images/${SHA256}/a`, `http://192.0.2.1:8080/imagesx/${SHA256}/a`, `https://mirror.example.com/node/${SHA256}/a`])
    assert.equal(imagePlace(here, url), undefined, url);
});

test('no text makes it fail, and what it names is a hash', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }).map((end) => `${here.imagesUrl}/${end}`), fc.string({ unit: 'binary' }).map((end) => `${here.imagesUrl}/${SHA256}/${end}`));
  fc.assert(fc.property(text, (url) => {
    const sha256 = imageOfUrl(here, url);
    assert.ok(sha256 === undefined || url.startsWith(`${here.imagesUrl}/${sha256}/`));
  }), { seed: SEED, numRuns: 2000 });
});
