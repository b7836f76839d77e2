// SPDX-License-Identifier: GPL-2.0-or-later
// Power actions in the timeline, done, failed, and of a form from elsewhere.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { powerEventText } from './power-event.ts';

test('an action is told, and so is its failure', () => {
  assert.equal(powerEventText({ action: 'boot-network' }), 'The controller was told to boot the machine from the network, once');
  assert.equal(powerEventText({ action: 'off', problem: 'bmc1 did not answer in time.' }), 'The controller was told to switch the machine off, and it failed: bmc1 did not answer in time.');
});

test('another form is not guessed at', () => {
  for (const detail of [null, {}, { action: 'explode' }, 'on', { action: 'on', problem: 7 }]) assert.equal(powerEventText(detail), undefined);
});
