// SPDX-License-Identifier: GPL-2.0-or-later
// images/rehash, images/{sha256}/rehash: stored images are read again and compared with their hash, as a job.

import { findCatalogued } from '../images/catalogue.ts';
import { rehashAll, rehashOf } from '../images/rehash-job.ts';
import type { NewJob } from '../jobs/job.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import { json } from './answer.ts';
import { notFound } from './problem.ts';
import { type ActorContext, pathValue } from './route.ts';

export async function postRehash(context: ActorContext): Promise<Response> {
  const sha256 = pathValue(context, 'sha256');
  const row = await findCatalogued(context.store.database, sha256);
  if (row === undefined) throw notFound(`image "${sha256.slice(0, 80)}"`);
  return queued(context, rehashOf(row, context.actor.name));
}

/** All of them, those that were not looked at for the longest time first. */
export async function postRehashAll(context: ActorContext): Promise<Response> {
  return queued(context, rehashAll(context.store.now(), context.actor.name));
}

async function queued({ store }: ActorContext, job: NewJob): Promise<Response> {
  const id = await store.write((transaction) => enqueueJob(transaction, job, store.now()));
  return json(202, { job: id }, { location: `/api/v1/jobs/${id}` });
}
