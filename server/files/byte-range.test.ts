// SPDX-License-Identifier: GPL-2.0-or-later
// Ranges: the standard's own examples, and every text a client may send.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { byteRange } from './byte-range.ts';

const SEED = 20261124;
const ETAG = '"abc"';
const WHOLE = { kind: 'whole' };
const UNSATISFIABLE = { kind: 'unsatisfiable' };
const part = (start: number, end: number) => ({ kind: 'part', start, end });
const of = (range: string | undefined, size = 10_000, ifRange?: string) => byteRange(range, ifRange, size, ETAG);

describe('byteRange', () => {
  test('the examples of RFC 9110, 14.1.2, for a file of 10000 bytes', () => {
    assert.deepEqual(of('bytes=0-499'), part(0, 499));
    assert.deepEqual(of('bytes=500-999'), part(500, 999));
    assert.deepEqual(of('bytes=-500'), part(9500, 9999));
    assert.deepEqual(of('bytes=9500-'), part(9500, 9999));
    assert.deepEqual(of('bytes=0-0'), part(0, 0));
    assert.deepEqual(of('bytes=-1'), part(9999, 9999));
  });

  test('beyond the end', () => {
    assert.deepEqual(of('bytes=9999-20000'), part(9999, 9999));
    assert.deepEqual(of('bytes=-20000'), part(0, 9999));
    assert.deepEqual(of('bytes=10000-'), UNSATISFIABLE);
    assert.deepEqual(of('bytes=-0'), UNSATISFIABLE);
    assert.deepEqual(of(`bytes=${'9'.repeat(400)}-`), UNSATISFIABLE);
    for (const range of ['bytes=0-', 'bytes=0-0', 'bytes=-1']) assert.deepEqual(of(range, 0), UNSATISFIABLE, range);
  });

  test('what is no single range of bytes is ignored', () => {
    for (const range of [undefined, '', 'bytes=', 'bytes=-', 'bytes=5-4', 'bytes=0-1,3-4', 'bytes=-1,-2', 'items=0-1', 'bytes 0-1', 'bytes=0x1-2', 'bytes=1.5-2', 'bytes=+1-2', 'bytes=--1', 'bytes=٣-٤', 'bytes=0-1\n']) assert.deepEqual(of(range), WHOLE, range);
  });

  test('If-Range: only the same strong entity tag keeps the range', () => {
    assert.deepEqual(of('bytes=0-1', 10, ETAG), part(0, 1));
    for (const ifRange of ['"other"', `W/${ETAG}`, 'abc', '', 'Tue, 24 Nov 2026 15:00:00 GMT', `${ETAG}, "x"`]) assert.deepEqual(of('bytes=0-1', 10, ifRange), WHOLE, ifRange);
    assert.deepEqual(of('bytes=10-', 10, '"other"'), WHOLE);
  });

  test('any numbers: what is sent lies in the file and is what was asked for', () => {
    const number = fc.oneof(fc.nat(30), fc.bigInt({ min: 0n, max: 2n ** 80n }).map(Number), fc.constant(2 ** 53));
    fc.assert(fc.property(number, fc.option(number), fc.nat(20), (first, last, size) => {
      const found = byteRange(`bytes=${BigInt(first)}-${last === null ? '' : BigInt(last)}`, undefined, size, ETAG);
      const wanted = Array.from({ length: size }, (_, index) => index).filter((index) => index >= first && index <= (last ?? Infinity));
      if (last !== null && last < first) assert.deepEqual(found, WHOLE);
      else assert.deepEqual(found, wanted.length === 0 ? UNSATISFIABLE : part(wanted[0] ?? -1, wanted.at(-1) ?? -1));
    }), { seed: SEED, numRuns: 5000 });
  });

  test('any text: an answer, always inside of the file', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('b', '=', '-', ',', '0', '1', '9', ' ', '\t') }).map((tail) => `bytes=${tail}`));
    fc.assert(fc.property(text, fc.option(fc.string(), { nil: undefined }), fc.nat(20), (range, ifRange, size) => {
      const found = byteRange(range, ifRange, size, ETAG);
      if (found.kind === 'part') assert(found.start >= 0 && found.start <= found.end && found.end < size);
    }), { seed: SEED, numRuns: 5000 });
  });
});
