// SPDX-License-Identifier: GPL-2.0-or-later
// The job that tests an image: nothing is published that did not go through it.

import { z } from 'zod';
import { TestReport, verdictOf } from '#kickstart/catalogue/test-report.ts';
import { Sha256 } from '#kickstart/profile/names.ts';
import { JobFailure, type JobHandler } from '../jobs/job.ts';
import { checkBoot } from './boot.ts';
import { type BootCheck, examine } from './examine.ts';
import { keepReport } from './report.ts';

const Input = z.object({ sha256: Sha256 });

/** Tests a stored image and keeps the report. The result is `{ verdict }`. */
export const testImage: JobHandler = (context, input) => testWith(checkBoot)(context, input);

/** @internal The same with another look at how it starts. */
export function testWith(bootCheck: BootCheck): JobHandler {
  return async (context, input) => {
    const { sha256 } = Input.parse(input);
    const { store } = context;
    const image = await store.database.selectFrom('images').select(['name', 'size']).where('sha256', '=', sha256).executeTakeFirst();
    if (image === undefined) throw new JobFailure('This image is not in the catalogue any more.');
    const startedAt = store.now();
    const path = await context.imageFile(sha256);
    const { facts, checks, packages, console } = await examine(context, { path, sha256, ...image }, bootCheck);
    for (const { id, status, evidence } of checks) if (status !== 'passed') context.log(`${status}: ${id}: ${evidence}`);
    const verdict = verdictOf(checks);
    const report = TestReport.parse({ format: 1, sha256, verdict, startedAt, seconds: (store.now() - startedAt) / 1000, facts, checks, packages, console });
    await store.write((transaction) => keepReport(transaction, report, context.id));
    context.log(`Verdict: ${verdict}.`);
    return { verdict };
  };
}
