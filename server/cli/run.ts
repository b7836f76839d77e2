// SPDX-License-Identifier: GPL-2.0-or-later
// Runs one call: words in, output and exit code out. Whatever is thrown becomes one line per problem.
import { readFileSync } from 'node:fs';
import { type Call, readCall } from './arguments.ts';
import type { Answer, ExitCode, Invocation, Io, Problem } from './command.ts';
import { everywhere, helpText } from './help.ts';
import { jsonText, printable, write } from './output.ts';

async function version(): Promise<Answer> {
  const { z } = await import('zod');
  const { version: number } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')));
  return { stdout: `basewright ${number}\n`, json: { version: number } };
}

function invocationOf({ command, positional, options }: Extract<Call, { kind: 'command' }>, io: Io): Invocation {
  const value = (name: string): string | true | undefined => {
    if (command.options?.[name] === undefined && everywhere[name] === undefined) throw new Error(`${command.path.join(' ')} has no option "${name}" in the table of commands.`);
    return options.get(name);
  };
  return {
    io,
    argument: (name) => {
      const given = positional[(command.arguments ?? []).findIndex((argument) => argument.name === name)];
      if (given === undefined) throw new Error(`${command.path.join(' ')} has no argument "${name}" in the table of commands.`);
      return given;
    },
    option: (name) => {
      const given = value(name);
      return given === true ? undefined : given;
    },
    has: (name) => value(name) !== undefined,
  };
}

async function answerOf(call: Call, io: Io): Promise<Answer> {
  if (call.kind === 'version') return version();
  if (call.kind === 'help') return { stdout: helpText(call.path), json: { help: helpText(call.path) } };
  const runCommand = await call.command.load();
  return runCommand(invocationOf(call, io));
}

const problemLine = ({ path, message }: Problem): string => `${path === '' ? 'basewright' : path}: ${message}`;

/** An error as an answer. */
async function failureAnswer(error: unknown, io: Io): Promise<Answer> {
  const { failureOf } = await import('./failures.ts'); // Most calls never need it.
  const { exit, problems } = await failureOf(error);
  if (io.environment['BASEWRIGHT_DEBUG'] === '1' && error instanceof Error) await write(io.stderr, `${error.stack ?? ''}\n`);
  return { stdout: '', json: { errors: problems }, problems: problems.map(problemLine), exit };
}

async function print(answer: Answer, isJson: boolean, io: Io): Promise<void> {
  const said = [...(answer.problems ?? []), ...(isJson ? [] : (answer.notes ?? []))];
  await write(io.stderr, said.map((line) => `${printable(line)}\n`).join(''));
  await write(io.stdout, isJson ? jsonText(answer.json) : answer.stdout);
}

/** Runs the command that `words` call. Never throws. */
export async function run(words: readonly string[], io: Io): Promise<ExitCode> {
  const isJson = words.includes('--json');
  try {
    const answer = await answerOf(readCall(words), io).catch((error: unknown) => failureAnswer(error, io));
    await print(answer, isJson, io);
    return answer.exit ?? 0;
  } catch (error) {
    const answer = await failureAnswer(error, io);
    await print(answer, isJson, io).catch(() => undefined); // stdout itself may be what fails
    return answer.exit ?? 1;
  }
}
