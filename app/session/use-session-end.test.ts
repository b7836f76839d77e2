// SPDX-License-Identifier: GPL-2.0-or-later
// When the page warns, when it asks the server, and when it waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookAtEnd } from './use-session-end.ts';

const MINUTE = 60_000;

test('waits until two minutes before the end', () => {
  assert.deepEqual(lookAtEnd(10 * MINUTE, 8 * MINUTE - 1, true), { wait: true });
  assert.deepEqual(lookAtEnd(10 * MINUTE, 8 * MINUTE, false), { warn: 2 * MINUTE });
});

test('asks the server when the session was used since, or is over', () => {
  assert.deepEqual(lookAtEnd(10 * MINUTE, 9 * MINUTE, true), { ask: true });
  assert.deepEqual(lookAtEnd(10 * MINUTE, 10 * MINUTE, false), { ask: true });
  assert.deepEqual(lookAtEnd(10 * MINUTE, 9 * MINUTE, false), { warn: MINUTE });
});
