// SPDX-License-Identifier: GPL-2.0-or-later
// How far a job is: a bar where that can be told, else what it does; and how long it has taken.
'use client';
import { Progress, Spinner } from '@patternfly/react-core';
import type { JobView } from '#kickstart/catalogue/job.ts';
import { durationText } from '../hosts/installation/duration.ts';
import { momentText } from '../hosts/installation/moment.tsx';
import { useNow } from '../list/time.ts';
import { TEXT } from './text.ts';

/** How long it waited, runs or ran, in words. @param now milliseconds since 1970. */
export function jobDuration({ state, createdAt, startedAt, endedAt }: JobView, now: number): string | undefined {
  if (state === 'queued') return TEXT.waitsFor(durationText(now - Date.parse(createdAt)));
  if (startedAt === null) return undefined;
  const end = endedAt === null ? now : Date.parse(endedAt);
  const length = durationText(end - Date.parse(startedAt));
  return endedAt === null ? TEXT.runsFor(length) : TEXT.took(length);
}

/** Who asked for it, when, and how long it took. */
function About({ job }: { job: JobView }) {
  const duration = jobDuration(job, useNow());
  return (
    <div className="bw-sub">
      {TEXT.kinds[job.kind]}, {TEXT.columns.created.toLowerCase()} <time dateTime={job.createdAt}>{momentText(Date.parse(job.createdAt))}</time>{' '}
      {job.createdBy === null ? TEXT.onServer : TEXT.by(job.createdBy)}{duration === undefined ? '' : `, ${duration}`}
    </div>
  );
}

/** What it does now. */
function Doing({ job }: { job: JobView }) {
  if (job.state === 'queued') return <div>{TEXT.waiting}</div>;
  if (job.state !== 'running') return null;
  const stage = job.stage ?? TEXT.begins;
  if (job.fraction === null) return <div><Spinner size="md" aria-hidden="true" /> <span className="bw-wrap">{stage}</span></div>;
  return <Progress id={`progress-${job.id}`} value={Math.floor(job.fraction * 100)} title={stage} size="sm" />;
}

export function JobProgress({ job }: { job: JobView }) {
  return <div className="bw-stack"><Doing job={job} /><About job={job} /></div>;
}
