// SPDX-License-Identifier: GPL-2.0-or-later
// The log of a job: one file of plain lines, bounded, without secrets and control characters, readable while it grows.

import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';
import { redact } from '#kickstart/lifecycle/redact.ts';

/** What a log holds at most, in bytes; programs may fill the first part, and the rest is kept for what the job itself says. */
export const MOST_BYTES = 8 * 1024 * 1024;
const MOST_OF_PROGRAMS = 7 * 1024 * 1024;
const LONGEST_LINE = 4000;
/** Lines are gathered for this long before they are written. */
const GATHER_MS = 100;
const JOB_ID = /^[0-9a-f]{16}$/;

const PROGRAMS_CUT = 'The programs of this job say more than the log takes: from here on it holds only what the job itself says.';
const ALL_CUT = 'The log is full and ends here.';

/** Where the logs of a data directory lie. */
export function logDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'jobs');
}

/** The log of a job. @throws for text that is no id of a job: it would name another file. */
export function logPath(dataDirectory: string, id: string): string {
  if (!JOB_ID.test(id)) throw new Error('this is not the id of a job');
  return join(logDirectory(dataDirectory), `${id}.log`);
}

export type JobLog = {
  /** A line of the job itself, with the time before it. */
  say(line: string): void;
  /** A line that a program of the job wrote. */
  repeat(line: string): void;
  /** Everything is in the file. */
  close(): void;
};

/** Opens the log of a job, after what it may hold already. @param now milliseconds since 1970. */
export function openJobLog(dataDirectory: string, id: string, now: () => number): JobLog {
  mkdirSync(logDirectory(dataDirectory), { recursive: true, mode: 0o700 });
  const file = openSync(logPath(dataDirectory, id), 'a', 0o600);
  let size = fstatSync(file).size;
  let cut: 'no' | 'programs' | 'all' = size >= MOST_BYTES ? 'all' : 'no';
  let gathered: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    if (gathered.length === 0) return;
    const bytes = Buffer.from(gathered.join(''));
    gathered = [];
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  };
  const add = (line: string) => {
    gathered.push(`${line}\n`);
    size += Buffer.byteLength(line) + 1;
    timer ??= setTimeout(flush, GATHER_MS);
  };
  const fits = (line: string, most: number) => size + Buffer.byteLength(line) + 1 + 2 * (PROGRAMS_CUT.length + ALL_CUT.length) <= most;
  return {
    say: (text) => {
      if (cut === 'all') return;
      const line = `${new Date(now()).toISOString().slice(0, 19)}Z ${clean(text)}`;
      if (!fits(line, MOST_BYTES)) cut = 'all';
      add(fits(line, MOST_BYTES) ? line : ALL_CUT);
    },
    repeat: (text) => {
      if (cut !== 'no') return;
      const line = clean(text);
      if (line === '') return;
      if (!fits(line, MOST_OF_PROGRAMS)) cut = 'programs';
      add(fits(line, MOST_OF_PROGRAMS) ? line : PROGRAMS_CUT);
    },
    close: () => {
      flush();
      fsyncSync(file);
      closeSync(file);
    },
  };
}

function clean(text: string): string {
  return redact(plainLine(text, LONGEST_LINE), []);
}

/** How many bytes the log of a job has; 0 when there is none. */
export function logSize(dataDirectory: string, id: string): number {
  return statSync(logPath(dataDirectory, id), { throwIfNoEntry: false })?.size ?? 0;
}

export type LogPart = { readonly text: string; /** Where the next part begins, in bytes. */ readonly next: number };

/** What the log holds from byte `from` on, `most` bytes of it at most; only whole lines, so that no character is cut in two. */
export function readLog(dataDirectory: string, id: string, from: number, most: number): LogPart {
  const bytes = bytesOf(logPath(dataDirectory, id), from, most);
  const end = bytes.lastIndexOf(0x0a) + 1;
  return { text: bytes.toString('utf8', 0, end), next: from + end };
}

/** The last lines of a log, `most` bytes of them at most. */
export function logTail(dataDirectory: string, id: string, most: number): string {
  const from = Math.max(0, logSize(dataDirectory, id) - most);
  const { text } = readLog(dataDirectory, id, from, most);
  // The first of them is a whole line only at the beginning of the file.
  return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
}

function bytesOf(path: string, from: number, most: number): Buffer {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (from >= size) return Buffer.alloc(0);
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(most, size - from));
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, from));
  } finally {
    closeSync(file);
  }
}

/** Removes the log of a job. */
export function removeLog(dataDirectory: string, id: string): void {
  rmSync(logPath(dataDirectory, id), { force: true });
}
