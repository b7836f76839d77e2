// SPDX-License-Identifier: GPL-2.0-or-later
// Every observed case of a value on a kickstart line: ours must be the line that pykickstart was seen to read back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { bodyProblems, normaliseBody } from './body.ts';
import casesJson from './escaping-cases.json' with { type: 'json' };
import { quote, unsayable, UnsayableValueError } from './quote.ts';
import { wordsOf } from './words.ts';

const Cases = z.object({
  accept: z.array(z.object({ id: z.string(), value: z.string(), line: z.string() })),
  reject: z.array(z.object({ id: z.string(), value: z.string() })),
  scripts: z.array(z.object({ id: z.string(), body: z.string(), survives_verbatim: z.boolean() })),
  positional_leading_dash: z.array(z.object({ id: z.string(), value: z.string() })),
});
const cases = Cases.parse(casesJson);

test('540 accepted values are written as in the line that was read back', () => {
  assert.equal(cases.accept.length, 540);
  for (const { id, value, line } of cases.accept) {
    const [first = ''] = line.split('\n');
    if (unsayable(value) === undefined) assert.ok(first.endsWith(quote(value)), `${id}: ${JSON.stringify(line)} does not end with ${quote(value)}`);
  }
});

test('values that pykickstart takes and we refuse by policy are few and known', () => {
  const refused = cases.accept.filter(({ value }) => unsayable(value) !== undefined).map(({ value }) => value);
  assert.deepEqual([...new Set(refused)].filter((value) => !/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(value)), []);
});

test('21 values that no line can carry are refused with a reason', () => {
  assert.equal(cases.reject.length, 21);
  for (const { id, value } of cases.reject) {
    assert.notEqual(unsayable(value), undefined, id);
    assert.throws(() => quote(value), UnsayableValueError, id);
  }
});

test('our reading of every accepted line gives the value back', () => {
  for (const { id, value, line } of cases.accept) {
    const read = wordsOf(line.split('\n')[0] ?? '');
    assert.equal(read.outcome, 'words', id);
    const last = read.words.at(-1);
    assert.ok(last === value || last?.endsWith(`=${value}`), `${id}: ${JSON.stringify(line)} gives ${JSON.stringify(last)}`);
  }
});

test('a script body is refused exactly where it would not survive (and where pykickstart would fetch)', () => {
  for (const { id, body, survives_verbatim } of cases.scripts) {
    // CR alone is turned into LF before it is judged, as it would be before it is written.
    const safe = bodyProblems(normaliseBody(body)).length === 0;
    const fetches = id === 'ksappend-in-body';
    assert.equal(safe, survives_verbatim && !fetches, id);
  }
});
