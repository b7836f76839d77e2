// SPDX-License-Identifier: GPL-2.0-or-later
// The worker as a child process that is begun again whenever it ends: images wait then, machines do not notice.
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { NO_SOCKETS } from './sockets.ts';

const GUARD = fileURLToPath(new URL('./exit-with-parent.ts', import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCRIPT = 'server/jobs/main.ts';
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
/** A worker that lived this long did not fail at its start: the waiting begins anew. */
const GOOD_LIFE_MS = 60_000;
/** How long it may take to end its jobs: their programs get 5 s of it. */
const PATIENCE_MS = 20_000;

export type WorkerProcess = { /** Asks the worker to end its jobs and stop, and ends it when that takes too long. It is not begun again. */ stop(): Promise<void> };

export type WorkerProcessOptions = {
  environment: NodeJS.ProcessEnv;
  /** Script and arguments for this Node; default: the worker. */
  command?: readonly string[];
  /** Between an end and the next start, in milliseconds; doubled each time. */
  firstWait?: number;
  /** Told in words how it ended, and when it is begun again. */
  say?: (sentence: string) => void;
};

/** Starts the worker, and starts it again, later each time, for as long as it ends by itself. */
export function keepWorker({ environment, command = [SCRIPT], firstWait = FIRST_WAIT_MS, say = console.error }: WorkerProcessOptions): WorkerProcess {
  let child: ChildProcess;
  let ended: Promise<void>;
  let timer: NodeJS.Timeout | undefined;
  let wait = firstWait;
  let isStopping = false;
  const begin = () => {
    const started = performance.now();
    child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', GUARD, ...command], {
      // A process group of its own: a Ctrl-C reaches only its parent, which then stops it in order.
      cwd: ROOT, detached: true, env: { ...environment, ...NO_SOCKETS }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    ended = new Promise((resolve) => {
      let isTold = false;
      const end = (how: string) => {
        if (isTold) return;
        isTold = true;
        resolve();
        if (isStopping) return;
        wait = performance.now() - started > GOOD_LIFE_MS ? firstWait : wait;
        say(`The worker, which tests and builds images, ${how}. Everything else goes on; it is started again in ${wait / 1000} s.`);
        timer = setTimeout(begin, wait);
        wait = Math.min(LONGEST_WAIT_MS, 2 * wait);
      };
      child.once('error', (error) => end(`could not be started: ${error.message}`));
      child.once('exit', (code, signal) => end(signal === null ? `ended with exit code ${code}` : `ended by signal ${signal}`));
    });
  };
  begin();
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await ended;
      clearTimeout(late);
    },
  };
}
