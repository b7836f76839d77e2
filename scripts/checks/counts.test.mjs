// SPDX-License-Identifier: GPL-2.0-or-later
// The counts come from what the programs really print.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countNodeTests, countPlaywright, countProblems, countPytest } from './counts.mjs';

test('node:test: cancelled tests count as failed', () => {
  assert.deepEqual(countNodeTests('✔ a (1ms)\nℹ tests 15\nℹ pass 12\nℹ fail 2\nℹ cancelled 1\nℹ skipped 0\n'), { passed: 12, failed: 3 });
});

test('pytest: failures and errors of the last line', () => {
  assert.deepEqual(countPytest('....F\nsome text 3 failed\n2 failed, 31 passed, 1 warning, 1 error in 4.20s\n'), { passed: 31, failed: 3 });
  assert.deepEqual(countPytest('....\n31 passed in 0.20s\n'), { passed: 31, failed: 0 });
  assert.deepEqual(countPytest('ERROR: not found\n'), { passed: 0, failed: 0 });
});

test('Playwright: what did not run because an earlier test failed is no success', () => {
  assert.deepEqual(countPlaywright('  1 failed\n    e2e/a.spec.ts:1:1 › 7 passed\n  2 did not run\n  14 passed (42.0s)\n'), { passed: 14, failed: 3 });
  assert.deepEqual(countPlaywright('  1 flaky\n  14 passed (42.0s)\n'), { passed: 14, failed: 1 });
});

test('other programs: one check, or as many failures as they list, at least one', () => {
  const count = countProblems(/error TS\d+/g);
  assert.deepEqual(count('', 0), { passed: 1, failed: 0 });
  assert.deepEqual(count('a.ts(1,2): error TS1: x\nb.ts(1,2): error TS2: y\n', 2), { passed: 0, failed: 2 });
  assert.deepEqual(count('killed', 137), { passed: 0, failed: 1 });
});
