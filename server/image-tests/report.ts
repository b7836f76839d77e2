// SPDX-License-Identifier: GPL-2.0-or-later
// What tests found of an image: kept with it, and the newest counts.

import { z } from 'zod';
import { targetIds } from '#kickstart/profile/targets.ts';
import { Package } from '#kickstart/catalogue/package.ts';
import { TestReport, type Verdict } from '#kickstart/catalogue/test-report.ts';
import type { Database } from '../store/tables.ts';

/** The newest report; undefined when the image was never tested. */
export async function latestReport(database: Database, sha256: string): Promise<TestReport | undefined> {
  const row = await database.selectFrom('image_tests').select('body').where('sha256', '=', sha256).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row === undefined ? undefined : TestReport.parse(JSON.parse(row.body));
}

/** The newest verdict; undefined when the image was never tested. */
export async function latestVerdict(database: Database, sha256: string): Promise<Verdict | undefined> {
  const row = await database.selectFrom('image_tests').select('verdict').where('sha256', '=', sha256).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return row?.verdict;
}

/** The packages that the newest test which could read them found; undefined when none could. */
export async function packagesOf(database: Database, sha256: string): Promise<Package[] | undefined> {
  const row = await database.selectFrom('image_packages').select('body').where('sha256', '=', sha256).executeTakeFirst();
  return row === undefined ? undefined : z.array(Package).parse(JSON.parse(row.body));
}

/** Whether an image holds a package; undefined while its packages are not known. Looks for the name alone, because a list of hosts asks this often. */
export async function hasPackage(database: Database, sha256: string, name: string): Promise<boolean | undefined> {
  const known = database.selectFrom('image_packages').select('count').where('sha256', '=', sha256);
  if ((await known.executeTakeFirst()) === undefined) return undefined;
  return (await known.where('body', 'like', `%${JSON.stringify({ name }).slice(1, -1)}%`).executeTakeFirst()) !== undefined;
}

/** Reports beyond these are forgotten, oldest first. */
const KEPT = 20;

/**
 * Keeps a report, and what it says of the image, in one transaction (the caller's).
 *
 * @param jobId of the job that made it.
 * @throws when there is no such image any more.
 */
export async function keepReport(transaction: Database, report: TestReport, jobId: string | null): Promise<void> {
  const { sha256, verdict, facts, packages } = report;
  await transaction.insertInto('image_tests').values({ sha256, job_id: jobId, at: Math.round(report.startedAt + report.seconds * 1000), verdict, body: JSON.stringify(report) }).execute();
  const target = targetIds.find((id) => id === facts.target) ?? null;
  await transaction.updateTable('images').set({ nvr: facts.nvr, target, arch: facts.arch }).where('sha256', '=', sha256).execute();
  await keepHash(transaction, report);
  await forgetOld(transaction, sha256);
  if (packages.length === 0) return;
  const row = { count: packages.length, body: JSON.stringify(packages) };
  await transaction.insertInto('image_packages').values({ sha256, ...row }).onConflict((conflict) => conflict.column('sha256').doUpdateSet(row)).execute();
}

/** The test read the whole file: either it is what its name says, or not one byte of it is given out any more. */
async function keepHash(transaction: Database, { sha256, startedAt, checks }: TestReport): Promise<void> {
  const hash = checks.find(({ id }) => id === 'integrity.sha256');
  const update = transaction.updateTable('images').where('sha256', '=', sha256);
  if (hash?.status === 'passed') await update.set({ hashed_at: startedAt }).execute();
  if (hash?.status === 'failed') await update.set({ state: 'quarantined', state_reason: `A test found that the file has changed. ${hash.evidence}` }).execute();
}

async function forgetOld(transaction: Database, sha256: string): Promise<void> {
  const oldest = await transaction.selectFrom('image_tests').select('number').where('sha256', '=', sha256).orderBy('number', 'desc').offset(KEPT - 1).limit(1).executeTakeFirst();
  if (oldest !== undefined) await transaction.deleteFrom('image_tests').where('sha256', '=', sha256).where('number', '<', oldest.number).execute();
}
