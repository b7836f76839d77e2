// SPDX-License-Identifier: GPL-2.0-or-later
// Times read as people say them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exactTime, relativeTime, timeLeft } from './time.ts';

const NOW = Date.UTC(2026, 0, 15, 12);
const MINUTE = 60_000;

for (const [difference, expected] of [
  [0, 'just now'], [-30_000, 'just now'], [-5 * MINUTE, '5 minutes ago'], [-3 * 60 * MINUTE, '3 hours ago'], [-24 * 60 * MINUTE, 'yesterday'],
  [2 * 60 * MINUTE, 'in 2 hours'],
] as const) {
  test(`${difference} ms from now is ${expected}`, () => assert.equal(relativeTime(NOW + difference, NOW), expected));
}

test('an exact time says its zone', () => {
  for (const text of [exactTime(NOW), relativeTime(NOW - 60 * 24 * 60 * MINUTE, NOW)]) assert.match(text, /^\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d [A-Z]{2,5}/);
});

for (const [left, expected] of [[59_000, 'less than a minute'], [14 * MINUTE, '14 min'], [125 * MINUTE, '2 h 05 min'], [-MINUTE, 'less than a minute']] as const) {
  test(`${left} ms left is ${expected}`, () => assert.equal(timeLeft(NOW + left, NOW), expected));
}
