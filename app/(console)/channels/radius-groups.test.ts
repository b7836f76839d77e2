// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts are grouped by what changes for them, and none is lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostRadius } from './channel-answers.ts';
import { byChanges } from './radius-groups.ts';

const host = (id: string, text: string): HostRadius => ({ id, hostname: id, state: 'new', changes: [{ kind: 'added', text }] });

test('the same difference is one group', () => {
  const groups = byChanges([host('a', 'x'), host('b', 'y'), host('c', 'x')]);
  assert.deepEqual(groups.map(({ changes, hosts }) => [changes[0]?.text, hosts.map(({ id }) => id)]), [['x', ['a', 'c']], ['y', ['b']]]);
  assert.deepEqual(byChanges([]), []);
});
