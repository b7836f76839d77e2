// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the words of a call against the table of commands. Values are never repeated in messages: one may be a password.
import { parseArgs } from 'node:util';
import { type Command, CommandError, type OptionRule, type Problem, refusal } from './command.ts';
import { commands, groups } from './commands.ts';
import { everywhere } from './help.ts';
import { printable } from './output.ts';
import { suggestion } from './suggest.ts';

export type Call =
  | { readonly kind: 'help'; readonly path: readonly string[] }
  | { readonly kind: 'version' }
  | { readonly kind: 'command'; readonly command: Command; readonly positional: readonly string[]; readonly options: ReadonlyMap<string, string | true> };

const shown = (word: string): string => `"${printable(word.length > 40 ? `${word.slice(0, 40)}...` : word)}"`;
const isHelp = (word: string | undefined): boolean => word === '--help' || word === '-h';
const written = (path: readonly string[]): string => ['basewright', ...path].join(' ');

function unknown(word: string, known: readonly string[], path: readonly string[]): CommandError {
  return refusal('command', `There is no command ${shown(word)}.${suggestion(word, known)} See "${written([...path, '--help'])}".`);
}

/** The commands of a group, or all first words. */
function namesIn(group: string | undefined): string[] {
  if (group === undefined) return [...commands.filter(({ path }) => path.length === 1).map(({ path }) => path[0]), ...Object.keys(groups)];
  return commands.flatMap(({ path }) => (path[0] === group && path[1] !== undefined ? [path[1]] : []));
}

/** The command that the first words name, and the words after it. */
function findCommand(words: readonly string[], path: readonly string[] = []): Call | { command: Command; rest: readonly string[] } {
  const [word, ...rest] = words;
  const known = namesIn(path[0]);
  if (isHelp(word)) return { kind: 'help', path };
  if (word === undefined || word.startsWith('-')) throw refusal('command', `Say what to do${word === undefined ? '' : ' first, then options'}: ${written(path)} ${known.join('|')}. See "${written([...path, '--help'])}".`);
  if (!known.includes(word)) throw unknown(word, known, path);
  const command = commands.find((candidate) => candidate.path[0] === (path[0] ?? word) && candidate.path[1] === (path.length === 0 ? undefined : word));
  return command === undefined ? findCommand(rest, [word]) : { command, rest };
}

type Token = ReturnType<typeof tokensOf>[number];

function tokensOf(words: readonly string[], rules: Readonly<Record<string, OptionRule>>) {
  const options = Object.fromEntries(Object.entries(rules).map(([name, { value }]) => [name, { type: value === undefined ? 'boolean' : 'string' } as const]));
  return parseArgs({ args: [...words], options: { ...options, help: { type: 'boolean', short: 'h' } }, allowPositionals: true, strict: false, tokens: true }).tokens;
}

/** What is wrong with one option. */
function optionProblem(token: Extract<Token, { kind: 'option' }>, rules: Readonly<Record<string, OptionRule>>, isRepeated: boolean): string | undefined {
  const rule = Object.hasOwn(rules, token.name) ? rules[token.name] : undefined;
  if (rule === undefined) return `There is no such option here.${suggestion(token.name, Object.keys(rules), (name) => `--${name}`)}`;
  if (isRepeated) return 'This option is given twice.';
  if (rule.value === undefined) return token.inlineValue === true ? 'This option takes no value.' : undefined;
  if (token.value === undefined || token.value === '') return `This option needs a value: --${token.name} ${rule.value}.`;
  // "--host --masked" forgot the host; a value that begins with a dash is written after "=".
  if (!token.inlineValue && token.value.startsWith('-') && token.value !== '-') return `This option needs a value: --${token.name} ${rule.value}, or --${token.name}=${rule.value} if it begins with a dash.`;
  return undefined;
}

function positionalProblems({ path, arguments: wanted = [] }: Command, given: number): Problem[] {
  const missing = wanted.slice(given).map(({ name, help }) => ({ path: name, message: `This argument is missing: ${help}.` }));
  if (given <= wanted.length) return missing;
  const takes = wanted.length === 0 ? 'takes no argument' : `takes ${wanted.map(({ name }) => name).join(' and ')} only`;
  return [{ path: 'arguments', message: `There are too many: "${written(path)}" ${takes}. Put quotes around text with blanks.` }];
}

function readCommand(command: Command, words: readonly string[]): Call {
  const rules: Readonly<Record<string, OptionRule>> = { ...command.options, ...everywhere };
  const options = new Map<string, string | true>();
  const positional: string[] = [];
  const problems: Problem[] = [];
  for (const token of tokensOf(words, rules)) {
    if (token.kind === 'positional') positional.push(token.value);
    if (token.kind !== 'option') continue;
    if (token.name === 'help') return { kind: 'help', path: command.path };
    const message = optionProblem(token, rules, options.has(token.name));
    if (message !== undefined) problems.push({ path: printable(token.rawName.slice(0, 40)), message });
    options.set(token.name, token.value ?? true);
  }
  // The value of an unknown option looks like one argument too many.
  if (problems.length === 0) problems.push(...positionalProblems(command, positional.length));
  for (const [name, rule] of Object.entries(rules)) {
    if (rule.isRequired && !options.has(name)) problems.push({ path: `--${name}`, message: `This option is missing: ${rule.help}.` });
  }
  if (problems.length > 0) throw new CommandError(2, problems);
  return { kind: 'command', command, positional, options };
}

/**
 * What a call asks for.
 * @throws {CommandError} with everything that is wrong with the words
 */
export function readCall(words: readonly string[]): Call {
  if (words[0] === '--version' || words[0] === '-V') return { kind: 'version' };
  const found = findCommand(words[0] === 'help' ? [...words.slice(1), '--help'] : words);
  return 'kind' in found ? found : readCommand(found.command, found.rest);
}
