// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: an image goes into a store of its own and through the job, as after an upload; only its start is not looked at.

import { basename } from 'node:path';
import type { Check, TestReport } from '#kickstart/catalogue/test-report.ts';
import { registerImage } from '../images/catalogue.ts';
import { addImage } from '../images/image-store.ts';
import { jobContext, type TestJob } from '../jobs/job.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import type { BootCheck } from './examine.ts';
import { latestReport } from './report.ts';
import { testWith } from './test-job.ts';

/** A start that went well. */
export const started: BootCheck = () => Promise.resolve({ checks: [{ id: 'boot.start', group: 'boot', title: 'It starts', status: 'passed', evidence: 'In a test of tests.' }], console: 'Welcome\n' });

export type Tested = { readonly report: TestReport; readonly store: TestStore; readonly sha256: string; readonly job: TestJob };

/** Stores an image. @throws when the store refuses it. */
export async function storeImage(store: TestStore, file: string, name = basename(file)): Promise<string> {
  const added = await addImage(store.directory, file);
  if (added.outcome !== 'added' && added.outcome !== 'present') throw new Error(JSON.stringify(added));
  await registerImage(store, { sha256: added.sha256, name, size: added.size, origin: 'file', source: file, parent: null, madeFrom: null, actor: 'ada' });
  return added.sha256;
}

/** Tests a stored image. @returns the report; the work directory is gone then. */
export async function testStored(store: TestStore, sha256: string, checkBoot: BootCheck = started): Promise<Tested> {
  const job = await jobContext(store);
  await testWith(checkBoot)(job, { sha256 });
  await job.close();
  const report = await latestReport(store.database, sha256);
  if (report === undefined) throw new Error('There is no report.');
  return { report, store, sha256, job };
}

/** Stores an image in a new store and tests it. The caller removes the store. */
export async function testImageFile(file: string, name?: string): Promise<Tested> {
  const store = await openTestStore();
  return testStored(store, await storeImage(store, file, name));
}

/** "status id: evidence" of what did not pass. */
export function doubts(checks: readonly Check[]): string[] {
  return checks.filter(({ status }) => status !== 'passed').map(({ status, id, evidence }) => `${status} ${id}: ${evidence}`);
}
