// SPDX-License-Identifier: GPL-2.0-or-later
// A job with its log, live, until it has ended.
'use client';
import { useEffect, useState } from 'react';
import { hasEnded } from '#kickstart/catalogue/job.ts';
import { apiPath } from '../../api-client.ts';
import type { Problem } from '../../problem.ts';
import { type Connection, follow, parsedEvent } from '../live/follow.ts';
import { JobAlone, JobEvent, type WatchedJob } from './answers.ts';

export type LiveJob = { readonly watched: WatchedJob | undefined; readonly problem: Problem | undefined; readonly connection: Connection };

export function useJob(id: string): LiveJob {
  const [seen, setSeen] = useState<WatchedJob>();
  const [problem, setProblem] = useState<Problem>();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => follow(
    {
      path: apiPath(['jobs', id]), schema: JobAlone, stream: apiPath(['jobs', id, 'stream']), event: 'job',
      parse: (data) => parsedEvent(data, JobEvent), isLast: ({ job, log }) => hasEnded(job.state) && log !== undefined,
    },
    {
      onData: (data) => setSeen((before) => ({ job: data.job, log: data.log ?? (before?.job.id === data.job.id ? before.log : undefined) })),
      onConnection: setConnection,
      onProblem: setProblem,
    },
  ), [id]);
  // Another job was asked for, and nothing of it has come yet.
  return { watched: seen?.job.id === id ? seen : undefined, problem, connection };
}
