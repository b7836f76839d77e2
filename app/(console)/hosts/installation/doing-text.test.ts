// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the list says how far an installation is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Standing } from '../host-summary.ts';
import { doingText } from './doing-text.ts';

const STANDING: Standing = { state: 'installing', armedUntil: null, stage: 'storage', isStuck: false, imageBytes: 0, imageSize: null };

for (const [state, more, expected] of [
  ['installing', {}, 'Fetching the image'],
  ['installing', { imageBytes: 43, imageSize: 100 }, 'Image: 43 %'],
  ['installing', { imageBytes: 43 }, 'Fetching the image'],
  ['installing', { stage: 'image', imageBytes: 100, imageSize: 100 }, 'Making base and layer'],
  ['installing', { stage: 'waiting' }, 'Needs your decision'],
  ['installed', { stage: 'installed' }, 'First boot'],
  ['failed', { stage: 'image' }, 'after: Image written'],
  ['healthy', { stage: 'healthy' }, undefined],
  ['new', { stage: null }, undefined],
  ['armed', { stage: 'armed' }, undefined],
] as const) {
  test(`${state} with ${JSON.stringify(more)} is ${expected}`, () => assert.equal(doingText(state, { ...STANDING, ...more }), expected));
}
