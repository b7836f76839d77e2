// SPDX-License-Identifier: GPL-2.0-or-later
// The sentence that is confirmed names every disk and, while a person can read them, every host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TEXT } from './text.ts';
import { byDisk, byWarning } from './verdict.ts';

test('one host and its disk', () => {
  assert.equal(TEXT.confirm(byDisk([{ disk: 'disk vdb', hostname: 'a' }])), 'I understand that all data on disk vdb of a will be lost.');
});

test('hosts that lose the same disk stand together', () => {
  const verdicts = [{ disk: 'disk sda', hostname: 'a' }, { disk: 'disk vdb', hostname: 'b' }, { disk: 'disk sda', hostname: 'c' }];
  assert.equal(TEXT.confirm(byDisk(verdicts)), 'I understand that all data on disk sda of a and c, and disk vdb of b will be lost.');
});

test('of a hundred hosts ten are named, and the others counted', () => {
  const verdicts = Array.from({ length: 100 }, (_, index) => ({ disk: 'disk sda', hostname: `n${index}` }));
  assert.match(TEXT.confirm(byDisk(verdicts)), /disk sda of n0, n1, .*n9, and 90 more will be lost/);
});

test('a warning about several hosts is said once, with their names', () => {
  assert.deepEqual(byWarning([{ hostname: 'a', warnings: ['tree', 'size'] }, { hostname: 'b', warnings: ['size'] }, { hostname: 'c', warnings: [] }]), [
    { warning: 'tree', hosts: ['a'] }, { warning: 'size', hosts: ['a', 'b'] },
  ]);
});
