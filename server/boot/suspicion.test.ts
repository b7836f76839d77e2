// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the limits for guessing, by the clock that they are given.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSuspicion } from './suspicion.ts';

const mac = (number: number) => `52:54:00:00:00:${number.toString(16).padStart(2, '0')}`;

test('twenty unknown MAC addresses in five minutes may be asked for, one more not, and time heals it', () => {
  const suspicion = createSuspicion();
  for (let number = 0; number < 20; number += 1) assert.equal(suspicion.unknownMac('192.0.2.1', mac(number), 1000 + number), false);
  for (let round = 0; round < 50; round += 1) assert.equal(suspicion.unknownMac('192.0.2.1', mac(3), 2000), false, 'the same one again');
  assert.equal(suspicion.isOver('192.0.2.1', 2000), false);
  assert.equal(suspicion.unknownMac('192.0.2.1', mac(99), 3000), true);
  assert.equal(suspicion.unknownMac('192.0.2.1', mac(100), 3000), false, 'said once');
  assert.equal(suspicion.isOver('192.0.2.1', 3000), true);
  assert.equal(suspicion.isOver('192.0.2.2', 3000), false);
  assert.equal(suspicion.isOver('192.0.2.1', 3000 + 5 * 60_000), false);
});

test('ten wrong tokens in a minute may be tried, the eleventh not', () => {
  const suspicion = createSuspicion();
  for (let number = 0; number < 10; number += 1) assert.equal(suspicion.wrongToken('192.0.2.1', 1000), false);
  assert.equal(suspicion.wrongToken('192.0.2.1', 1000), true);
  assert.equal(suspicion.isOver('192.0.2.1', 60_999), true);
  assert.equal(suspicion.isOver('192.0.2.1', 61_000), false);
});

test('a clock that is set back heals it too', () => {
  const suspicion = createSuspicion();
  const later = 3_600_000;
  for (let number = 0; number < 21; number += 1) suspicion.unknownMac('192.0.2.1', mac(number), later);
  for (let number = 0; number < 11; number += 1) suspicion.wrongToken('192.0.2.2', later);
  assert.deepEqual([suspicion.isOver('192.0.2.1', later), suspicion.isOver('192.0.2.2', later)], [true, true]);
  assert.deepEqual([suspicion.isOver('192.0.2.1', 0), suspicion.isOver('192.0.2.2', 0)], [false, false]);
});

test('the memory for addresses is bounded', () => {
  const suspicion = createSuspicion();
  for (let number = 0; number < 21; number += 1) suspicion.unknownMac('first', mac(number), 0);
  assert.equal(suspicion.isOver('first', 0), true);
  for (let number = 0; number < 10_000; number += 1) suspicion.wrongToken(`address ${number}`, 0);
  assert.equal(suspicion.isOver('first', 0), false);
});
