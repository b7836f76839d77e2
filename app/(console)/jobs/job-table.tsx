// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the list of jobs.
'use client';
import { Table, Tbody, Td, Th, Thead, Tr } from '@patternfly/react-table';
import Link from 'next/link';
import { useEffect } from 'react';
import { hasEnded, type JobView } from '#kickstart/catalogue/job.ts';
import { Ago } from '../list/ago.tsx';
import { SkeletonRows } from '../list/skeleton-rows.tsx';
import { useNow } from '../list/time.ts';
import { jobDuration } from './job-progress.tsx';
import { JobStateLabel } from './job-state-label.tsx';
import { TEXT } from './text.ts';
import { useJob } from './use-job.ts';

const C = TEXT.columns;

/** What it does, or why it failed: one line. */
function Detail({ job }: { job: JobView }) {
  const doing = job.state === 'running' ? `${job.stage ?? TEXT.begins}${job.fraction === null ? '' : ` (${Math.floor(job.fraction * 100)} %)`}` : undefined;
  const text = doing ?? job.problem;
  return text === null ? null : <div className="bw-sub bw-wrap">{text}</div>;
}

function Row({ job }: { job: JobView }) {
  const duration = jobDuration(job, useNow());
  return (
    <Tr>
      <Td dataLabel={C.job}><Link prefetch={false} href={`/jobs/${job.id}`}>{job.title}</Link><Detail job={job} /></Td>
      <Td dataLabel={C.kind}>{TEXT.kinds[job.kind]}</Td>
      <Td dataLabel={C.state} modifier="nowrap"><JobStateLabel state={job.state} /></Td>
      <Td dataLabel={C.created} modifier="nowrap">
        <Ago at={Date.parse(job.createdAt)} />
        <div className="bw-sub">{job.createdBy === null ? TEXT.onServer : TEXT.by(job.createdBy)}</div>
      </Td>
      <Td dataLabel={C.took} modifier="nowrap">{duration}</Td>
    </Tr>
  );
}

/** A row that follows its job. A stream costs a connection, of which a browser has few, so only the oldest ones get one. */
function LiveRow({ job, onChange }: { job: JobView; onChange: () => void }) {
  const now = useJob(job.id).watched?.job ?? job;
  useEffect(() => {
    // It began or ended: the order of things changed for the others too.
    if (now.state !== job.state) onChange();
  }, [now.state, job.state, onChange]);
  return <Row job={now} />;
}

const MOST_LIVE = 2;

/** Without `items` the table holds their place. `onChange` is called when a job on the page began or ended. */
export function JobTable({ items, isLoading, onChange }: { items: readonly JobView[] | undefined; isLoading: boolean; onChange: () => void }) {
  const live = new Set(items?.filter(({ state }) => !hasEnded(state)).slice(-MOST_LIVE).map(({ id }) => id));
  return (
    <Table aria-label={TEXT.caption} aria-busy={isLoading} variant="compact" className={isLoading && items !== undefined ? 'bw-stale' : ''}>
      <Thead>
        <Tr><Th width={50}>{C.job}</Th><Th>{C.kind}</Th><Th modifier="fitContent">{C.state}</Th><Th modifier="fitContent">{C.created}</Th><Th modifier="fitContent">{C.took}</Th></Tr>
      </Thead>
      {items === undefined ? <SkeletonRows columns={Object.values(C)} /> : <Tbody>{items.map((job) => (live.has(job.id) ? <LiveRow key={job.id} job={job} onChange={onChange} /> : <Row key={job.id} job={job} />))}</Tbody>}
    </Table>
  );
}
