// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the $6$ hash: known answers, agreement with OpenSSL, and what may be hashed.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { hashNodePassword } from './crypt.ts';
import { sha512Crypt } from './sha512-crypt.ts';

test('known answers', () => {
  assert.equal(
    sha512Crypt('x', 'abcdefghijklmnop', 100_000),
    '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.',
  );
  // From the specification's own test program.
  assert.equal(
    sha512Crypt('Hello world!', 'saltstringsaltst', 10_000),
    '$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZeHBy/YTBmSK6H9qs/y3RnOaw5v.',
  );
});

test('OpenSSL agrees for every length up to three digests, and beyond ASCII', (context) => {
  const passwords = [1, 15, 16, 31, 63, 64, 65, 127, 128, 129, 192].map((length) => 'Aé9'.repeat(length).slice(0, length)).concat(['пароль', '密码🔑', ' $`"\'\\']);
  for (const password of passwords) {
    let expected: string;
    try {
      expected = execFileSync('openssl', ['passwd', '-6', '-stdin', '-salt', 'rounds=1000$/.saltSALT09'], { input: password, encoding: 'utf8' }).trim();
    } catch {
      context.skip('openssl is not installed here');
      return;
    }
    assert.equal(sha512Crypt(password, '/.saltSALT09', 1000), expected, password);
  }
});

test('salts and rounds that crypt(3) refuses are refused', () => {
  for (const salt of ['', 'a$b', 'x'.repeat(17), 'é']) assert.throws(() => sha512Crypt('x', salt, 1000), RangeError);
  for (const rounds of [999, 1e9, 1000.5, Number.NaN]) assert.throws(() => sha512Crypt('x', 'salt', rounds), RangeError);
});

test('a node password is hashed with 100,000 rounds and a salt of its own', async () => {
  const answers = await Promise.all([hashNodePassword('correct horse'), hashNodePassword('correct horse')]);
  for (const answer of answers) assert(answer.outcome === 'hashed' && /^\$6\$rounds=100000\$[./0-9A-Za-z]{16}\$[./0-9A-Za-z]{86}$/.test(answer.hash));
  assert.notDeepEqual(answers[0], answers[1]);
});

test('the event loop stays free while a password is hashed', async () => {
  let turns = 0;
  const pulse = setInterval(() => (turns += 1), 1);
  await hashNodePassword('correct horse');
  clearInterval(pulse);
  // Hashing in this thread would let no turn through; how long each one takes is the machine's business.
  assert(turns > 20, `${turns} turns`);
});

test('what no login could take is refused', async () => {
  for (const password of ['', 'a\nroot:x', 'a\0', 'a\u2028b', '\ud800', 'x'.repeat(512)]) assert.equal((await hashNodePassword(password)).outcome, 'refused', JSON.stringify(password));
});
