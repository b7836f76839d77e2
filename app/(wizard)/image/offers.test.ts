// SPDX-License-Identifier: GPL-2.0-or-later
// What the step "image" offers for a distribution, and how it knows where a draft's image comes from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type OfferedImage, offersFor, sourceOf } from './offers.ts';

const image = (number: number, target: string | null): OfferedImage => ({
  sha256: String(number), name: `${number}.squashfs`, nvr: null, target, size: 1, verdict: 'passed', testedAt: null, isSigned: false, url: `http://192.0.2.1/images/${number}`,
});
const channel = (id: string, target: string, has: OfferedImage | null) => ({ id, title: id, target, targetLabel: target, image: has });

const offers = {
  channels: [channel('a', 'centos9', image(1, 'centos9')), channel('b', 'centos9', null), channel('c', 'rhel9', image(2, 'rhel9'))],
  images: [image(1, 'centos9'), image(2, 'rhel9'), image(3, null)].map((one) => ({ ...one, channels: [] })),
};

test('channels with an image of the distribution, images of it and those that do not say', () => {
  const fitting = offersFor('centos9', offers);
  assert.deepEqual([fitting.channels.map(({ id }) => id), fitting.images.map(({ sha256 }) => sha256)], [['a'], ['1', '3']]);
});

test('a draft that names a channel follows it, one with a known address has that image, and every other address is its own', () => {
  assert.equal(sourceOf({ channel: 'a', url: 'http://192.0.2.1/images/1' }, offers), 'channel');
  assert.equal(sourceOf({ channel: '', url: 'http://192.0.2.1/images/2' }, offers), 'published');
  assert.equal(sourceOf({ channel: '', url: 'http://192.0.2.9/x' }, offers), 'url');
  assert.equal(sourceOf({ channel: '', url: 'http://192.0.2.1/images/2' }, undefined), 'url');
});
