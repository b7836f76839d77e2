// SPDX-License-Identifier: GPL-2.0-or-later
// The worker: takes jobs out of the queue, runs their handlers, and lets none of them harm another.

import type { JobKind } from '#kickstart/catalogue/job.ts';
import { changeMark } from '../store/change-mark.ts';
import { storeFailure } from '../store/errors.ts';
import type { Store } from '../store/store.ts';
import { type ContextOptions, openContext } from './context.ts';
import { type JobHandler, JobFailure } from './job.ts';
import type { JobRow } from './jobs.ts';
import { ProgressNotes } from './progress-notes.ts';
import { cancelledAmong, claimJob, endJob, forgetOldJobs, type JobEnd } from './queue.ts';

/** How often it looks whether something was written, in milliseconds. */
const LOOK_MS = 250;
/** How long a handler may take to end when it is told to; then it is left alone. */
const PATIENCE_MS = 60_000;
/** The database may be held by a backup for a while; how a job ended must not be lost. */
const WRITE_AGAIN_MS = 2000;
const WRITE_ATTEMPTS = 15;

export type WorkerOptions = {
  readonly store: Store;
  readonly dataDirectory: string;
  readonly environment: ContextOptions['environment'];
  readonly handlers: Readonly<Partial<Record<JobKind, () => Promise<JobHandler>>>>;
  /** How many images are tested, built or customized at the same time. */
  readonly places: number;
  /** For the log of the server. */
  readonly report: (event: string, details: Readonly<Record<string, unknown>>) => void;
};

export type Worker = { /** Ends what runs, notes it, and resolves when nothing runs any more. */ stop(): Promise<void> };

type Running = { readonly stop: AbortController; why: 'cancelled' | 'cut short' | undefined; readonly ended: Promise<void> };
type Lane = { readonly kinds: readonly JobKind[]; readonly places: number; readonly ids: Set<string> };

/** Reading files again takes hours at its slow pace, and fetching waits for others: neither keeps a test waiting. */
function lanesFor(places: number): Lane[] {
  const lane = (kinds: readonly JobKind[], count: number): Lane => ({ kinds, places: count, ids: new Set() });
  return [lane(['test', 'build', 'customize'], places), lane(['fetch'], 1), lane(['rehash'], 1)];
}

/** Starts working; jobs that wait already are begun at once. */
export function startWorker(options: WorkerOptions): Worker {
  const { store, report } = options;
  const running = new Map<string, Running>();
  const lanes = lanesFor(options.places);
  let isStopping = false;
  let mark = '';
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  const begin = (job: JobRow, lane: Lane) => {
    const stop = new AbortController();
    lane.ids.add(job.id);
    const entry: Running = { stop, why: undefined, ended: Promise.resolve() };
    const ended = runJob(job, options, entry)
      .catch((error: unknown) => report('job-lost', { job: job.id, ...described(error) }))
      .then(() => {
        lane.ids.delete(job.id);
        running.delete(job.id);
        mark = ''; // There is a free place: look, whatever was written.
      });
    running.set(job.id, Object.assign(entry, { ended }));
  };
  const look = async () => {
    const now = await changeMark(store);
    if (now === mark) return;
    mark = now;
    for (const id of await cancelledAmong(store, [...running.keys()])) tell(running.get(id), 'cancelled');
    for (const lane of lanes) {
      while (!isStopping && lane.ids.size < lane.places) {
        const job = await claimJob(store, lane.kinds);
        if (job === undefined) break;
        begin(job, lane);
      }
    }
  };
  const run = () => {
    looking = look().catch((error: unknown) => {
      mark = ''; // What was not read has to be read.
      report('queue-not-read', described(error));
    });
    void looking.then(() => {
      if (!isStopping) timer = setTimeout(run, LOOK_MS);
    });
  };
  run();
  return {
    stop: async () => {
      isStopping = true;
      clearTimeout(timer);
      await looking;
      for (const job of running.values()) tell(job, 'cut short');
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}

function tell(job: Running | undefined, why: 'cancelled' | 'cut short'): void {
  if (job === undefined || job.why !== undefined) return;
  job.why = why;
  job.stop.abort();
}

/** Runs one job to its end, and notes it. */
async function runJob(job: JobRow, options: WorkerOptions, running: Running): Promise<void> {
  const { store, dataDirectory, environment, report } = options;
  const notes = new ProgressNotes(store, job.id, (error) => report('progress-not-noted', { job: job.id, ...described(error) }));
  let end: JobEnd;
  try {
    const opened = await openContext({ id: job.id, store, dataDirectory, environment, signal: running.stop.signal, onProgress: (stage, fraction) => notes.take(stage, fraction) });
    try {
      opened.context.log(`${job.attempts > 1 ? 'Begins again' : 'Begins'}: ${job.title}`);
      end = await endOf(job, running, report, () => work(job, options, opened.context));
      opened.context.log(lastWords(end));
    } finally {
      await notes.end();
      await opened.close().catch((error: unknown) => report('work-not-removed', { job: job.id, ...described(error) }));
    }
  } catch (error) {
    end = failureOf(job, error, report);
  }
  await noteEnd(store, job.id, end);
  await forgetOldJobs(store, dataDirectory);
}

async function work({ kind, input }: JobRow, { handlers }: WorkerOptions, context: Parameters<JobHandler>[0]): Promise<unknown> {
  const load = handlers[kind];
  if (load === undefined) throw new JobFailure('This version of Basewright cannot do this kind of job. Update it.');
  const handler = await load();
  return handler(context, JSON.parse(input));
}

async function endOf(job: JobRow, running: Running, report: WorkerOptions['report'], begin: () => Promise<unknown>): Promise<JobEnd> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<never>((_resolve, reject) => {
    const wait = () => {
      timer = setTimeout(() => reject(new Error('the handler did not end when it was told to')), PATIENCE_MS);
    };
    running.stop.signal.addEventListener('abort', wait, { once: true });
  });
  try {
    return { state: 'done', result: await Promise.race([begin(), overdue]) };
  } catch (error) {
    // Whatever a handler throws while it is stopped comes of that.
    return running.why === undefined ? failureOf(job, error, report) : { state: running.why };
  } finally {
    clearTimeout(timer);
  }
}

/** A mistake of the program is for the log of the server; people get words. */
function failureOf(job: JobRow, error: unknown, report: WorkerOptions['report']): JobEnd {
  if (error instanceof JobFailure) return { state: 'failed', problem: error.message };
  report('job-failed', { job: job.id, kind: job.kind, ...described(error) });
  if (storeFailure(error) === 'full' || isCode(error, 'ENOSPC')) return { state: 'failed', problem: 'The disk of the server is full. Free some space on the file system of the data directory, then run this again.' };
  if (storeFailure(error) === 'busy') return { state: 'failed', problem: 'The database was in use by another program for too long, a backup perhaps. Run this again.' };
  return { state: 'failed', problem: `The server made a mistake. Look for "${job.id}" in the log of the server, and report what it says there.` };
}

function lastWords(end: JobEnd): string {
  switch (end.state) {
    case 'done':
      return 'Done.';
    case 'failed':
      return `Failed: ${end.problem}`;
    case 'cancelled':
      return 'Cancelled.';
    case 'cut short':
      return 'Cut short: the server stops.';
  }
}

async function noteEnd(store: Store, id: string, end: JobEnd): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await endJob(store, id, end);
      return;
    } catch (error) {
      if (attempt >= WRITE_ATTEMPTS || storeFailure(error) === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, WRITE_AGAIN_MS));
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function described(error: unknown): { message: string; stack: string | undefined } {
  return error instanceof Error ? { message: error.message, stack: error.stack } : { message: String(error), stack: undefined };
}
