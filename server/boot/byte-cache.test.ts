// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the bounded cache.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createByteCache } from './byte-cache.ts';

const ENTRY = 1024;

test('what was not asked for goes first', () => {
  const cache = createByteCache<number>(3 * ENTRY + 100);
  cache.set('a', 1, 0);
  cache.set('b', 2, 0);
  cache.set('c', 3, 0);
  cache.set('d', 4, 0); // All were new: the walk takes every mark and then the oldest.
  assert.deepEqual([cache.get('a'), cache.get('b')], [undefined, 2]);
  cache.set('e', 5, 0);
  assert.deepEqual([cache.get('b'), cache.get('c'), cache.get('e')], [2, undefined, 5]);
});

test('an entry that is too large is not kept, and replaces what it was to replace', () => {
  const cache = createByteCache<number>(ENTRY + 10);
  cache.set('a', 1, 10);
  assert.equal(cache.get('a'), 1);
  cache.set('a', 2, 11);
  assert.equal(cache.get('a'), undefined);
  assert.equal(cache.size, 0);
});

test('whatever happens, it stays within its bytes, counts them right, and never answers another value', () => {
  const step = fc.record({ key: fc.nat(40), bytes: fc.nat(3000), write: fc.boolean() });
  const property = fc.property(fc.array(step, { maxLength: 400 }), fc.integer({ min: 1000, max: 30_000 }), (steps, max) => {
    const cache = createByteCache<number>(max);
    const truth = new Map<string, { value: number; bytes: number }>();
    steps.forEach(({ key, bytes, write }, value) => {
      const name = String(key);
      if (write) {
        cache.set(name, value, bytes);
        truth.set(name, { value, bytes });
      } else {
        const found = cache.get(name);
        assert.ok(found === undefined || found === truth.get(name)?.value);
      }
      assert.ok(cache.size <= max);
    });
    const kept = [...truth].filter(([name]) => cache.get(name) !== undefined);
    assert.equal(cache.size, kept.reduce((sum, [, { bytes }]) => sum + bytes + ENTRY, 0));
    cache.clear();
    assert.equal(cache.size, 0);
  });
  fc.assert(property, { seed: 20261101, numRuns: 500 });
});
