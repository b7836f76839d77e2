// SPDX-License-Identifier: GPL-2.0-or-later
// The queue as the worker sees it: takes the oldest job, notes how far it is and how it ended, and mends what a dead worker left.

import type { JobKind, JobState } from '#kickstart/catalogue/job.ts';
import type { Store } from '../store/store.ts';
import type { JobRow } from './jobs.ts';
import { isSafeToRepeat } from './kinds.ts';
import { removeLog } from './log-file.ts';

/** Ended jobs that are kept. */
const KEPT = 500;
/** A job that the end of the server cut short begins again by itself this often in all. */
const MOST_ATTEMPTS = 2;

const CUT_SHORT = 'The server stopped while this ran, so it was not finished. Run it again.';
const BEGINS_AGAIN = 'Begins again after a restart of the server';

/** Takes the oldest waiting job of one of these kinds; no other worker gets it then. */
export async function claimJob(store: Store, kinds: readonly JobKind[]): Promise<JobRow | undefined> {
  const isWaiting = await store.database.selectFrom('jobs').select('id').where('state', '=', 'queued').where('kind', 'in', kinds).limit(1).executeTakeFirst();
  // A look costs nothing, a write transaction makes others wait.
  if (isWaiting === undefined) return undefined;
  return store.write(async (transaction) => {
    const oldest = await transaction.selectFrom('jobs').select('id').where('state', '=', 'queued').where('kind', 'in', kinds).orderBy('number').limit(1).executeTakeFirst();
    if (oldest === undefined) return undefined;
    return transaction
      .updateTable('jobs')
      .set((job) => ({ state: 'running', started_at: store.now(), attempts: job('attempts', '+', 1), stage: null, permille: null }))
      .where('id', '=', oldest.id)
      .returningAll()
      .executeTakeFirst();
  });
}

/** @param fraction 0 to 1; undefined where nobody can tell. */
export async function noteProgress(store: Store, id: string, stage: string, fraction: number | undefined): Promise<void> {
  const permille = fraction === undefined || Number.isNaN(fraction) ? null : Math.round(Math.min(1, Math.max(0, fraction)) * 1000);
  await store.database.updateTable('jobs').set({ stage, permille }).where('id', '=', id).where('state', '=', 'running').where('is_cancelled', '=', 0).execute();
}

export type JobEnd =
  | { readonly state: 'done'; readonly result: unknown }
  | { readonly state: 'failed'; readonly problem: string }
  | { readonly state: 'cancelled' }
  /** The server stops. */
  | { readonly state: 'cut short' };

/** Notes how a running job ended. @returns the state it has now: one that was cut short may wait again. */
export async function endJob(store: Store, id: string, end: JobEnd): Promise<JobState | undefined> {
  return store.write(async (transaction) => {
    const job = await transaction.selectFrom('jobs').selectAll().where('id', '=', id).where('state', '=', 'running').executeTakeFirst();
    if (job === undefined) return undefined;
    const change = changeOf(job, end, store.now());
    await transaction.updateTable('jobs').set(change).where('id', '=', id).execute();
    return change.state;
  });
}

type Change = Partial<JobRow> & Pick<JobRow, 'state'>;

function changeOf(job: JobRow, end: JobEnd, now: number): Change {
  switch (end.state) {
    case 'done':
      return { state: 'done', permille: 1000, stage: null, result: JSON.stringify(end.result ?? null), ended_at: now };
    case 'failed':
      return { state: 'failed', problem: end.problem, ended_at: now };
    case 'cancelled':
      return { state: 'cancelled', stage: null, ended_at: now };
    case 'cut short':
      if (job.is_cancelled === 1) return { state: 'cancelled', stage: null, ended_at: now };
      if (isSafeToRepeat[job.kind] && job.attempts < MOST_ATTEMPTS) return { state: 'queued', stage: BEGINS_AGAIN, permille: null, started_at: null };
      return { state: 'interrupted', problem: CUT_SHORT, ended_at: now };
  }
}

/** Jobs that a worker ran which is not there any more, and that could not say so. Call it only when no other worker runs. @returns how many. */
export async function recoverJobs(store: Store): Promise<number> {
  const left = await store.database.selectFrom('jobs').select('id').where('state', '=', 'running').execute();
  for (const { id } of left) await endJob(store, id, { state: 'cut short' });
  return left.length;
}

/** Which of these running jobs a person asked to stop. */
export async function cancelledAmong({ database }: Store, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await database.selectFrom('jobs').select('id').where('id', 'in', ids).where('is_cancelled', '=', 1).execute();
  return rows.map(({ id }) => id);
}

/** Forgets all ended jobs but the newest, with their logs. */
export async function forgetOldJobs(store: Store, dataDirectory: string, kept = KEPT): Promise<void> {
  const ended = store.database.selectFrom('jobs').where('state', 'not in', ['queued', 'running']);
  const oldestKept = await ended.select('number').orderBy('number', 'desc').offset(kept - 1).limit(1).executeTakeFirst();
  if (oldestKept === undefined) return;
  const old = await ended.select('id').where('number', '<', oldestKept.number).execute();
  for (const { id } of old) {
    await store.database.deleteFrom('jobs').where('id', '=', id).execute();
    removeLog(dataDirectory, id);
  }
}
