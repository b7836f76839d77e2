// SPDX-License-Identifier: GPL-2.0-or-later
// Jobs as the API gives them.
import { z } from 'zod';
import { jobKinds, jobStates, type JobView } from '#kickstart/catalogue/job.ts';
import { pageOf } from '../list/page-of.ts';

/** Times stay ISO text: {@link JobView} is what every page passes on. */
export const Job: z.ZodType<JobView> = z.object({
  id: z.string(),
  kind: z.enum(jobKinds),
  title: z.string(),
  subject: z.string().nullable(),
  state: z.enum(jobStates),
  stage: z.string().nullable(),
  fraction: z.number().nullable(),
  result: z.unknown(),
  problem: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
});

export const JobPage = pageOf(Job);
export type JobPage = z.infer<typeof JobPage>;

/** A job with the end of its log; undefined while only the job is known. */
export type WatchedJob = { readonly job: JobView; readonly log: string | undefined };

export const JobEvent: z.ZodType<WatchedJob> = z.object({ job: Job, log: z.string() });
export const JobAlone: z.ZodType<WatchedJob> = Job.transform((job) => ({ job, log: undefined }));

/** The answer to "run again": the id of the new job. */
export const JobStarted = z.object({ job: z.string() });

const ImageMade = z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/** The image that came out of a job. */
export function madeImage({ result }: JobView): string | undefined {
  return ImageMade.safeParse(result).data?.sha256;
}

/** Where what a job is about has its page. */
export function subjectPage({ kind, subject }: JobView): string | undefined {
  if (subject === null) return undefined;
  if (/^[0-9a-f]{64}$/.test(subject)) return `/images/${subject}`;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(subject)) return undefined;
  return kind === 'build' ? `/definitions/${subject}` : kind === 'customize' ? `/recipes/${subject}` : undefined;
}
