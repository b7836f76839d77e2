// SPDX-License-Identifier: GPL-2.0-or-later
// The serializer refuses what the language version cannot say, instead of writing something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serialize, UnsayableStatementError } from './serialize.ts';
import { command, options, type Statement } from './statement.ts';

const from = { slice: 'test', field: 'test' };
const text = (...statements: Statement[]) => serialize(statements, 'RHEL9').map((line) => line.text);

test('options are written in the = form, words last, each quoted on its own', () => {
  assert.deepEqual(text(command('user', from, options({ '--name': 'a', '--gecos': 'b c', '--lock': true }))), ['user --name=a --gecos="b c" --lock']);
  assert.deepEqual(text(command('sshkey', from, options({ '--username': 'root' }), ['ssh-ed25519 AAAA x'])), ['sshkey --username=root "ssh-ed25519 AAAA x"']);
});

test('options without a value are left out, not written empty', () => {
  assert.deepEqual(options({ '--a': undefined, '--b': false, '--c': '', '--d': 0 }), [['--d', 0]]);
});

const refused: [string, Statement, RegExp][] = [
  ['an unknown command', command('frobnicate', from), /unknown/],
  ['a command of another version', command('rdp', from), /unknown/],
  ['a removed command', command('install', from), /removed/],
  ['an unknown option', command('lang', from, [['--nope', 'x']], ['C']), /--nope/],
  ['an option twice', command('user', from, [['--name', 'a'], ['--name', 'b']]), /twice/],
  ['a flag with a value', command('rootpw', from, [['--lock', 'yes']]), /--lock/],
  ['a value option without a value', command('user', from, [['--name', true]]), /--name/],
  ['a word that would be read as an option', command('rootpw', from, [], ['--lock']), /word of its own/],
  ['too many words', command('lang', from, [], ['a', 'b']), /at most/],
  ['a number that is none', command('logvol', from, [['--name', 'a'], ['--vgname', 'v'], ['--size', 1.5]], ['/a']), /whole number/],
  ['a section that ends early', { kind: 'section', name: '%post', options: [], args: [], body: 'echo\n%end\nrootpw x\n', from }, /%end/],
  ['a comment of two lines', { kind: 'comment', text: 'a\u2028rootpw x', from }, /line break/],
];
for (const [what, statement, reason] of refused) {
  test(`refuses ${what}`, () => assert.throws(() => text(statement), (error: unknown) => error instanceof UnsayableStatementError && reason.test(error.message)));
}
