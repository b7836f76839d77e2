// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of admin passwords: which are refused, and that hashing can be checked again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPassword, hashPassword } from './password-hash.ts';
import { passwordProblem } from './password-rules.ts';

const refused: [password: string, says: RegExp][] = [
  ['', /0 characters/],
  ['seven brave ot', /14 characters and needs at least 15/],
  ['x'.repeat(257), /at most 256/],
  ['Correct Horse Battery Staple', /tried first/],
  ['PasswordPassword', /tried first/],
  ['ada-lovelace-ada', /little more than the user name/],
  ['abcabcabcabcabcab', /repeated/],
  ['aaaaaaaabbbbbbbb', /repeated/],
  ['abcdefghijklmnop', /neighbouring/],
  ['ponmlkjihgfedcba', /neighbouring/],
  ['seven brave \ud800 otters', /broken character/],
];
for (const [password, says] of refused) test(`refused: ${JSON.stringify(password.slice(0, 30))}`, () => assert.match(passwordProblem(password, 'lovelace') ?? '', says));

test('long passwords of any kind are taken', () => {
  for (const password of ['seven brave otters', 'x9$kQ!2mZp@7vLr', 'семь храбрых выдр', '🔑🦦🌊🏔️🔥🌲🎈🎺🥁🎻🎲🧩🚲🚂🛶', 'seven brave otters'.repeat(14)]) assert.equal(passwordProblem(password, 'ada'), undefined, password);
});

test('a password matches its own hash only', async () => {
  const hash = await hashPassword('seven brave otters');
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.deepEqual(await checkPassword('seven brave otters', hash), { matches: true, outdated: false });
  assert.deepEqual(await checkPassword('Seven brave otters', hash), { matches: false, outdated: false });
  assert.deepEqual(await checkPassword('seven brave otters', undefined), { matches: false, outdated: false });
  assert.notEqual(await hashPassword('seven brave otters'), hash);
});

test('one letter in two spellings is one password', async () => {
  assert.equal((await checkPassword('cafe\u0301 au lait et pain', await hashPassword('caf\u00e9 au lait et pain'))).matches, true);
});
