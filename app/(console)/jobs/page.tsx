// SPDX-License-Identifier: GPL-2.0-or-later
// The list of jobs.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { JobList } from './job-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function JobsPage() {
  await requireSession();
  return <JobList />;
}
