// SPDX-License-Identifier: GPL-2.0-or-later
// One program of a job: started apart from the server, listened to, bounded, and ended with everything that it started.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { emptyEnvironment } from '#kickstart/oracle/empty-environment.ts';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';
import type { Isolation } from './isolation.ts';
import { type ChildOptions, type ChildResult, JobFailure, JobStopped } from './job.ts';
import { endStragglers, MARK } from './stragglers.ts';
import { freeBytes, RESERVE_BYTES } from './work-directory.ts';

const MOST_STDOUT = 16 * 1024 * 1024;
const MOST_STDERR = 64 * 1024;
const LONGEST_LINE = 8000;
/** How long a program may take to end when it is asked to, in milliseconds. */
const PATIENCE_MS = 5000;
const ASK_AGAIN_MS = 500;
const DISK_LOOK_MS = 2000;
/** By such an exit code a shell tells that a signal ended the program: 128 and its number. */
const isSignal = (code: number) => code > 128 && code <= 128 + 64;
const PLACES = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export type Surroundings = {
  readonly isolation: Isolation;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Names the job in the environment of its programs. */
  readonly mark: string;
  readonly signal: AbortSignal;
  /** Takes lines for the log. */
  readonly repeat: (line: string) => void;
};

/** @throws {JobFailure} when the program is not installed. */
export function programFile(program: string, path = PLACES): string {
  if (isAbsolute(program)) return program;
  const found = path.split(':').map((place) => join(place, program)).find(isExecutable);
  if (found === undefined) throw new JobFailure(`The program ${program} is not installed on this server. Install the package that brings it, then run this again.`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Cuts what comes into lines. A carriage return ends one too: so programs draw their progress. */
function lineReader(take: (line: string) => void): { write: (bytes: Buffer) => void; end: () => void } {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const pass = (line: string) => {
    const plain = plainLine(line, LONGEST_LINE);
    if (plain !== '') take(plain);
  };
  return {
    write: (bytes) => {
      const lines = (rest + decoder.write(bytes)).split(/\r\n|\n|\r/);
      rest = lines.pop() ?? '';
      lines.forEach(pass);
      // A line without an end must not fill the memory.
      if (rest.length > 4 * LONGEST_LINE) {
        pass(rest);
        rest = '';
      }
    },
    end: () => pass(rest + decoder.end()),
  };
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;
type End = { why: ChildResult['end'] | 'stopped' | 'disk full' };

/** Asks the whole group of processes to end, and ends it when it takes too long. @returns what gives that up. */
function endGroup(child: Child): () => void {
  signalGroup(child, 'SIGTERM');
  // Once more: the first may have come before the program itself was there.
  const again = setTimeout(() => signalGroup(child, 'SIGTERM'), ASK_AGAIN_MS);
  const kill = setTimeout(() => signalGroup(child, 'SIGKILL'), PATIENCE_MS);
  return () => {
    clearTimeout(again);
    clearTimeout(kill);
  };
}

function signalGroup({ pid }: Child, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}

/** Ends the child when its time, its output, its disk or its job ends. */
function watchOver(child: Child, { cwd, signal }: Surroundings, limit: number | undefined): { end: End; stop: (why: End['why']) => void; release: () => void } {
  const end: End = { why: 'exited' };
  let giveUp: (() => void) | undefined;
  const stop = (why: End['why']) => {
    if (giveUp !== undefined) return;
    end.why = why;
    giveUp = endGroup(child);
  };
  const stopped = () => stop('stopped');
  signal.addEventListener('abort', stopped, { once: true });
  if (signal.aborted) stopped();
  const time = limit === undefined ? undefined : setTimeout(() => stop('limit'), limit);
  const disk = setInterval(() => {
    freeBytes(cwd).then((free) => (free < RESERVE_BYTES ? stop('disk full') : undefined), () => undefined);
  }, DISK_LOOK_MS);
  return {
    end,
    stop,
    release: () => {
      signal.removeEventListener('abort', stopped);
      clearTimeout(time);
      clearInterval(disk);
      giveUp?.();
    },
  };
}

/** Gathers what the child says, within its bounds. */
function listen(child: Child, { repeat }: Surroundings, { most = MOST_STDOUT, logged = 'errors', onLine }: ChildOptions, stop: (why: End['why']) => void) {
  const stdout: Buffer[] = [];
  let size = 0;
  let stderr = Buffer.alloc(0);
  const take = (isLogged: boolean) => (line: string) => {
    if (isLogged) repeat(line);
    onLine?.(line);
  };
  const [outLines, errorLines] = [lineReader(take(logged === 'all')), lineReader(take(logged !== 'nothing'))];
  child.stdout.on('data', (bytes: Buffer) => {
    const fitting = bytes.subarray(0, most - size);
    size += fitting.length;
    if (fitting.length > 0) stdout.push(fitting);
    outLines.write(fitting);
    if (fitting.length < bytes.length) stop('too much output');
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr = Buffer.concat([stderr, bytes]).subarray(-MOST_STDERR);
    errorLines.write(bytes);
  });
  return {
    finish: (): { stdout: Buffer; stderr: string } => {
      outLines.end();
      errorLines.end();
      return { stdout: Buffer.concat(stdout), stderr: stderr.toString('utf8') };
    },
  };
}

function ended(child: Child, mark: string, isShared: boolean): Promise<{ code: number | null; error?: Error }> {
  return new Promise((resolve) => {
    let error: Error | undefined;
    child.once('error', (cause) => {
      error = cause;
      if (child.pid === undefined) resolve({ code: null, error });
    });
    // Whatever the program left running would hold its outputs open, and go on.
    child.once('exit', () => {
      signalGroup(child, 'SIGKILL');
      if (isShared) endStragglers(mark);
    });
    child.once('close', (code) => resolve({ code, ...(error !== undefined && { error }) }));
  });
}

/**
 * Runs a program to its end.
 *
 * @throws {JobFailure} when it cannot be started, or the disk got full. {@link JobStopped} when the job was told to end.
 */
export async function runChild(program: string, args: readonly string[], options: ChildOptions, around: Surroundings): Promise<ChildResult> {
  if (around.signal.aborted) throw new JobStopped();
  const { isolation: { kind, prefix: [wall = '', ...bricks] }, cwd, environment, mark } = around;
  const file = programFile(program);
  const env = Object.assign(emptyEnvironment(), { PATH: PLACES, ...environment, ...options.environment, [MARK]: mark });
  const child: Child = spawn(/* turbopackIgnore: true */ wall, [...bricks, file, ...args], { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const watch = watchOver(child, around, options.limit);
  const heard = listen(child, around, options, watch.stop);
  child.stdin.on('error', () => undefined); // It may end without reading.
  child.stdin.end(options.input ?? '');
  const { code, error } = await ended(child, mark, kind === 'shared');
  watch.release();
  const said = heard.finish();
  if (error !== undefined) throw new JobFailure(`The program ${program} could not be started: ${error.message}.`);
  const { why } = watch.end;
  if (why === 'stopped') throw new JobStopped();
  if (why === 'disk full') throw new JobFailure(`The disk of the work directory is nearly full, so ${program} was ended before the database suffers. Free some space, or set BASEWRIGHT_WORK to a directory on a larger disk, then run this again.`);
  return { code: code !== null && isSignal(code) ? null : code, ...said, end: why };
}
