// SPDX-License-Identifier: GPL-2.0-or-later
// images/{sha256}/…: what the test of an image found, its packages, and how they differ from another image's.

import { z } from 'zod';
import { packageDifference } from '#kickstart/catalogue/difference.ts';
import type { Package } from '#kickstart/catalogue/package.ts';
import { Sha256 } from '#kickstart/profile/names.ts';
import { queueTest } from '../image-tests/queue-test.ts';
import { latestReport, packagesOf } from '../image-tests/report.ts';
import { findCatalogued } from '../images/catalogue.ts';
import { json, moment } from './answer.ts';
import { notFound, ProblemError } from './problem.ts';
import { readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

const DifferenceQuery = z.strictObject({ with: Sha256 });

/** The newest report. Its packages have an address of their own. */
export async function getReport(context: ActorContext): Promise<Response> {
  const sha256 = await known(context, pathValue(context, 'sha256'));
  const report = await latestReport(context.store.database, sha256);
  if (report === undefined) throw new ProblemError({ status: 404, kind: 'not-tested', title: 'This image was never tested', detail: 'Ask for a test: POST images/{sha256}/test.' });
  return json(200, { ...report, startedAt: moment(report.startedAt) });
}

export async function postTest(context: ActorContext): Promise<Response> {
  const sha256 = pathValue(context, 'sha256');
  const answer = await queueTest(context.store, sha256, context.actor.name);
  if (answer.outcome === 'missing') throw missing(sha256);
  return json(202, { job: answer.id }, { location: `/api/v1/jobs/${answer.id}` });
}

export async function getPackages(context: ActorContext): Promise<Response> {
  return json(200, { packages: await packages(context, pathValue(context, 'sha256')) });
}

/** What became of the packages of the image `with` in this one. */
export async function getDifference(context: ActorContext): Promise<Response> {
  const { with: other } = readQuery(context.url, DifferenceQuery);
  return json(200, packageDifference(await packages(context, other), await packages(context, pathValue(context, 'sha256'))));
}

async function packages(context: ActorContext, sha256: string): Promise<Package[]> {
  const found = await packagesOf(context.store.database, await known(context, sha256));
  if (found !== undefined) return found;
  throw new ProblemError({ status: 404, kind: 'no-packages', title: 'The packages of this image are not known', detail: `No test has read the rpm database of the image ${sha256.slice(0, 12)}. Test it, and look at the report.` });
}

async function known({ store }: ActorContext, sha256: string): Promise<string> {
  const image = await findCatalogued(store.database, sha256);
  if (image === undefined) throw missing(sha256);
  return image.sha256;
}

function missing(sha256: string): ProblemError {
  return notFound(`image "${sha256.slice(0, 80)}"`);
}
