// SPDX-License-Identifier: GPL-2.0-or-later
// A server that is away is asked soon at first and seldom later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextWait } from './reconnect.ts';

for (const [failures, seconds] of [[1, 1], [2, 2], [3, 4], [6, 32], [7, 60], [1000, 60]] as const) {
  test(`after ${failures} failures the wait is ${seconds} s`, () => assert.equal(nextWait(failures), seconds * 1000));
}
