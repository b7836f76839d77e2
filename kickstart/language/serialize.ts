// SPDX-License-Identifier: GPL-2.0-or-later
// The only place where kickstart text is made: statements in, lines out, quoted and checked against the command table.
import { bodyProblems } from './body.ts';
import { commandRule, isFlag, sectionRule, type CommandRule } from './commands.ts';
import { quote, unsayable } from './quote.ts';
import type { Command, Option, Origin, Section, Statement } from './statement.ts';
import type { KickstartVersion } from './versions.ts';

/** A statement that the language version cannot say: a mistake in a template, not of a user. */
export class UnsayableStatementError extends Error {
  override name = 'UnsayableStatementError';
}

/** A line of text without its end, and where it came from. */
export type Line = { readonly text: string; readonly from: Origin };

function fail(name: string, version: KickstartVersion, what: string): never {
  throw new UnsayableStatementError(`${name} for ${version}: ${what}`);
}

/** Source: int options are Python's int(), which takes more spellings than these; only plain digits are ever written. */
function word(value: string | number): string {
  if (typeof value === 'number' && !(Number.isSafeInteger(value) && value >= 0)) throw new UnsayableStatementError(`${value} is not a whole number that a kickstart option can carry.`);
  return quote(String(value));
}

/** Options are always `--name=value`, each once: `--name value` fails for values that begin with a dash, and of a repeated option the last silently wins. */
function writeOptions(name: string, given: readonly Option[], rule: CommandRule, version: KickstartVersion): string[] {
  const seen = new Set<string>();
  return given.map(([option, value]) => {
    const known = rule.options[option];
    if (known === undefined && !rule.free) fail(name, version, `the option ${option} is unknown`);
    if (known?.deprecated) fail(name, version, `the option ${option} has no effect any more`);
    if (seen.has(option)) fail(name, version, `the option ${option} is there twice`);
    seen.add(option);
    if (known !== undefined && isFlag(known) !== (value === true)) fail(name, version, `the option ${option} ${value === true ? 'needs' : 'takes no'} value`);
    return value === true ? option : `${option}=${word(value)}`;
  });
}

/** Positional words come last; one that begins with a dash would be read as an option, quoted or not. */
function writeWords(name: string, words: readonly string[], version: KickstartVersion): string[] {
  return words.map((given) => {
    if (given.startsWith('-') || given === '') fail(name, version, `${JSON.stringify(given)} cannot be a word of its own`);
    return quote(given);
  });
}

function writeCommand({ name, options, args }: Command, version: KickstartVersion): string {
  const rule = commandRule(version, name);
  if (rule?.status !== 'active') fail(name, version, `the command is ${rule?.status ?? 'unknown'}`);
  const [, most] = rule.positionals;
  if (most !== null && args.length > most) fail(name, version, `it takes at most ${most} words, not ${args.length}`);
  return [name, ...writeOptions(name, options, rule, version), ...writeWords(name, args, version)].join(' ');
}

/** A `%addon` header belongs to the add-on: its options are not pykickstart's to know. */
function writeHeader({ name, options, args }: Section, version: KickstartVersion): string {
  const rule = sectionRule(version, name);
  if (rule === undefined) fail(name, version, 'the section is unknown');
  const free = name === '%addon' ? { ...rule, free: true } : rule;
  return [name, ...writeWords(name, args, version), ...writeOptions(name, options, free, version)].join(' ');
}

function writeSection(section: Section, version: KickstartVersion): Line[] {
  const [problem] = bodyProblems(section.body);
  if (problem !== undefined) fail(section.name, version, problem.message);
  const body = section.body === '' ? [] : section.body.replace(/\n$/, '').split('\n');
  return [writeHeader(section, version), ...body, '%end'].map((text) => ({ text, from: section.from }));
}

/** A comment or kept line must stay one line. */
function single(text: string): string {
  const reason = unsayable(text.replaceAll('\t', ' '));
  if (reason !== undefined) throw new UnsayableStatementError(`${JSON.stringify(text)}: ${reason}.`);
  return text;
}

/**
 * The lines of `statements` in kickstart language `version`.
 * @throws UnsayableValueError, UnsayableStatementError when a statement cannot be said; nothing is ever left out or changed silently
 */
export function serialize(statements: readonly Statement[], version: KickstartVersion): Line[] {
  return statements.flatMap((statement): Line[] => {
    const { from } = statement;
    switch (statement.kind) {
      case 'command': return [{ text: writeCommand(statement, version), from }];
      case 'section': return writeSection(statement, version);
      case 'comment': return [{ text: single(`# ${statement.text}`), from }];
      case 'include': return [{ text: `%include ${quote(statement.path)}`, from }];
      case 'verbatim': return [{ text: statement.from.field.startsWith('extra.sections') ? statement.line : single(statement.line), from }];
    }
  });
}
