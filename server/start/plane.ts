// SPDX-License-Identifier: GPL-2.0-or-later
// One plane as a child process: started, waited for until it answers, and stopped without leaving anything behind.
import { type ChildProcess, spawn } from 'node:child_process';
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Listen } from '../config.ts';
import { BOOT_FD_VARIABLE, NO_SOCKETS } from './sockets.ts';

const GUARD = fileURLToPath(new URL('./exit-with-parent.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** How long a plane may finish what it is doing when it is told to stop: a little longer than the boot plane lets downloads run. */
const PATIENCE_MS = 35_000;
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
  /**
   * Asks the plane to stop, and ends it when it takes too long. A plane whose socket another process keeps may say that it only finishes
   * downloads: then this resolves at once, and the plane ends by itself.
   */
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
  /** Descriptor of a listening socket that is handed on; the plane finds its number in BASEWRIGHT_BOOT_FD. */
  socket?: number | undefined;
  /** How long it may take to stop, in milliseconds; default 35 s. */
  patience?: number;
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

const Draining = z.object({ kind: z.literal('draining'), downloads: z.number() });

/** Resolves when the plane says that it only finishes downloads; from then on it is nobody's child. */
function drainOf(child: ChildProcess, name: string): Promise<void> {
  return new Promise((resolve) => {
    child.on('message', (message) => {
      const draining = Draining.safeParse(message).data;
      if (draining === undefined) return;
      console.log(`The ${name} takes no new requests and finishes ${draining.downloads} downloads (process ${child.pid}).`);
      child.disconnect();
      child.stdout?.destroy();
      child.stderr?.destroy();
      child.unref();
      resolve();
    });
  });
}

/** The descriptors of a plane: no input, its output to us, a channel, and a socket if there is one. */
const CHANNELS = ['ignore', 'pipe', 'pipe', 'ipc'] as const;

/** Starts a plane in a process group of its own: a Ctrl-C reaches only its parent, which then stops it once and in order. */
export function startPlane({ name, command, listen, path, environment, socket, patience = PATIENCE_MS }: PlaneOptions): Plane {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', GUARD, ...command], {
    cwd: ROOT, detached: true,
    env: { ...environment, ...NO_SOCKETS, [BOOT_FD_VARIABLE]: socket === undefined ? undefined : String(CHANNELS.length) },
    stdio: socket === undefined ? [...CHANNELS] : [...CHANNELS, socket],
  });
  const output = quietUntilReady(child);
  const ended = endOf(child, name);
  const drains = drainOf(child, name);
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    name,
    ended,
    waitUntilAnswers: async (limit) => {
      const deadline = Date.now() + limit;
      // The kernel holds connections to a socket that is kept, also for a plane that has ended already.
      while (!(await Promise.race([answers(localUrl(listen) + path), ended.then(() => false)]))) {
        if (hasEnded) throw new PlaneError(`${await ended}\n${output.kept()}`);
        if (Date.now() > deadline) throw new PlaneError(`The ${name} did not answer within ${limit / 1000} s.\n${output.kept()}`);
        await sleep(POLL_MS);
      }
      output.release();
    },
    stop: async () => {
      if (hasEnded) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), patience);
      await Promise.race([ended, drains]);
      clearTimeout(timer);
    },
  };
}
