// SPDX-License-Identifier: GPL-2.0-or-later
// No cell of an export becomes a formula, and what needs quotes gets them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toCsv } from './csv.ts';

for (const hostile of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
  test(`${JSON.stringify(hostile)} is only text`, () => assert.match(toCsv([[hostile]]), /^"?'/));
}

test('commas, quotes and line breaks are quoted', () => {
  assert.equal(toCsv([['a,b', 'say "hi"', 'two\nlines', 'plain']]), '"a,b","say ""hi""","two\nlines",plain\r\n');
});
