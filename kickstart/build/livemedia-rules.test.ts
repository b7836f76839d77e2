// SPDX-License-Identifier: GPL-2.0-or-later
// What livemedia-creator would refuse is found, each by its own rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { command, options, type Command, type Statement } from '../language/statement.ts';
import { definitionFixtures, exampleFacts } from './fixtures.ts';
import { type BuildMethod, livemediaProblems } from './livemedia-rules.ts';
import { buildStatements } from './statements.ts';

const definition = definitionFixtures.get('minimal');
assert(definition);
const good = buildStatements(definition, exampleFacts);
const from = { slice: 'build', field: 'x' };
const isCommand = (name: string) => (statement: Statement): statement is Command => statement.kind === 'command' && statement.name === name;

const without = (name: string) => good.filter((statement) => !isCommand(name)(statement));
const and = (...more: Statement[]) => [...good, ...more];
const messages = (statements: readonly Statement[], method: BuildMethod = 'no-virt') => livemediaProblems(statements, method).map(({ message }) => message).join('\n');

test('our own kickstart is taken', () => {
  assert.equal(messages(good), '');
  assert.equal(messages(good, 'virt'), '');
});

test('an installation source, and only one, by url', () => {
  assert.match(messages(without('url')), /There is no installation source/);
  assert.match(messages([...without('url'), command('cdrom', from)]), /The installation source is "cdrom"/);
  assert.match(messages(and(command('liveimg', from, options({ '--url': 'http://x/y' })))), /There are 2 installation sources/);
  assert.match(messages(and(command('repo', from, options({ '--name': 'updates', '--baseurl': 'http://x' })))), /keeps the name "updates"/);
});

test('a network, unless the packages lie on the machine', () => {
  assert.match(messages(without('network')), /must activate a network/);
  const local = [...good.filter((statement) => !isCommand('network')(statement) && !isCommand('url')(statement)), command('url', from, options({ '--url': 'file:///srv/os' }))];
  assert.equal(messages(local), '');
});

test('one root file system of a known size, and nothing beside it', () => {
  assert.match(messages(without('part')), /exactly one "part \/".*there are 0/);
  assert.match(messages(and(command('part', from, options({ '--size': 1024 }), ['/']))), /there are 2/);
  assert.match(messages(and(command('part', from, options({ '--size': 1024 }), ['/boot']))), /no partition for \/boot/);
  assert.equal(messages(and(command('part', from, options({ '--size': 1024 }), ['swap']))), '');
  assert.match(messages([...without('part'), command('part', from, options({ '--grow': true }), ['/'])]), /needs a --size/);
  assert.match(messages(and(command('autopart', from))), /"autopart" cannot be used/);
});

test('no display mode; a shutdown where a virtual machine is waited for', () => {
  for (const mode of ['text', 'cmdline', 'graphical']) assert.match(messages(and(command(mode, from))), /must not choose a display mode/);
  assert.equal(messages(without('shutdown')), '');
  assert.match(messages(without('shutdown'), 'virt'), /must end with "shutdown"/);
});

test('packages without which it fails at its end', () => {
  const lacking = good.map((statement) => (statement.kind === 'section' && statement.name === '%packages' ? { ...statement, body: statement.body.replace('dracut-live\n', '').replace('\nkernel\n', '\n') } : statement));
  assert.match(messages(lacking), /package dracut-live is missing.*\n.*package kernel is missing/);
});
