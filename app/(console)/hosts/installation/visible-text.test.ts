// SPDX-License-Identifier: GPL-2.0-or-later
// Whatever a machine reports can be seen, and cannot hide anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutText, visibleText } from './visible-text.ts';

const SEED = 20261124;

test('control characters and marks of direction are shown', () => {
  assert.equal(visibleText('a\u0000b\u001b[31m\u202ecod.exe'), 'a␀b␛[31m⟨U+202E⟩cod.exe');
  assert.equal(visibleText('two\nlines\tand a tab, <b>é</b>'), 'two\nlines\tand a tab, <b>é</b>');
});

test(`no text keeps anything invisible, and what is visible stays (seed ${SEED})`, () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
    const shown = visibleText(text);
    assert.doesNotMatch(shown, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
    assert.equal(visibleText(shown), shown);
  }), { seed: SEED, numRuns: 2000 });
});

test(`a cut text is a beginning of the whole, never longer than asked, and says when it is cut (seed ${SEED})`, () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, most) => {
    const { shown, isCut } = cutText(text, most);
    assert.ok(text.startsWith(shown));
    assert.ok(Array.from(shown).length <= most);
    assert.equal(isCut, shown !== text);
    assert.doesNotMatch(shown, /[\ud800-\udbff]$/);
  }), { seed: SEED, numRuns: 2000 });
});
