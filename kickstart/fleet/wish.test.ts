// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of what reports make of wishes: every state with every step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openWishStates, wishStates } from './states.ts';
import { finalSteps, reportSteps } from './wire.ts';
import { mayBeCalledOff, wishAfter } from './wish.ts';

const isOpen = (state: string) => openWishStates.some((each) => each === state);
const isFinal = (step: string) => finalSteps.some((each) => each === step);

test('what is open follows its reports to an end', () => {
  const ends = { good: 'done', 'rolled-back': 'done', 'fallen-back': 'fallen-back', failed: 'failed' } as const;
  for (const state of openWishStates) {
    for (const step of reportSteps) {
      const end = Object.entries(ends).find(([name]) => name === step)?.[1];
      assert.equal(wishAfter(state, step), end ?? 'begun', `${state} ${step}`);
    }
  }
});

test('an end stays, but a silent node that comes back with one is believed', () => {
  for (const state of wishStates.filter((each) => !isOpen(each) && each !== 'silent')) {
    for (const step of reportSteps) assert.equal(wishAfter(state, step), state, `${state} ${step}`);
  }
  for (const step of reportSteps) assert.equal(wishAfter('silent', step) === 'silent', !isFinal(step), step);
});

test('what has begun is called off only when nothing was heard of it for four hours', () => {
  const hours = 3_600_000;
  for (const [state, after, expected] of [['open', 0, true], ['given', 0, true], ['begun', 0, false], ['begun', 4 * hours - 1, false], ['begun', 4 * hours, true]] as const) assert.equal(mayBeCalledOff(state, 1000, 1000 + after), expected, `${state} after ${after} ms`);
});

test('nothing leads back to what is open', () => {
  for (const state of wishStates.filter((each) => !isOpen(each))) {
    for (const step of reportSteps) assert(!isOpen(wishAfter(state, step)), `${state} ${step}`);
  }
});
