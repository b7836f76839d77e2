// SPDX-License-Identifier: GPL-2.0-or-later
// Durations and sizes read as people say them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationText, sizeText } from './duration.ts';

for (const [seconds, expected] of [
  [-5, '0 s'], [0, '0 s'], [59.9, '59 s'], [60, '1 min 00 s'], [185, '3 min 05 s'], [3599, '59 min 59 s'], [3720, '1 h 02 min'], [47 * 3600, '47 h 00 min'], [51 * 3600, '2 d 3 h'],
] as const) {
  test(`${seconds} seconds are ${expected}`, () => assert.equal(durationText(seconds * 1000), expected));
}

for (const [bytes, expected] of [
  [0, '0 bytes'], [1023, '1023 bytes'], [1024, '1.0 KiB'], [1_610_612_736, '1.5 GiB'], [960_197_124_096, '894 GiB'], [8 * 1024 ** 6, '8192 PiB'],
] as const) {
  test(`${bytes} bytes are ${expected}`, () => assert.equal(sizeText(bytes), expected));
}
