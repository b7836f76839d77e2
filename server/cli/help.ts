// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the help of every level from the table of commands.
import type { Command, ExitCode, OptionRule } from './command.ts';
import { commands, groups } from './commands.ts';

const EXITS: Readonly<Record<ExitCode, string>> = { 0: 'done', 1: 'it failed or may not be done; stderr says why', 2: 'what was given is refused; one problem per line on stderr, as field: message' };

/** Options that every command has. */
export const everywhere: Readonly<Record<string, OptionRule>> = {
  json: { help: 'write JSON to stdout; refusals too, as {"errors": [{"path", "message"}]}' },
  help: { help: 'show this help' },
};

/** Columns of a terminal that a line may take. */
const WIDTH = 120;

/** The text in lines of at most `width`, broken at blanks; a longer word stays whole. */
function wrapped(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

type Row = readonly [left: string, right: string];

/** Rows in two columns, indented. */
function columns(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) => wrapped(right, Math.max(40, WIDTH - width - 4)).map((line, index) => `  ${(index === 0 ? left : '').padEnd(width)}  ${line}`));
}

const section = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', `${title}:`, ...lines]);
const optionText = (name: string, { value }: OptionRule): string => `--${name}${value === undefined ? '' : ` ${value}`}`;

function exits(own: Command['exits'] = {}): Row[] {
  return ([0, 1, 2] as const).map((code) => [String(code), own[code] ?? EXITS[code]]);
}

function usage({ path, arguments: positional = [], options = {} }: Command): string {
  const required = Object.entries(options).map(([name, rule]) => (rule.isRequired ? optionText(name, rule) : `[${optionText(name, rule)}]`));
  return ['basewright', ...path, ...positional.map(({ name }) => name), ...required, '[--json]'].join(' ');
}

function commandHelp(command: Command): string[] {
  const { summary, description = [], arguments: positional = [], options = {}, examples } = command;
  return [
    `Usage: ${usage(command)}`, '', ...wrapped(`${summary}.`, WIDTH), ...description.flatMap((line) => wrapped(line, WIDTH)),
    ...section('Arguments', positional.length === 0 ? [] : columns(positional.map(({ name, help }) => [name, help]))),
    ...section('Options', columns(Object.entries({ ...options, ...everywhere }).map(([name, rule]) => [optionText(name, rule), rule.help]))),
    ...section(examples.length === 1 ? 'Example' : 'Examples', examples.map((example) => `  ${example}`)),
    ...section('Exit codes', columns(exits(command.exits))),
  ];
}

function groupHelp(group: string): string[] {
  const own = commands.filter(({ path }) => path.length === 2 && path[0] === group);
  return [
    `Usage: basewright ${group} COMMAND`, '', `${groups[group]?.about ?? ''}.`,
    ...section('Commands', columns(own.map(({ path: [, name = ''], summary }) => [name, summary]))),
    ...section('Exit codes', columns(exits())),
    '', `"basewright ${group} COMMAND --help" tells more.`,
  ];
}

function programHelp(): string[] {
  const single = commands.filter(({ path }) => path.length === 1).map(({ path: [name], summary }): Row => [name, summary]);
  const names = (group: string): string => commands.filter(({ path }) => path.length === 2 && path[0] === group).map(({ path }) => path[1]).join(', ');
  // What a group is about, and under it its commands: some groups have more of them than a line beside it could hold.
  const grouped = (data: boolean): Row[] => Object.entries(groups).flatMap(([group, { about, usesData }]): Row[] => (usesData === data ? [[group, about], ['', names(group)]] : []));
  return [
    'Usage: basewright COMMAND', '', 'Kickstarts for image-based nodes: every operation of the web pages, for scripts.',
    ...section('Work on files; no server and no data directory needed', columns([...single, ...grouped(false)])),
    ...section('Work on the data directory; the servers may run or not', columns(grouped(true))),
    ...section('Environment', columns([
      ['BASEWRIGHT_DATA', 'the data directory; without, "data" in the directory of Basewright'],
      ['BASEWRIGHT_PYTHON', 'a Python with pykickstart, for validate; without, the one that "npm start" installs'],
      ['BASEWRIGHT_DEBUG', '1 shows where in the program an error comes from'],
    ])),
    ...section('Exit codes', columns(exits())),
    '', '"basewright COMMAND --help" tells more. --version shows the version.',
  ];
}

/** The help of the program, a group or a command. */
export function helpText(path: readonly string[]): string {
  const [group, name] = path;
  const command = commands.find((candidate) => candidate.path[0] === group && candidate.path[1] === name);
  const lines = command !== undefined ? commandHelp(command) : group !== undefined ? groupHelp(group) : programHelp();
  return `${lines.join('\n')}\n`;
}
