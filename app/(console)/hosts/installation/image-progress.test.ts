// SPDX-License-Identifier: GPL-2.0-or-later
// The estimate follows the present pace, and says nothing rather than nonsense.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { percentOf, type Sample, timeLeftOf, withSample } from './image-progress.ts';

const SEED = 20261124;
const MIB = 1024 ** 2;

function sampled(points: readonly Sample[]): readonly Sample[] {
  return points.reduce<readonly Sample[]>(withSample, []);
}

test('a steady download ends when its pace says', () => {
  const samples = sampled([0, 5, 10].map((second) => ({ at: second * 1000, bytes: second * 10 * MIB })));
  assert.equal(timeLeftOf(samples, 400 * MIB), 30_000);
});

test('the pace of more than a minute ago does not count', () => {
  const samples = sampled([{ at: 0, bytes: 0 }, { at: 120_000, bytes: MIB }, { at: 130_000, bytes: 101 * MIB }]);
  assert.equal(timeLeftOf(samples, 201 * MIB), 10_000);
});

test('a download that began anew is measured anew', () => {
  const samples = sampled([{ at: 0, bytes: 0 }, { at: 10_000, bytes: 100 * MIB }, { at: 20_000, bytes: MIB }]);
  assert.deepEqual(samples, [{ at: 20_000, bytes: MIB }]);
  assert.equal(timeLeftOf(samples, 200 * MIB), undefined);
});

test('without a size, or with one sample, nobody can tell', () => {
  assert.equal(timeLeftOf([], 100), undefined);
  assert.equal(timeLeftOf(sampled([{ at: 0, bytes: 1 }, { at: 9000, bytes: 2 }]), null), undefined);
  assert.equal(percentOf(5, null), undefined);
  assert.equal(percentOf(5, 0), undefined);
});

test('the last byte makes it 100 per cent, and not the one before', () => {
  assert.equal(percentOf(999_999, 1_000_000), 99);
  assert.equal(percentOf(1_000_000, 1_000_000), 100);
  assert.equal(percentOf(2_000_000, 1_000_000), 100);
});

test(`the time left is never less than nothing, and the samples stay few (seed ${SEED})`, () => {
  const point = fc.record({ step: fc.integer({ min: 0, max: 30_000 }), bytes: fc.integer({ min: 0, max: 1000 }) });
  fc.assert(fc.property(fc.array(point, { maxLength: 200 }), (points) => {
    let at = 0;
    let samples: readonly Sample[] = [];
    for (const { step, bytes } of points) {
      at += step;
      samples = withSample(samples, { at, bytes });
      const left = timeLeftOf(samples, 1000);
      assert.ok(left === undefined || (left >= 0 && Number.isFinite(left)));
    }
  }), { seed: SEED, numRuns: 500 });
});
