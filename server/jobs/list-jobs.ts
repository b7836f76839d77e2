// SPDX-License-Identifier: GPL-2.0-or-later
// The list of jobs, newest first, filtered, page by page.

import { z } from 'zod';
import { jobKinds, jobStates, type JobView } from '#kickstart/catalogue/job.ts';
import { cursorOf, PageRequest, readCursor } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import { jobView } from './jobs.ts';

export const JobListRequest = z.strictObject({
  /** `active`: waiting or running. */
  state: z.enum([...jobStates, 'active'], `The state is one of: ${jobStates.join(', ')}, active.`).optional(),
  kind: z.enum(jobKinds, `The kind is one of: ${jobKinds.join(', ')}.`).optional(),
  subject: z.string().max(200, 'A subject has at most 200 characters.').optional(),
  /** Cursor: the jobs after it, which are older. */
  after: PageRequest.cursor,
  limit: PageRequest.limit,
});
export type JobListRequest = z.infer<typeof JobListRequest>;

export type ListJobs = { readonly outcome: 'listed'; readonly items: JobView[]; readonly next: string | undefined; readonly total: number } | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] };

/** One page of the jobs that fit. */
export async function listJobs({ database }: Pick<Store, 'database'>, { state, kind, subject, after, limit }: JobListRequest): Promise<ListJobs> {
  const last = after === undefined ? undefined : Number(readCursor(after));
  if (last !== undefined && !Number.isSafeInteger(last)) return { outcome: 'invalid', errors: [{ path: 'after', message: 'This is not a cursor that a list gave. Start again without one.' }] };
  let matching = database.selectFrom('jobs');
  if (state !== undefined) matching = matching.where('state', 'in', state === 'active' ? ['queued', 'running'] : [state]);
  if (kind !== undefined) matching = matching.where('kind', '=', kind);
  if (subject !== undefined) matching = matching.where('subject', '=', subject);
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rest = last === undefined ? matching : matching.where('number', '<', last);
  const rows = await rest.selectAll().orderBy('number', 'desc').limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  const end = shown.at(-1);
  return { outcome: 'listed', items: shown.map(jobView), next: rows.length > limit && end !== undefined ? cursorOf(String(end.number)) : undefined, total };
}
