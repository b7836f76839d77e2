// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of sealing: what was sealed opens in its own place with its own key, and nowhere else.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createVault, VaultError } from './vault.ts';

const vault = createVault(Buffer.alloc(32, 1));
const place = { table: 'profiles', row: 'node', path: 'users.root.hash' };

test('every text opens again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      assert.equal(vault.open(vault.seal(text, place), place), text);
    }),
    { seed: 20261123, numRuns: 500 },
  );
});

test('the same text never seals to the same value', () => {
  const sealed = new Set(Array.from({ length: 1000 }, () => vault.seal('x', place)));
  assert.equal(sealed.size, 1000);
});

test('another place does not open', () => {
  const sealed = vault.seal('x', place);
  for (const other of [{ ...place, table: 'hosts' }, { ...place, row: 'node2' }, { ...place, path: 'users.root' }])
    assert.throws(() => vault.open(sealed, other), VaultError);
});

test('another key says which key is needed', () => {
  const other = createVault(Buffer.alloc(32, 2));
  assert.throws(() => other.open(vault.seal('x', place), place), new RegExp(`sealed with key ${vault.keyId}, the key file holds ${other.keyId}`));
});

test('a changed value does not open', () => {
  const sealed = vault.seal('correct horse', place);
  for (let at = sealed.lastIndexOf('.') + 1; at < sealed.length - 1; at += 1) {
    const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    assert.throws(() => vault.open(changed, place), VaultError);
  }
  for (const broken of ['', '1', '2.x.y.z', `1.${vault.keyId}..`, `1.${vault.keyId}.AAAA.AAAA`]) assert.throws(() => vault.open(broken, place), VaultError);
});

test('an error never tells the text', () => {
  assert.throws(() => vault.open(vault.seal('CANARY', { ...place, row: 'a' }), place), (error) => !String(error).includes('CANARY'));
});
