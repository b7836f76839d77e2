// SPDX-License-Identifier: GPL-2.0-or-later
// The ten line breaks and 29 blanks of Python, which are not JavaScript's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstWord, isBlank, splitLines, strip } from './lines.ts';

test('lines end at each of Python\'s ten line breaks, and CR LF is one', () => {
  for (const end of ['\n', '\r', '\r\n', '\v', '\f', '\x1c', '\x1d', '\x1e', '\x85', '\u2028', '\u2029']) assert.deepEqual(splitLines(`a${end}b${end}`), ['a', 'b'], JSON.stringify(end));
  assert.deepEqual(splitLines(''), []);
  assert.deepEqual(splitLines('\n\n'), ['', '']);
  assert.deepEqual(splitLines('a\x1fb\u200bc\ufeff'), ['a\x1fb\u200bc\ufeff']);
});

test('blank is what str.isspace() says, and U+FEFF is not', () => {
  assert.ok(isBlank(' \t\x1f\x85\xa0\u1680\u2000\u200a\u202f\u205f\u3000'));
  assert.ok(!isBlank('\ufeff'));
  assert.ok(!isBlank('\u200b'));
});

test('the first word is found behind any blank', () => {
  assert.equal(firstWord('\xa0\u3000%end it\'s'), '%end');
  assert.equal(firstWord('\x85'), '');
  assert.equal(strip('\u2003 a b \x1f'), 'a b');
});
