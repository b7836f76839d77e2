// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the gate.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './gate.ts';

test('the gate is open until the very end of the arming', () => {
  assert.deepEqual(judge(undefined, 1000), { kind: 'closed', reason: 'unknown host' });
  assert.deepEqual(judge({ armedUntil: undefined }, 1000), { kind: 'closed', reason: 'not armed' });
  assert.deepEqual(judge({ armedUntil: 1001 }, 1000), { kind: 'open', until: 1001 });
  assert.deepEqual(judge({ armedUntil: 1000 }, 1000), { kind: 'closed', reason: 'expired' });
});
