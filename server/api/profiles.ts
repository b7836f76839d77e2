// SPDX-License-Identifier: GPL-2.0-or-later
// profiles: the documents that say what a node shall be.

import * as store from '../profiles/profiles.ts';
import { listProfiles, ProfileListRequest } from '../profiles/list-profiles.ts';
import { documentAnswer, json, moment } from './answer.ts';
import { type AnsweredDocument, deletedAnswer, writtenAnswer } from './document-answers.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readDocument, readJson, readPrecondition, readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

export async function getProfiles(context: ActorContext): Promise<Response> {
  const answer = await listProfiles(context.store, readQuery(context.url, ProfileListRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  const items = answer.items.map((item) => ({ ...item, updatedAt: moment(item.updatedAt) }));
  return json(200, { items, next: answer.next, total: answer.total });
}

export async function getProfile(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const stored = await store.getProfile(context.store, id);
  if (stored === undefined) throw notFound(`profile "${id}"`);
  return documentAnswer(200, documentOf(stored));
}

export async function putProfile(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.putProfile(context.store, id, await readDocument(context.request), readPrecondition(context.request), context.services.site());
  // Hosts that were armed and could no longer be installed: the client may want to tell.
  return writtenAnswer(answer, documentOf, `profiles/${id}`, answer.outcome === 'updated' && answer.disarmed.length > 0 ? { 'x-basewright-disarmed': answer.disarmed.join(',') } : {});
}

export async function deleteProfile(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.deleteProfile(context.store, id, readPrecondition(context.request));
  if (answer.outcome === 'in-use') {
    throw new ProblemError({
      status: 409, kind: 'in-use', title: 'Hosts use this profile', more: { hosts: answer.hosts, count: answer.count },
      detail: `${answer.count} ${answer.count === 1 ? 'host uses' : 'hosts use'} it (${answer.hosts.join(', ')}${answer.count > answer.hosts.length ? ', ...' : ''}). Give them another profile, or delete them first.`,
    });
  }
  return deletedAnswer(answer, documentOf, `profile "${id}"`);
}

export async function postClone(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const asked = await readJson(context.request, store.CloneRequest);
  const answer = await store.cloneProfile(context.store, id, asked);
  switch (answer.outcome) {
    case 'created':
      return documentAnswer(201, documentOf(answer), { location: `/api/v1/profiles/${asked.id}` });
    case 'missing':
      throw notFound(`profile "${id}"`);
    case 'exists':
      throw new ProblemError({
        status: 409, kind: 'exists', title: 'A profile of this id exists already', detail: 'Choose another id.', errors: [{ path: 'id', message: `There is a profile "${asked.id}" already. Choose another id.` }],
      });
  }
}

function documentOf({ profile, etag, updatedAt }: store.StoredProfile): AnsweredDocument {
  return { document: profile, etag, updatedAt };
}
