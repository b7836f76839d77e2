// SPDX-License-Identifier: GPL-2.0-or-later
// job list, show, log, wait, cancel, again.
import { setTimeout as sleep } from 'node:timers/promises';
import { hasEnded, type JobView } from '#kickstart/catalogue/job.ts';
import { cancelJob, findJob, jobView, repeatJob } from '../jobs/jobs.ts';
import { JobListRequest, listJobs } from '../jobs/list-jobs.ts';
import { MOST_BYTES, readLog } from '../jobs/log-file.ts';
import { MAX_LIMIT } from '../store/page.ts';
import type { Store } from '../store/store.ts';
import { type Answer, CommandError, failure, type Invocation, type Run } from './command.ts';
import { allPages, withStore } from './data.ts';
import { readMinutes } from './duration.ts';
import { printable, table, write } from './output.ts';

/** How often a command that waits looks again, in milliseconds. */
const LOOK_MS = 300;

async function viewOf(store: Store, invocation: Invocation): Promise<JobView> {
  const id = invocation.argument('ID');
  const row = await findJob(store.database, id);
  if (row === undefined) throw missing(id);
  return jobView(row);
}

function missing(id: string): CommandError {
  return failure('', `There is no job "${id.slice(0, 40)}". "basewright job list" shows what there is; the newest 500 that have ended are kept.`);
}

const percent = ({ fraction }: JobView): string => (fraction === null ? '' : ` ${Math.floor(fraction * 100)} %`);
/** The state, and what it does now. */
const standing = (job: JobView): string => (job.state === 'running' ? `running${percent(job)}` : job.state);

export const list: Run = async (invocation) => {
  const request = JobListRequest.safeParse({ state: invocation.option('state'), kind: invocation.option('kind'), subject: invocation.option('subject'), limit: MAX_LIMIT });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ path, message }) => ({ path: `--${String(path[0])}`, message })));
  const { state, kind, subject } = request.data;
  const isFiltered = [state, kind, subject].some((filter) => filter !== undefined);
  return withStore(invocation, async (store) => {
    const jobs = await allPages((after) => listJobs(store, { ...request.data, after }));
    return {
      stdout: jobs.length === 0 ? '' : table(['ID', 'KIND', 'STATE', 'CREATED', 'TITLE'], jobs.map((job) => [job.id, job.kind, standing(job), job.createdAt, job.title])),
      notes: jobs.length > 0 ? [] : [isFiltered ? 'No job matches.' : 'There are no jobs yet.'],
      json: { jobs },
    };
  });
};

/** What is known of a job, a fact a line. */
function facts(job: JobView): string {
  const rows: readonly (readonly [string, string | null])[] = [
    ['id', job.id], ['kind', job.kind], ['title', job.title], ['subject', job.subject], ['state', standing(job)], ['stage', job.stage], ['problem', job.problem],
    ['result', job.result === null ? null : JSON.stringify(job.result)], ['created', `${job.createdAt}${job.createdBy === null ? '' : ` by ${job.createdBy}`}`], ['started', job.startedAt], ['ended', job.endedAt],
  ];
  return rows.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(9)}${printable(value)}\n`])).join('');
}

export const show: Run = (invocation) => withStore(invocation, async (store) => {
  const job = await viewOf(store, invocation);
  return { stdout: facts(job), json: job };
});

export const log: Run = (invocation) => withStore(invocation, async (store, { dataDirectory }) => {
  const { id } = await viewOf(store, invocation);
  const isFollowing = invocation.has('follow');
  // JSON is one document, so it comes at the end.
  const isQuiet = invocation.has('json');
  let text = '';
  for (let from = 0; ;) {
    // Asked first: what the log holds after the end of the job is all of it.
    const hasMore = isFollowing && !hasEnded((await viewOf(store, invocation)).state);
    const part = readLog(dataDirectory, id, from, MOST_BYTES);
    from = part.next;
    if (isFollowing && !isQuiet) await write(invocation.io.stdout, part.text);
    else text += part.text;
    if (!hasMore) return { stdout: text, json: { id, log: text } };
    await sleep(LOOK_MS);
  }
});

export const wait: Run = async (invocation) => {
  const limit = invocation.option('limit');
  const until = limit === undefined ? Infinity : performance.now() + readMinutes('--limit', limit) * 60_000;
  return withStore(invocation, async (store) => {
    for (;;) {
      const job = await viewOf(store, invocation);
      if (hasEnded(job.state)) return endAnswer(job);
      if (performance.now() >= until) throw failure('--limit', `The time is over, and the job is still ${standing(job)}.`);
      await sleep(LOOK_MS);
    }
  });
};

function endAnswer(job: JobView): Answer {
  const stdout = `${job.state} job ${job.id}\n`;
  if (job.state === 'done') return { stdout, json: job };
  return { stdout, json: job, exit: 1, problems: [job.problem ?? `The job was ${job.state}.`] };
}

export const cancel: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await cancelJob(store, id);
  if (answer.outcome === 'missing') throw missing(id);
  if (answer.outcome === 'ended') throw failure('', `The job has ended already (${answer.job.state}).`);
  return { stdout: answer.outcome === 'cancelled' ? `cancelled job ${id}\n` : `job ${id} is being stopped\n`, json: { outcome: answer.outcome, job: jobView(answer.job) } };
});

export const again: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await repeatJob(store, id, null);
  if (answer.outcome === 'missing') throw missing(id);
  if (answer.outcome === 'unfinished') throw failure('', `The job has not ended yet (${answer.job.state}). Wait for its end, or cancel it first.`);
  return { stdout: `${answer.id}\n`, notes: ['It runs as soon as the server is up and the jobs before it have ended.'], json: { job: answer.id } };
});
