// SPDX-License-Identifier: GPL-2.0-or-later
// Only plain https addresses become links to Cockpit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isCockpitUrl } from './cockpit-url.ts';

for (const [url, expected] of [
  ['https://node1.example.com:9090/', true], ['https://192.0.2.7:9090/', true], ['https://[2001:db8::7]:9090/', true],
  ['http://node1.example.com:9090/', false], ['javascript:alert(1)', false], ['https://bank.example.com@evil.example.com/', false], ['https://node1/steal?x=1', false], ['https://a/#b', false], ['', false], ['/fleet', false],
] as const) test(`${url} ${expected ? 'is' : 'is not'} a link`, () => assert.equal(isCockpitUrl(url), expected));

test('whatever stands before https is no link', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
    if (isCockpitUrl(text)) assert.match(text.trimStart(), /^https:/i);
  }), { seed: 20261130 });
});
