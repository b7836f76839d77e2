// SPDX-License-Identifier: GPL-2.0-or-later
// A real Basewright for tests: both planes on free ports with a fresh data directory, ended with the test that started it.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export type RunningServer = {
  adminUrl: string;
  bootUrl: string;
  dataDirectory: string;
  /** Of the first administrator's setup; empty on a second start with a user. */
  setupToken: string;
  /** Everything the server wrote to its terminal so far. */
  output: () => string;
  process: ChildProcess;
  /** Stops the server and resolves with its exit code; the data directory stays. */
  stop: () => Promise<number | null>;
};

const LIMIT_MS = 60_000;

export type StartOptions = {
  /** Default: a new one, for the caller to remove. */
  dataDirectory?: string;
  environment?: Record<string, string>;
};

/** Waits for the announcement, the last thing a good start prints. */
function announced(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`The server did not start within ${LIMIT_MS / 1000} s:\n${output()}`)), LIMIT_MS);
    const look = () => {
      if (!/Then make a profile|Next: log in/.test(output())) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The server ended with exit code ${code}:\n${output()}`));
    });
  });
}

/** Where jobs work: beside the data directory, which their programs may not pass through. */
const workOf = (directory: string): string => `${directory}-work`;

/** Starts server/main.ts of the built pages (run `npm run build` first when you start a test by hand). */
export async function startServer({ dataDirectory, environment = {} }: StartOptions = {}): Promise<RunningServer> {
  const directory = dataDirectory ?? (await mkdtemp(join(tmpdir(), 'basewright-e2e-')));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/main.ts'], {
    cwd: ROOT,
    // The channel ends the server with this process, however this process ends.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...process.env, BASEWRIGHT_DATA: directory, BASEWRIGHT_ADMIN_LISTEN: '127.0.0.1:0', BASEWRIGHT_BOOT_LISTEN: '127.0.0.1:0', NODE_OPTIONS: '',
      BASEWRIGHT_WORK: workOf(directory), ...environment,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  const output = () => said;
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await announced(child, output);
  return {
    adminUrl: /admin plane\)\s+(\S+)/.exec(said)?.[1] ?? '',
    bootUrl: /boot plane\)\s+(\S+)/.exec(said)?.[1] ?? '',
    setupToken: /setup\?token=(\S+)/.exec(said)?.[1] ?? '',
    dataDirectory: directory,
    output,
    process: child,
    stop: async () => {
      child.kill('SIGTERM');
      return exit;
    },
  };
}

/** Removes a data directory, and where its jobs worked. */
export async function removeDirectory(path: string): Promise<void> {
  for (const each of [path, workOf(path)]) await rm(each, { recursive: true, force: true });
}
