// SPDX-License-Identifier: GPL-2.0-or-later
// The life of the worker: waits until it is the only one, mends what the one before it left, works, and ends in order.

import { enqueueRehashIfDue } from '../images/rehash-job.ts';
import { keepRolloutsMoving } from '../rollouts/ticker.ts';
import { openStore, type Store } from '../store/store.ts';
import { recoverJobs } from './queue.ts';
import { endStragglersBelow } from './stragglers.ts';
import { prepareWorkRoot, removeEmptyRoot, removeLeftWork } from './work-directory.ts';
import { lockForWorker } from './worker-lock.ts';
import { startWorker, type WorkerOptions } from './worker.ts';

const LOCK_AGAIN_MS = 1000;
/** How often is asked whether a week is over. */
const WEEKLY_LOOK_MS = 3_600_000;

export type ServeOptions = Omit<WorkerOptions, 'store' | 'report'> & {
  /** For the log of the server. */
  readonly report: (level: 'info' | 'error', event: string, details: Readonly<Record<string, unknown>>) => void;
};

/**
 * Works on the queue of a data directory until `stop` is aborted.
 *
 * @throws {StoreError | JobFailure} when it cannot begin.
 */
export async function serveJobs({ report, ...options }: ServeOptions, stop: AbortSignal): Promise<void> {
  const { dataDirectory, environment, places } = options;
  const store = await openStore(dataDirectory, { check: false });
  // What handlers write for their programs must be readable for another user. Nobody else gets to it: data and work directories are closed.
  process.umask(0o022);
  try {
    const release = await waitForLock(dataDirectory, stop, report);
    if (release === undefined) return;
    const root = await prepareWorkRoot(dataDirectory, environment);
    endStragglersBelow(root);
    await removeLeftWork(root).catch((error: unknown) => report('error', 'work-not-removed', { message: String(error) }));
    const recovered = await recoverJobs(store);
    report('info', 'worker-ready', { places, recovered });
    const endRollouts = keepRolloutsMoving(store);
    const weekly = lookWeekly(store, dataDirectory, (error) => report('error', 'weekly-look-not-queued', { message: String(error) }));
    const worker = startWorker({ ...options, store, report: (event, details) => report('error', event, details) });
    await aborted(stop);
    await endRollouts();
    await weekly.stop();
    await worker.stop();
    await removeEmptyRoot(root);
    release();
  } finally {
    await store.close();
  }
}

/** Has stored images read again once a week. */
function lookWeekly(store: Store, dataDirectory: string, onError: (error: unknown) => void): { stop(): Promise<void> } {
  let looking: Promise<unknown> = Promise.resolve();
  const look = () => {
    looking = enqueueRehashIfDue(store, dataDirectory, store.now()).catch(onError);
  };
  look();
  const timer = setInterval(look, WEEKLY_LOOK_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await looking;
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** While a server is restarted the worker of before may still end its jobs. */
async function waitForLock(dataDirectory: string, stop: AbortSignal, report: ServeOptions['report']): Promise<(() => void) | undefined> {
  for (let isFirst = true; !stop.aborted; isFirst = false) {
    const release = lockForWorker(dataDirectory);
    if (release !== undefined) return release;
    if (isFirst) report('info', 'worker-waits', { why: 'another worker has this data directory' });
    await Promise.race([aborted(stop), new Promise((resolve) => setTimeout(resolve, LOCK_AGAIN_MS))]);
  }
  return undefined;
}
