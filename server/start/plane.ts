// SPDX-License-Identifier: GPL-2.0-or-later
// One plane as a child process: started, waited for until it answers, and stopped without leaving anything behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Listen } from '../config.ts';

const GUARD = fileURLToPath(new URL('./exit-with-parent.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** How long a plane may finish what it is doing when it is told to stop. */
const DRAIN_MS = 30_000;
const POLL_MS = 50;
const KEEP_CHARACTERS = 4000;

/** A plane did not come up; the message holds what it said last. */
export class PlaneError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PlaneError';
  }
}

export type Plane = {
  readonly name: string;
  /** Resolves with the sentence that says how the process ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Resolves when the plane answers HTTP at its address; rejects when it ends before, or after the time limit (ms). */
  waitUntilAnswers(limit: number): Promise<void>;
  /** Asks the plane to stop, and ends it after 30 s if it does not. */
  stop(): Promise<void>;
};

export type PlaneOptions = {
  name: string;
  /** Script and arguments for this Node. */
  command: readonly string[];
  listen: Listen;
  /** Any path that is answered cheaply. */
  path: string;
  environment: NodeJS.ProcessEnv;
};

/** The URL of an address for a client on this machine: "all addresses" are reached by the loopback one. */
export function localUrl({ host, port }: Listen): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 5000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

/** Keeps what the plane says until it answers, then lets it through: a good start stays quiet, a failed one tells all. */
function quietUntilReady(child: ChildProcess): { release: () => void; kept: () => string } {
  let kept = '';
  let isReleased = false;
  const take = (target: NodeJS.WriteStream) => (chunk: Buffer) => {
    if (isReleased) target.write(chunk);
    else kept = (kept + chunk.toString()).slice(-KEEP_CHARACTERS);
  };
  child.stdout?.on('data', take(process.stdout));
  child.stderr?.on('data', take(process.stderr));
  return {
    release: () => {
      isReleased = true;
    },
    kept: () => kept.trim(),
  };
}

function endOf(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`The ${name} could not be started: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`The ${name} ended ${signal === null ? `with exit code ${code}` : `by signal ${signal}`}.`));
  });
}

/** Starts a plane in a process group of its own: a Ctrl-C reaches only its parent, which then stops it once and in order. */
export function startPlane({ name, command, listen, path, environment }: PlaneOptions): Plane {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', GUARD, ...command], {
    cwd: ROOT, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const output = quietUntilReady(child);
  const ended = endOf(child, name);
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    name,
    ended,
    waitUntilAnswers: async (limit) => {
      const deadline = Date.now() + limit;
      while (!(await answers(localUrl(listen) + path))) {
        if (hasEnded) throw new PlaneError(`${await ended}\n${output.kept()}`);
        if (Date.now() > deadline) throw new PlaneError(`The ${name} did not answer within ${limit / 1000} s.\n${output.kept()}`);
        await sleep(POLL_MS);
      }
      output.release();
    },
    stop: async () => {
      if (hasEnded) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
