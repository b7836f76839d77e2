// SPDX-License-Identifier: GPL-2.0-or-later
// The reader against the real pykickstart: the same words, the same options, the same refusals.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { isFlag, type OptionRule } from '../language/commands.ts';
import type { KickstartVersion } from '../language/versions.ts';
import { openOracle } from '../oracle/client.ts';
import type { OracleResult } from '../oracle/result.ts';
import { arbitraryLine } from './arbitrary-line.ts';
import { parseKickstart, type ReadCommand, type ReadStatement } from './parse.ts';

const oracle = openOracle();
after(() => oracle.close());
const SEED = Number(process.env['FC_SEED'] ?? 20261123);
const say = (seed: number) => `seed ${seed}: repeat with FC_SEED=${seed}`;

/** What argparse itself complains of; the rest are a command's own rules. */
const ARGPARSE = /unrecognized arguments|expected one argument|ambiguous option|ignored explicit argument|argument --\S+: invalid (int|choice|ksboolean|boolean) ?|following arguments are required|Unexpected arguments/;
const only = (text: string, version: KickstartVersion): ReadStatement => {
  const parsed = parseKickstart(text, version);
  assert.ok(parsed.outcome === 'parsed');
  const [statement] = parsed.statements;
  assert.ok(statement);
  return statement;
};

const csv = (text: string) => text.split(',').map((item) => item.trim()).filter(Boolean);
function kept(rule: OptionRule, values: readonly (string | true)[]): unknown {
  const last = values.at(-1);
  if (last === true) return rule.action === 'store_true' ? true : rule.action === 'store_false' ? false : undefined;
  if (rule.action === 'append') return values;
  const texts = values.filter((one) => one !== true);
  if (rule.type === 'csv') return rule.action === 'extend' ? texts.flatMap(csv) : csv(last ?? '');
  if (rule.action !== 'store') return undefined;
  if (rule.type === 'int') return Number(last);
  return rule.type === 'bool' ? last === 'yes' : rule.type === 'str' ? last : undefined;
}

/** Attributes that a command changes after argparse, so that they tell nothing of the options. */
const CHANGED = /^(mouse|raid|zfcp|sshpw|iscsi|logvol --percent|network --(bootproto|teamslaves)|part --(fstype|type|onpart)|partition --(fstype|type|onpart)|volgroup --noformat|module --disable|bootloader --(location|md5pass|driveorder|iscrypted)|raid --level|nvdimm|autopart|syspurpose|snapshot|timesource|cdrom|liveimg --proxy|logging --level|stratis|bootc|ostreecontainer)/;
/** Commands that take unknown options for words, or count their words in their own way. */
const LENIENT = /^(volgroup|sshpw|btrfs)$/;

function compare(read: ReadCommand, result: OracleResult): string[] {
  const data = result.data[read.name];
  const entry = Array.isArray(data) ? data[0] : data;
  if (entry === undefined) return [];
  const dest = (option: string) => read.rule.options[option]?.dest ?? option.slice(2).replaceAll('-', '_');
  return read.given.flatMap(({ option }) => {
    const rule = read.rule.options[option];
    const values = read.given.filter((one) => dest(one.option) === dest(option));
    if (rule === undefined || CHANGED.test(`${read.name} ${option}`) || values.some((one) => one.option !== option && isFlag(rule))) return [];
    const expected = kept(rule, values.map((one) => one.value));
    const found = entry[dest(option)];
    if (expected === undefined || found === undefined || JSON.stringify(expected) === JSON.stringify(found) || (expected === true && found === 1)) return [];
    return [`${option}: we read ${JSON.stringify(expected)}, pykickstart ${JSON.stringify(found)}`];
  });
}

test('6000 generated lines: words, options and refusals are pykickstart\'s', async () => {
  const lines = fc.sample(arbitraryLine(), { numRuns: 6000, seed: SEED });
  const results = await oracle.parseMany(lines);
  const wrong: string[] = [];
  let read = 0;
  results.forEach((result, index) => {
    const { text, version, name } = lines[index] ?? { text: '', version: 'RHEL9', name: '' };
    const ours = only(text, version);
    const errors = result.errors.map((error) => error.message);
    const note = (what: string) => wrong.push(`${version}: ${text}\n    ${what}; pykickstart: ${errors.join(' | ')}`);
    if (ours.kind === 'wrong' && !ours.ignored && errors.length === 0 && !LENIENT.test(name) && !ours.reason.includes('"--" has no meaning')) note(`refused by us only: ${ours.reason}`);
    if (ours.kind === 'command' && !ours.rule.free && !LENIENT.test(name) && errors.some((message) => ARGPARSE.test(message))) note('refused by pykickstart only');
    if (ours.kind === 'command' && errors.length === 0) {
      read += 1;
      for (const difference of compare(ours, result)) note(difference);
    }
  });
  assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} differences; ${say(SEED)}`);
  assert.ok(read > 600, `only ${read} lines were valid`);
});

test('4000 lines of any characters: our words are shlex\'s', async () => {
  const any = fc.string({ unit: fc.oneof(fc.constantFrom(...Array.from(' \t"\'\\#ab=-\u00a0\u3000%')), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength: 20 })
    .map((text) => `realm join ${text.replace(/[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g, '_')}`).filter((text) => text.isWellFormed());
  const lines = fc.sample(any, { numRuns: 4000, seed: SEED });
  const results = await oracle.parseMany(lines.map((text) => ({ text, version: 'RHEL9' as const })));
  results.forEach((result, index) => {
    const text = lines[index] ?? '';
    const ours = only(text, 'RHEL9');
    const [command] = result.commands;
    if (command === undefined) assert.equal(ours.kind, 'wrong', `${JSON.stringify(text)} ${say(SEED)}`);
    else assert.deepEqual(ours.kind === 'command' ? ours.words : ours, command.args, `${JSON.stringify(text)} ${say(SEED)}`);
  });
});

const documentLine = fc.constantFrom(
  '%post', '%pre --log=/a', ' %post --nochroot', '%packages', '%addon x', '%onerror', '%bogus', '%end', ' %end', '%end a', "%end it's", '\u00a0%end', '%end\u00a0', '%END', '%endx', '"%end"', '%include /x', '%ksappend http://x', '%s',
  'echo a', 'echo a\u0085%end', 'a\vb', 'a\u2028%post', '', '  ', '# c', 'lang en_US.UTF-8', 'rootpw --lock', "text 'x", 'bogus', '%certificate --filename=a --dir=/x', '\t# c', 'skipx # c', '%end # it\'s',
);
test('3000 documents of sections: the same scripts and the same commands up to the first stop', async () => {
  const documents = fc.sample(fc.array(documentLine, { minLength: 1, maxLength: 9 }).map((lines) => `${lines.join('\n')}\n`), { numRuns: 3000, seed: SEED });
  const results = await oracle.parseMany(documents.map((text) => ({ text, version: 'RHEL9' as const })));
  let whole = 0;
  results.forEach((result, index) => {
    const text = documents[index] ?? '';
    const parsed = parseKickstart(text, 'RHEL9');
    assert.ok(parsed.outcome === 'parsed');
    const wrong = parsed.statements.filter((statement) => statement.kind === 'wrong');
    const at = `${JSON.stringify(text)} ${JSON.stringify(result.errors)} ${say(SEED)}`;
    assert.equal(wrong.length > 0, result.errors.length > 0, at);
    if (wrong.length > 0) return;
    whole += 1;
    // The oracle does not fetch either, but leaves the line where it is.
    const unfetched = (body: string) => body.replaceAll('%ksappend http://x\n', '');
    const scripts = parsed.statements.filter((statement) => statement.kind === 'section' && /^%(pre|post|onerror)/.test(statement.name)).filter((statement) => statement.kind === 'section' && statement.body !== '' && /\S/.test(statement.body));
    assert.deepEqual(scripts.map((statement) => [statement.line, statement.kind === 'section' ? statement.body : '']), result.scripts.map((script) => [script.line, unfetched(script.body)]).filter(([, body]) => /\S/.test(String(body))), at);
    assert.deepEqual(parsed.statements.filter((statement) => statement.kind === 'command').map(({ name, line: number }) => [name, number]), result.commands.map(({ name, line: number }) => [name, number]), at);
  });
  assert.ok(whole > 100, `only ${whole} documents were valid`);
});

test('line numbers count all ten line breaks, and every line belongs to exactly one statement', () => {
  const text = '\ufefflang en_US.UTF-8\r\n\n%post\na\vb\u2028c\n%end\n%bogus\nx\n%end\ntext';
  const parsed = parseKickstart(text, 'RHEL9');
  assert.ok(parsed.outcome === 'parsed');
  assert.deepEqual(parsed.statements.map(({ kind, line: from, end }) => [kind, from, end]), [['command', 1, 1], ['blank', 2, 2], ['section', 3, 7], ['wrong', 8, 10], ['command', 11, 11]]);
});

test('limits: 1 MiB and 20,000 lines', () => {
  const most = parseKickstart(`#${'x'.repeat(1024 * 1024 - 1)}`, 'RHEL9');
  assert.equal(most.outcome, 'parsed');
  for (const text of ['x'.repeat(1024 * 1024 + 1), 'ä'.repeat(600_000), '\n'.repeat(20_001)]) assert.equal(parseKickstart(text, 'RHEL9').outcome, 'refused');
});
