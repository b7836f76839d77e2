// SPDX-License-Identifier: GPL-2.0-or-later
// What a command is, what it is given, and how it answers or refuses.
import type { Readable, Writable } from 'node:stream';

/** 0: done. 1: it failed, or may not be done now. 2: what was given is wrong. */
export type ExitCode = 0 | 1 | 2;

/** A field of a document, an option or a file, and what is wrong with it. An empty path stands for the program. */
export type Problem = { readonly path: string; readonly message: string };

/** Ends a command with its exit code and one line on stderr for every problem. */
export class CommandError extends Error {
  readonly exit: 1 | 2;
  readonly problems: readonly Problem[];

  constructor(exit: 1 | 2, problems: readonly Problem[]) {
    super(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
    this.name = 'CommandError';
    this.exit = exit;
    this.problems = problems;
  }
}

/** What was given is wrong. */
export function refusal(path: string, message: string): CommandError {
  return new CommandError(2, [{ path, message }]);
}

/** What was given is right, and it could not be done. */
export function failure(path: string, message: string): CommandError {
  return new CommandError(1, [{ path, message }]);
}

/** The world of one call. */
export type Io = {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

export type Answer = {
  /** For people and pipes. */
  readonly stdout: string;
  /** What --json prints instead. */
  readonly json: unknown;
  /** Said on stderr, and left out with --json, which holds the same. */
  readonly notes?: readonly string[];
  /** Why the exit code is not 0; on stderr, always. */
  readonly problems?: readonly string[];
  readonly exit?: ExitCode;
};

/** One call of a command: its arguments and options have been checked against the table. */
export type Invocation = {
  readonly io: Io;
  /** The value of a positional argument. */
  argument(name: string): string;
  /** The value of an option, or undefined when it was not given. */
  option(name: string): string | undefined;
  /** Whether an option without a value was given; every command has `json`. */
  has(name: string): boolean;
};

export type Run = (invocation: Invocation) => Promise<Answer>;

export type OptionRule = { /** What stands for its value in the help; without, the option takes none. */ readonly value?: string; readonly help: string; readonly isRequired?: true };

/** A row of the table of commands. */
export type Command = {
  readonly path: readonly [string] | readonly [string, string];
  readonly summary: string;
  /** More to know, line by line. */
  readonly description?: readonly string[];
  readonly arguments?: readonly { readonly name: string; readonly help: string }[];
  readonly options?: Readonly<Record<string, OptionRule>>;
  readonly examples: readonly string[];
  /** What an exit code means here, where that is more than usual. */
  readonly exits?: Readonly<Partial<Record<ExitCode, string>>>;
  /** Loads the code: only that of the command that runs. */
  load(): Promise<Run>;
};
