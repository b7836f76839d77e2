// SPDX-License-Identifier: GPL-2.0-or-later
// /api/v1/images: the catalogue, who uses an image, and what people decide of it.

import { ancestorsOf, findCatalogued, type ImageRow, imageUsers } from '../images/catalogue.ts';
import { type ChangeImage, deleteImage, restoreImage, retireImage, RetireRequest } from '../images/image-changes.ts';
import { ImportRequest, queueImport } from '../images/import-image.ts';
import { ImageListRequest, imageSpace, imageSummaries, type ImageSummary, listImageSummaries } from '../images/list-images.ts';
import { usersText } from '../images/users-text.ts';
import { json, moment, noContent } from './answer.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readJson, readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

export async function getImages(context: ActorContext): Promise<Response> {
  const site = context.services.site();
  const answer = await listImageSummaries(context.store, site, readQuery(context.url, ImageListRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  return json(200, { items: answer.items.map(summaryJson), next: answer.next, total: answer.total, space: await imageSpace(context.store.database, site.dataDirectory) });
}

export async function getImage(context: ActorContext): Promise<Response> {
  return json(200, await imageJson(context, await foundImage(context)));
}

async function imageJson({ store, services }: ActorContext, row: ImageRow): Promise<object> {
  const site = services.site();
  const { database } = store;
  const [summary] = await imageSummaries(database, site, [row]);
  if (summary === undefined) throw new Error('a row has no summary');
  const madeFrom: unknown = row.made_from === null ? null : JSON.parse(row.made_from);
  const packages = await database.selectFrom('image_packages').select('count').where('sha256', '=', row.sha256).executeTakeFirst();
  const tests = await database.selectFrom('image_tests').select(['at', 'verdict', 'job_id']).where('sha256', '=', row.sha256).orderBy('number', 'desc').limit(50).execute();
  return {
    ...summaryJson(summary),
    usedBy: await imageUsers(database, site, row.sha256, store.now()),
    ancestors: await ancestorsOf(database, row),
    madeFrom,
    hashedAt: moment(row.hashed_at),
    packages: packages?.count ?? null,
    tests: tests.map(({ at, verdict, job_id }) => ({ at: moment(at), verdict, jobId: job_id })),
  };
}

export async function postRetire(context: ActorContext): Promise<Response> {
  const sha256 = pathValue(context, 'sha256');
  const { reason } = await readJson(context.request, RetireRequest, { isOptional: true });
  return changed(context, await retireImage(context.store, context.services.site(), sha256, reason));
}

export async function postRestore(context: ActorContext): Promise<Response> {
  return changed(context, await restoreImage(context.store, pathValue(context, 'sha256')));
}

async function changed(context: ActorContext, answer: ChangeImage): Promise<Response> {
  switch (answer.outcome) {
    case 'changed':
      return json(200, await imageJson(context, await foundImage(context)));
    case 'missing':
      throw missing(context);
    case 'quarantined':
      throw new ProblemError({ status: 409, kind: 'quarantined', title: 'The image is in quarantine', detail: 'Its file is not what its hash says, so it is neither offered nor retired. Add the right file again, or delete the image.' });
    case 'in use':
      throw new ProblemError({ status: 409, kind: 'in-use', title: 'A channel offers this image', detail: `${usersText({ channels: answer.users.channels })} Publish another image there first, or empty the channel.`, more: { usedBy: answer.users } });
  }
}

export async function deleteOne(context: ActorContext): Promise<Response> {
  const answer = await deleteImage(context.store, context.services.site(), pathValue(context, 'sha256'));
  switch (answer.outcome) {
    case 'deleted':
      return noContent();
    case 'missing':
      throw missing(context);
    case 'in use':
      throw new ProblemError({ status: 409, kind: 'in-use', title: 'The image is in use', detail: `${usersText(answer.users)} Give them another image first. To offer it to nobody new, retire it.`, more: { usedBy: answer.users } });
  }
}

/** Fetches an image from a path of the server or from a URL, as a job. */
export async function postImport(context: ActorContext): Promise<Response> {
  const request = await readJson(context.request, ImportRequest);
  const { id } = await queueImport(context.store, request, context.actor.name);
  return json(202, { job: id }, { location: `/api/v1/jobs/${id}` });
}

async function foundImage(context: ActorContext): Promise<ImageRow> {
  const row = await findCatalogued(context.store.database, pathValue(context, 'sha256'));
  if (row === undefined) throw missing(context);
  return row;
}

function missing(context: ActorContext): ProblemError {
  return notFound(`image "${pathValue(context, 'sha256').slice(0, 80)}"`);
}

function summaryJson({ addedAt, ...summary }: ImageSummary): object {
  return { ...summary, addedAt: moment(addedAt) };
}
