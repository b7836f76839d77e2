// SPDX-License-Identifier: GPL-2.0-or-later
// The lists of the locale slice: every entry has the form of its kind, so that a list broken by an edit is noticed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyboardLayouts } from './locale.ts';
import { locales } from './locales.ts';
import { timezones } from './timezones.ts';

test('every keyboard layout is "layout" or "layout (variant)", once', () => {
  assert.deepEqual(keyboardLayouts.filter((layout) => !/^[a-z]{2,5}( \([A-Za-z0-9_-]+\))?$/.test(layout)), []);
  assert.equal(new Set(keyboardLayouts).size, keyboardLayouts.length);
  for (const layout of ['us', 'us (altgr-intl)', 'de (nodeadkeys)', 'hu (101_qwertz_comma_nodead)', 'ph (capewell-qwerf2k6)']) assert.ok(keyboardLayouts.includes(layout), layout);
});

test('every language and time zone has the form of one', () => {
  assert.deepEqual(locales.filter((locale) => !/^[a-z]{2,3}_[A-Z]{2}(@[a-z]+)?$/.test(locale)), []);
  assert.deepEqual(timezones.filter((zone) => !/^(UTC|[A-Z][A-Za-z]+\/[A-Za-z0-9_+/-]+)$/.test(zone)), []);
});
