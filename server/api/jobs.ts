// SPDX-License-Identifier: GPL-2.0-or-later
// jobs: long work, how far it is, what it says, and how it is stopped or begun again.

import { z } from 'zod';
import { beginningRoles } from '#kickstart/catalogue/job.ts';
import { includesRole } from '../auth/roles.ts';
import { cancelJob, findJob, type JobRow, jobView, repeatJob } from '../jobs/jobs.ts';
import { JobListRequest, listJobs } from '../jobs/list-jobs.ts';
import { logSize, logTail, readLog } from '../jobs/log-file.ts';
import { json, plainText } from './answer.ts';
import { eventStream } from './event-stream.ts';
import { invalid, notFound, ProblemError, roleNeeded } from './problem.ts';
import { readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

const LogQuery = z.strictObject({ from: z.coerce.number({ error: 'from is a number of bytes.' }).int('from is a whole number.').min(0, 'from is at least 0.').default(0) });
/** Of a log in one answer, in bytes: as much as it can hold at most. */
const MOST_LOG = 9 * 1024 * 1024;
/** Of a log in each event of a stream, in bytes. */
const MOST_TAIL = 64 * 1024;

export async function getJobs(context: ActorContext): Promise<Response> {
  const answer = await listJobs(context.store, readQuery(context.url, JobListRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  return json(200, { items: answer.items, next: answer.next, total: answer.total });
}

export async function getJob(context: ActorContext): Promise<Response> {
  return json(200, jobView(await found(context)));
}

/** The log from a byte on, as text; `x-next-from` says where to go on. */
export async function getJobLog(context: ActorContext): Promise<Response> {
  const { id } = await found(context);
  const { from } = readQuery(context.url, LogQuery);
  const { text, next } = readLog(context.services.site().dataDirectory, id, from, MOST_LOG);
  return plainText(text, { 'x-next-from': String(next) });
}

/** The job and the end of its log, anew whenever one of them changes. */
export async function getJobStream(context: ActorContext): Promise<Response> {
  const { id } = await found(context); // An unknown job is a 404 and not a stream.
  const { dataDirectory } = context.services.site();
  const read = async () => ({ job: jobView(await found(context)), log: logTail(dataDirectory, id, MOST_TAIL) });
  return eventStream(context, 'job', read, () => String(logSize(dataDirectory, id)));
}

export async function postCancelJob(context: ActorContext): Promise<Response> {
  const answer = await cancelJob(context.store, pathValue(context, 'id'));
  switch (answer.outcome) {
    case 'missing':
      throw missing(context);
    case 'ended':
      throw new ProblemError({ status: 409, kind: 'job-ended', title: 'The job has ended already', detail: 'There is nothing left to cancel.', more: { job: jobView(answer.job) } });
    case 'cancelled':
    case 'stopping':
      return json(202, { job: jobView(answer.job) });
  }
}

/** Whoever may not begin such work may not have it done once more either: what it is about was an administrator's decision. */
export async function postAgain(context: ActorContext): Promise<Response> {
  const { kind } = await found(context);
  if (!includesRole(context.actor.role, beginningRoles[kind])) throw roleNeeded(beginningRoles[kind], context.actor);
  const answer = await repeatJob(context.store, pathValue(context, 'id'), context.actor.name);
  switch (answer.outcome) {
    case 'missing':
      throw missing(context);
    case 'unfinished':
      throw new ProblemError({ status: 409, kind: 'job-unfinished', title: 'The job has not ended yet', detail: 'Wait for its end, or cancel it first.', more: { job: jobView(answer.job) } });
    case 'queued':
      return json(202, { job: answer.id }, { location: `/api/v1/jobs/${answer.id}` });
  }
}

async function found(context: ActorContext): Promise<JobRow> {
  const job = await findJob(context.store.database, pathValue(context, 'id'));
  if (job === undefined) throw missing(context);
  return job;
}

function missing(context: ActorContext): ProblemError {
  return notFound(`job "${pathValue(context, 'id').slice(0, 40)}"`);
}
