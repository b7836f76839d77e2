// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of reading CSV, with files as spreadsheets write them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCsv } from './csv.ts';

function fieldsOf(text: string): string[][] {
  const csv = readCsv(text);
  assert(csv.outcome === 'read');
  return csv.rows.map((row) => row.fields);
}

const cases: [text: string, fields: string[][]][] = [
  ['a,b\n1,2\n', [['a', 'b'], ['1', '2']]],
  ['\uFEFFa;b\r\n1;2', [['a', 'b'], ['1', '2']]],
  ['a,b\r1,\r', [['a', 'b'], ['1', '']]],
  ['a,b\n1,', [['a', 'b'], ['1', '']]],
  ['"a","b, c"\n" x ","say ""hi"""', [['a', 'b, c'], ['x', 'say "hi"']]],
  ['a\n"two\nlines"', [['a'], ['two\nlines']]],
  ['', []],
  ['\n\n,\n', []],
];
for (const [text, fields] of cases) test(JSON.stringify(text), () => assert.deepEqual(fieldsOf(text), fields));

test('rows are numbered as a spreadsheet does', () => {
  const csv = readCsv('a\n\n1\n"x\ny"\n2');
  assert(csv.outcome === 'read');
  assert.deepEqual(csv.rows.map((row) => row.number), [1, 3, 4, 5]);
});

test('a stray quotation mark is told with its row', () => {
  for (const text of ['a\nb"c\n', 'a\n"b\n', 'a\n"b"c\n']) {
    const csv = readCsv(text);
    assert(csv.outcome === 'unreadable' && csv.row === 2, text);
  }
});

test('what a spreadsheet writes is what is read', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', 'é', ' ') }).map((text) => text.trim());
  const row = fc.array(cell, { minLength: 3, maxLength: 3 }).map((cells) => ['x', ...cells]);
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
      const text = rows.map((cells) => cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')).join('\r\n');
      assert.deepEqual(fieldsOf(text), rows);
    }),
    { seed: 20261123, numRuns: 300 },
  );
});
