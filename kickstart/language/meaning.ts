// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: what pykickstart must have understood of our statements, option by option, and where it differs.
import type { OracleResult } from '../oracle/result.ts';
import { commandRule, isFlag, sectionRule, type OptionRule } from './commands.ts';
import type { Command, Option, Section, Statement } from './statement.ts';
import type { KickstartVersion } from './versions.ts';
import { wordsOf } from './words.ts';

/** The value pykickstart keeps for an option, or undefined where its own check turns it into something else. */
function keptValue(rule: OptionRule, value: string | number | true): unknown {
  if (value === true) return rule.action === 'store_true' ? true : rule.action === 'store_false' ? false : undefined;
  if (rule.type === 'str') return String(value);
  if (rule.type === 'int') return Number(value);
  if (rule.type === 'csv') return String(value).split(',').map((item) => item.trim()).filter(Boolean);
  if (rule.type === 'bool') return value === 'yes';
  return undefined;
}

const tokensOf = (options: readonly Option[], args: readonly string[]) => [...options.map(([name, value]) => (value === true ? name : `${name}=${value}`)), ...args];
/** The first word of a kept line as shlex reads it. */
function firstWordOf(line: string): string | undefined {
  const read = wordsOf(line);
  return read.outcome === 'words' ? read.words[0] : undefined;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function compareCommand(command: Command, entry: Readonly<Record<string, unknown>>, version: KickstartVersion): string[] {
  const rule = commandRule(version, command.name);
  return command.options.flatMap(([name, value]) => {
    const option = rule?.options[name];
    if (option === undefined) return [];
    const expected = keptValue(option, value);
    const kept = entry[option.dest ?? name.slice(2).replaceAll('-', '_')];
    const fits = expected === undefined || same(expected, kept) || (isFlag(option) && expected === true && kept === 1);
    return fits ? [] : [`${command.name} ${name}: said ${JSON.stringify(value)}, understood ${JSON.stringify(kept)}`];
  });
}

function compareCommands(statements: readonly Statement[], result: OracleResult, version: KickstartVersion): string[] {
  const commands = statements.filter((statement) => statement.kind === 'command');
  const verbatim = statements.filter((statement) => statement.kind === 'verbatim' && statement.from.field.startsWith('extra.commands'));
  const said = commands.map((command) => [command.name, ...tokensOf(command.options, command.args)]);
  const kept = new Set(verbatim.map((statement) => (statement.kind === 'verbatim' ? firstWordOf(statement.line) : undefined)));
  const read = result.commands.map((command) => [command.name, ...command.args]).filter(([name]) => !kept.has(name));
  if (!same(said, read)) {
    const at = said.findIndex((words, index) => !same(words, read[index]));
    return [`command ${at < 0 ? said.length : at}: said ${JSON.stringify(said[at])}, read ${JSON.stringify(read[at < 0 ? said.length : at])}`];
  }
  const seen = new Map<string, number>();
  return commands.flatMap((command) => {
    const data = result.data[command.name];
    const index = seen.get(command.name) ?? 0;
    seen.set(command.name, index + 1);
    const entry = Array.isArray(data) ? data[index] : data;
    return entry === undefined ? [`${command.name}: not understood`] : compareCommand(command, entry, version);
  });
}

function compareScripts(statements: readonly Statement[], result: OracleResult): string[] {
  const sections = statements.filter((statement): statement is Section => statement.kind === 'section' && statement.name !== '%addon' && statement.name !== '%packages');
  const given = (section: Section, name: string) => section.options.find(([option]) => option === name)?.[1];
  const said = sections.map((section) => ({
    section: section.name,
    body: section.body,
    interp: given(section, '--interpreter') ?? '/bin/sh',
    inChroot: section.name === '%post' && given(section, '--nochroot') === undefined,
    errorOnFail: given(section, '--erroronfail') === true,
    logfile: given(section, '--log') ?? null,
  }));
  const read = result.scripts.filter((script) => script.section !== '%traceback').map(({ line: _, ...script }) => script);
  if (said.length !== read.length) return [`said ${said.length} scripts, read ${read.length}`];
  return said.flatMap((script, index) => (same(script, read[index]) ? [] : [`script ${index}: said ${JSON.stringify(script)}, read ${JSON.stringify(read[index])}`]));
}

function compareAddons(statements: readonly Statement[], result: OracleResult): string[] {
  const said = statements.filter((statement): statement is Section => statement.kind === 'section' && statement.name === '%addon').map((section) => [...section.args, ...tokensOf(section.options, [])]);
  const read = result.addons.map((addon) => [addon.name, ...addon.args]);
  const missing = said.filter((words) => !read.some((other) => same(words, other)));
  return missing.map((words) => `add-on not read back: ${JSON.stringify(words)}`);
}

/** pykickstart keeps the lines of %packages sorted by kind: environment, groups, packages, exclusions. */
function comparePackages(statements: readonly Statement[], result: OracleResult, version: KickstartVersion): string[] {
  const section = statements.find((statement): statement is Section => statement.kind === 'section' && statement.name === '%packages');
  // What an import kept is written as it was, and is not the model's to compare.
  if (statements.some((statement) => statement.kind === 'verbatim' && statement.line.startsWith('%packages'))) return [];
  if (section === undefined || result.packages === null) return (section === undefined) === (result.packages === null) ? [] : ['%packages: only one of model and text has it'];
  const lines = section.body.split('\n').filter(Boolean);
  const said = {
    environment: lines.find((line) => line.startsWith('@^'))?.slice(2) ?? null,
    groupList: lines.filter((line) => /^@[^^]/.test(line)).map((line) => line.slice(1)),
    packageList: lines.filter((line) => /^[^@-]/.test(line)),
    excludedList: lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1)),
  };
  const read = result.packages;
  // pykickstart spells its own attributes otherwise than the options ("excludeDocs").
  const flagsRead = new Map(Object.entries(read).map(([name, value]) => [name.toLowerCase(), value]));
  const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map((item: unknown) => (typeof item === 'object' && item !== null && 'name' in item ? String(item.name) : String(item))).sort() : value);
  const lists = Object.entries(said).flatMap(([name, value]) => (same(sorted(value), sorted(read[name])) ? [] : [`%packages ${name}: said ${JSON.stringify(value)}, understood ${JSON.stringify(read[name])}`]));
  const rule = sectionRule(version, '%packages');
  const flags = Object.entries(rule?.options ?? {}).filter(([, known]) => isFlag(known) && !known.deprecated).flatMap(([name, known]) => {
    const key = known.dest ?? name.slice(2);
    // Two spellings of one option count as one.
    const given = section.options.some(([option]) => option === name || rule?.options[option]?.dest === key || option.slice(2) === key);
    const understood = flagsRead.get(key.toLowerCase());
    return (understood === true) === given ? [] : [`%packages ${name}: said ${given}, understood ${JSON.stringify(understood)}`];
  });
  return [...lists, ...flags];
}

/**
 * Warnings that pykickstart gives although nothing is wrong (docs/upstream.md): a VLAN on an interface that has a line of its own, and a second
 * SSH key of one account, count as duplicates there and are both applied. `%include` is our own judge's remark.
 */
function falseWarnings(statements: readonly Statement[]): Set<string> {
  return new Set(statements.flatMap((statement) => {
    if (statement.kind === 'include') return ['%include is not followed: what it adds on the machine was not checked.'];
    if (statement.kind !== 'command') return [];
    const value = (name: string) => statement.options.find(([option]) => option === name)?.[1];
    if (statement.name === 'network' && value('--vlanid') !== undefined) return [`A network device with the name ${value('--device')} has already been defined.`];
    return statement.name === 'sshkey' ? [`An ssh user with the name ${value('--username')} has already been defined.`] : [];
  }));
}

/**
 * Every difference between what `statements` say and what pykickstart understood of their text: errors, warnings, commands more or less,
 * words, option values, scripts. Empty means: exactly the model, and not one command more.
 */
export function differences(statements: readonly Statement[], result: OracleResult, version: KickstartVersion): string[] {
  const ignored = falseWarnings(statements);
  return [
    ...result.errors.map((error) => `error on line ${error.line}: ${error.message}`),
    ...result.warnings.filter((warning) => !ignored.has(warning.message)).map((warning) => `warning on line ${warning.line}: ${warning.message}`),
    ...compareCommands(statements, result, version),
    ...compareScripts(statements, result),
    ...compareAddons(statements, result),
    ...comparePackages(statements, result, version),
  ];
}
