// SPDX-License-Identifier: GPL-2.0-or-later
// A job.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { TEXT } from '../text.ts';
import { JobPage } from './job-page.tsx';

export const metadata: Metadata = { title: TEXT.title };

export default async function JobPageOfId({ params }: PageProps<'/jobs/[id]'>) {
  await requireSession();
  return <JobPage id={decodeURIComponent((await params).id)} />;
}
