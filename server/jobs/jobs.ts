// SPDX-License-Identifier: GPL-2.0-or-later
// Jobs in the database, as the API and the command line see and change them. What runs them is worker.ts.

import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { hasEnded, type JobView } from '#kickstart/catalogue/job.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';
import type { NewJob } from './job.ts';

export type JobRow = Selectable<Tables['jobs']>;

const ID_BYTES = 8;

/**
 * Puts a job at the end of the queue: the worker begins it when its turn comes.
 *
 * @param database or the transaction that also writes what the job is about.
 * @param now milliseconds since 1970.
 * @returns its id: 16 hexadecimal digits.
 */
export async function enqueueJob(database: Database, { kind, title, subject, input, actor }: NewJob, now: number): Promise<string> {
  const id = randomBytes(ID_BYTES).toString('hex');
  await database
    .insertInto('jobs')
    .values({ id, kind, title, subject, input: JSON.stringify(input), state: 'queued', stage: null, permille: null, result: null, problem: null, is_cancelled: 0, attempts: 0, created_at: now, created_by: actor, started_at: null, ended_at: null })
    .execute();
  return id;
}

/** The job with this id. */
export async function findJob(database: Database, id: string): Promise<JobRow | undefined> {
  return database.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** A job as pages and scripts see it. */
export function jobView(row: JobRow): JobView {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    subject: row.subject,
    state: row.state,
    stage: row.stage,
    fraction: row.permille === null ? null : row.permille / 1000,
    result: row.result === null ? null : JSON.parse(row.result),
    problem: row.problem,
    createdAt: moment(row.created_at),
    createdBy: row.created_by,
    startedAt: row.started_at === null ? null : moment(row.started_at),
    endedAt: row.ended_at === null ? null : moment(row.ended_at),
  };
}

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** `stopping`: it runs, and its worker has been told. `ended`: there is nothing to cancel any more. */
export type CancelJob = { readonly outcome: 'cancelled' | 'stopping' | 'ended'; readonly job: JobRow } | { readonly outcome: 'missing' };

/** Stops a job: one that waits at once, one that runs as soon as its worker sees it. */
export async function cancelJob(store: Store, id: string): Promise<CancelJob> {
  return store.write(async (transaction) => {
    const found = await findJob(transaction, id);
    if (found === undefined) return { outcome: 'missing' };
    if (hasEnded(found.state)) return { outcome: 'ended', job: found };
    const change = found.state === 'queued' ? { state: 'cancelled' as const, is_cancelled: 1, ended_at: store.now() } : { is_cancelled: 1, stage: 'Stopping' };
    const job = await transaction.updateTable('jobs').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
    return { outcome: found.state === 'queued' ? 'cancelled' : 'stopping', job };
  });
}

export type RepeatJob = { readonly outcome: 'queued'; readonly id: string } | { readonly outcome: 'unfinished'; readonly job: JobRow } | { readonly outcome: 'missing' };

/** Queues the same work once more, as a job of its own. @param actor who asks for it. */
export async function repeatJob(store: Store, id: string, actor: string | null): Promise<RepeatJob> {
  return store.write(async (transaction) => {
    const job = await findJob(transaction, id);
    if (job === undefined) return { outcome: 'missing' };
    if (!hasEnded(job.state)) return { outcome: 'unfinished', job };
    const again = await enqueueJob(transaction, { kind: job.kind, title: job.title, subject: job.subject, input: objectOf(job.input), actor }, store.now());
    return { outcome: 'queued', id: again };
  });
}

function objectOf(text: string): object {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? value : {};
}
