// SPDX-License-Identifier: GPL-2.0-or-later
// What a job is given, and what it is: the contract between the runner and the rooms that do the work.

import type { JobKind } from '#kickstart/catalogue/job.ts';
import type { Store } from '../store/store.ts';

export type ChildOptions = {
  /** Working directory; default: the job's own. */
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Bytes for its stdin. */
  readonly input?: string | Uint8Array;
  /** Ends the child after this many milliseconds; default: no limit of its own. */
  readonly limit?: number;
  /** How much of stdout is kept, in bytes; default 16 MiB. More ends the child: a hostile image must not fill the memory. */
  readonly most?: number;
  /** What the child says goes to the job's log too; default: stderr only. */
  readonly logged?: 'all' | 'errors' | 'nothing';
  /** It may reach the network of this server; default: it has none. */
  readonly network?: boolean;
  /** Most address space, in bytes; default 16 GiB, which leaves an emulated machine its room. */
  readonly memory?: number;
  /** Most bytes of one file that it writes; default 64 GiB. */
  readonly fileSize?: number;
  /** Sees each line of stdout and stderr as it comes, without control characters. */
  readonly onLine?: (line: string) => void;
};

export type ChildResult = {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: Buffer;
  /** The last 64 KiB. */
  readonly stderr: string;
  readonly end: 'exited' | 'limit' | 'too much output';
};

export type JobContext = {
  readonly id: string;
  readonly store: Store;
  readonly dataDirectory: string;
  /** The environment of the server, for settings. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * An empty directory that the job's children may write to; removed when the job ends. What children wrote there is as hostile as the image:
   * a name may have become a link to a file of the server, so read it by a child, or open it without following links.
   */
  readonly workDirectory: string;
  /** Aborted when a person cancels the job or the server stops. `run` ends its child then, and throws. */
  readonly signal: AbortSignal;
  /** A line for people. */
  log(line: string): void;
  /** What the job does now, and how far it is (0 to 1) where that is known. */
  progress(stage: string, fraction?: number): void;
  /**
   * A copy or link of a stored image that the children can read and not change.
   *
   * @throws {JobFailure} when there is no such image, or no room for a copy.
   */
  imageFile(sha256: string): Promise<string>;
  /**
   * Runs a program as an unprivileged user, without a shell, with bounded time, memory and output. It sees nothing of the data directory but its
   * work directory, where the handler's own files lie ready for it: those at the top are given to the user, deeper ones it can read.
   *
   * @param program a name, looked for where system programs are, or an absolute path.
   * @throws {JobFailure} when it is not installed or the disk gets full. {@link JobStopped} when the job was cancelled. An exit code is a result.
   */
  run(program: string, args: readonly string[], options?: ChildOptions): Promise<ChildResult>;
};

/** @param input what was given when the job was made: parse it. The result is kept as JSON. Throw a {@link JobFailure} for what a person must mend. */
export type JobHandler = (context: JobContext, input: unknown) => Promise<unknown>;

export type NewJob = { readonly kind: JobKind; readonly title: string; readonly subject: string | null; readonly input: object; readonly actor: string | null };

/** The work could not be done, and the message says why and how to mend it. */
export class JobFailure extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JobFailure';
  }
}

/** The job shall end now. Let it pass: the runner knows why. */
export class JobStopped extends Error {
  constructor() {
    super('The job was stopped.');
    this.name = 'JobStopped';
  }
}
