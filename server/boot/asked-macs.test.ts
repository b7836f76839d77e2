// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of reading MACs from paths and headers.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { macInPath, macsInHeaders, pathOf } from './asked-macs.ts';

const MAC = '52:54:00:ab:cd:ef';

test('every usual spelling of a MAC in a path', () => {
  const spellings = [MAC, '52:54:00:AB:CD:EF', '52-54-00-ab-cd-ef', '525400abcdef', '525400ABCDEF', '5254.00ab.cdef', '01-52-54-00-ab-cd-ef', '52%3A54%3a00%3Aab%3Acd%3Aef', '01%2d52-54-00-ab-cd-ef'];
  for (const spelling of spellings) assert.equal(macInPath(spelling), MAC, spelling);
});

test('everything else is none', () => {
  const others = ['', MAC.slice(1), `${MAC}0`, `${MAC}/`, ` ${MAC}`, `${MAC}%0a`, '52:54-00:ab:cd:ef', '52%3', '%', '%E0%A4%A', '52:54:00:ab:cd:eg', '02-52-54-00-ab-cd-ef', '%2e%2e'];
  for (const other of others) assert.equal(macInPath(other), undefined, other);
});

test('the query is no part of the path', () => {
  assert.equal(pathOf('/ks/x?mac=y?z'), '/ks/x');
  assert.equal(pathOf('/ks'), '/ks');
});

test("Anaconda's headers name one card each; cards without an Ethernet address are left out", () => {
  const headers = [
    'Host', 'x',
    'X-RHN-Provisioning-MAC-0', `eno1 ${MAC}`,
    'x-rhn-provisioning-mac-12', 'ib0 80:00:02:08:fe:80:00:00:00:00:00:00:f4:52:14:03:00:8d:b2:41',
    'X-RHN-Provisioning-MAC-1', `eno2\t52:54:00:AB:CD:EF `,
    'X-RHN-Provisioning-MAC-2', '52:54:00:00:00:02',
    'X-RHN-Provisioning-MAC-', 'eno9 52:54:00:00:00:09',
    'X-RHN-Provisioning-MAC-x', 'eno9 52:54:00:00:00:09',
    'X-RHN-Provisioning-MAC-3', '',
  ];
  assert.deepEqual(macsInHeaders(headers), [MAC, '52:54:00:00:00:02']);
});
