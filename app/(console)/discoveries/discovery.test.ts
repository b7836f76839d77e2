// SPDX-License-Identifier: GPL-2.0-or-later
// A discovered machine is named by what it said, and found by what a person knows of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Discovery, fits, productOf } from './discovery.ts';

const MACHINE: Discovery = {
  mac: '52:54:00:ab:cd:01', firstSeen: 0, lastSeen: 0, address: '192.0.2.7', times: 1, isIgnored: false, facts: { manufacturer: 'Dell Inc.', product: 'PowerEdge R650', serial: 'ABC123' },
};

test('the product is named with its manufacturer, once', () => {
  assert.equal(productOf(MACHINE), 'Dell Inc. PowerEdge R650');
  assert.equal(productOf({ facts: { manufacturer: 'HPE', product: 'HPE ProLiant' } }), 'HPE ProLiant');
  assert.equal(productOf({ facts: { manufacturer: 'QEMU' } }), 'QEMU');
  assert.equal(productOf({ facts: {} }), '');
});

for (const [search, found] of [
  ['', true], ['abc123', true], ['poweredge', true], ['192.0.2', true], ['52-54-00-AB', true], ['525400abcd01', true], ['5254.00ab', true], ['nothing', false], ['-', false], ['52:54:01', false],
] as const) {
  test(`"${search}" ${found ? 'finds' : 'does not find'} the machine`, () => assert.equal(fits(MACHINE, search), found));
}
