// SPDX-License-Identifier: GPL-2.0-or-later
// What a node did or does reads as a person would say it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wishStates } from '#kickstart/fleet/states.ts';
import { operationKinds, reportSteps } from '#kickstart/fleet/wire.ts';
import { happenedText, wishProgress, wishText } from './node-words.ts';

const NVR = 'node-2.0-1';

for (const [kind, step, expected] of [
  ['upgrade', 'good', 'Upgraded to node-2.0-1'],
  ['upgrade', 'failed', 'The upgrade to node-2.0-1 failed'],
  ['upgrade', 'fallen-back', 'Went back by itself from node-2.0-1'],
  ['health', 'fallen-back', 'Went back by itself from node-2.0-1'],
  ['boot', 'fallen-back', 'The boot loader went back by itself from node-2.0-1'],
  ['rollback', 'rolled-back', 'Rolled back to node-2.0-1'],
  ['rollback', 'failed', 'Rollback: failed'],
  ['health', 'good', 'Health check of node-2.0-1 passed'],
  ['upgrade', 'waiting', 'Upgrade: waits for the maintenance window'],
] as const) test(`${kind}, ${step} is "${expected}"`, () => assert.equal(happenedText({ kind, step, nvr: NVR }), expected));

test('every kind, step and state has words', () => {
  for (const kind of operationKinds) for (const step of reportSteps) for (const nvr of [NVR, null]) assert.doesNotMatch(happenedText({ kind, step, nvr }), /undefined|null/);
  for (const state of wishStates) for (const step of [...reportSteps, null]) assert.doesNotMatch(wishProgress({ state, step, permille: null }), /undefined|null/);
});

test('a wish says what is wanted, and how far it is', () => {
  assert.equal(wishText({ action: 'upgrade', nvr: NVR, to: null }), 'Upgrade to node-2.0-1');
  assert.equal(wishText({ action: 'rollback', nvr: null, to: null }), 'Roll back to the layer before');
  assert.equal(wishText({ action: 'rollback', nvr: null, to: 'node-1.0-1+1' }), 'Roll back to node-1.0-1+1');
  assert.equal(wishProgress({ state: 'begun', step: 'download', permille: 439 }), 'downloads the image, 43\u00a0%');
  assert.equal(wishProgress({ state: 'begun', step: 'install', permille: 1000 }), 'makes base and layer');
});
