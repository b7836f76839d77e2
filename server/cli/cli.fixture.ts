// SPDX-License-Identifier: GPL-2.0-or-later
// Runs the real executable, or the same code in this process, for the tests: words in, whole output and exit code out.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { emptyEnvironment } from '#kickstart/oracle/empty-environment.ts';
import type { ExitCode } from './command.ts';
import { run } from './run.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const EXECUTABLE = join(ROOT, 'bin', 'basewright');
export const FIXTURES = join(ROOT, 'kickstart', 'profile', 'fixtures');
export const GOLDENS = join(ROOT, 'kickstart', 'goldens');

export type Ended = { stdout: string; stderr: string; exit: number | null };
type Options = { stdin?: string; data?: string; environment?: Record<string, string>; cwd?: string };

/** A directory that is gone after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-cli-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Writes a file into a directory of its own. @returns its path */
export function temporaryFile(name: string, content: string | Uint8Array): string {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, content);
  return path;
}

/** The text of an example document. */
export const fixtureText = (name: string): string => readFileSync(join(FIXTURES, `${name}.json`), 'utf8');

/** Runs a program to its end. */
export function execute(command: string, words: readonly string[], { stdin = '', data, environment = {}, cwd }: Options = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // Nothing else of the environment of the tests may be seen.
    const env = Object.assign(emptyEnvironment(), { PATH: process.env['PATH'] ?? '', ...(data !== undefined && { BASEWRIGHT_DATA: data }), ...environment });
    const child = spawn(command, words, { env, ...(cwd !== undefined && { cwd }) });
    const output: Ended = { stdout: '', stderr: '', exit: null };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    child.stdin.on('error', () => undefined); // It may end without reading.
    child.once('error', reject);
    child.once('close', (exit) => resolve({ ...output, exit }));
    child.stdin.end(stdin);
  });
}

/** Runs bin/basewright. */
export const basewright = (words: readonly string[], options?: Options): Promise<Ended> => execute(EXECUTABLE, words, options);

/** Runs the same code in this process: for many calls. */
export async function inProcess(words: readonly string[], { stdin = '', data = '' }: Options = {}): Promise<{ stdout: string; stderr: string; exit: ExitCode }> {
  const [stdout, stderr] = [new PassThrough({ highWaterMark: 64 * 1024 * 1024 }), new PassThrough({ highWaterMark: 1024 * 1024 })];
  const exit = await run(words, { stdin: Readable.from([Buffer.from(stdin)]), stdout, stderr, environment: { BASEWRIGHT_DATA: data } });
  const text = (stream: PassThrough): string => String(stream.read() ?? '');
  return { stdout: text(stdout), stderr: text(stderr), exit };
}

const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>'],
  [/bw_[A-Za-z0-9_-]{43}/g, '<token>'],
  [/\b[0-9a-f]{16}\b/g, '<token id>'],
];

/** The same with moments, tokens and their ids replaced: they differ with every run. */
export function steady(ended: Ended): Ended {
  const replaced = (text: string): string => CHANGING.reduce((result, [pattern, name]) => result.replace(pattern, name), text);
  return { stdout: replaced(ended.stdout), stderr: replaced(ended.stderr), exit: ended.exit };
}

/** bin/basewright on one data directory, with {@link steady} outputs. */
export function commandsOn(data: string) {
  return async (words: readonly string[], stdin = ''): Promise<Ended> => steady(await basewright(words, { data, stdin }));
}

/** An end with both outputs. */
export const ended = (exit: ExitCode, stdout: string, stderr: string): Ended => ({ stdout, stderr, exit });
/** A successful end with this on stdout. */
export const said = (stdout: string, stderr = ''): Ended => ({ stdout, stderr, exit: 0 });
/** An unsuccessful end with this on stderr and nothing on stdout. */
export const complained = (exit: 1 | 2, ...lines: string[]): Ended => ({ stdout: '', stderr: lines.map((line) => `${line}\n`).join(''), exit });
