// SPDX-License-Identifier: GPL-2.0-or-later
// Reads profiles from the API and writes them back: never over what somebody else wrote in between.
import { apiPath, callApi } from '#app/api-client.ts';
import type { Problem } from '#app/problem.ts';
import { Draft, valueAt } from './draft.ts';

export type Read = { readonly outcome: 'read'; readonly document: Draft; readonly etag: string | undefined } | { readonly outcome: 'failed'; readonly problem: Problem };

/** The profile with its secrets masked. Throws only an AbortError. */
export async function readProfile(id: string, signal?: AbortSignal): Promise<Read> {
  const answer = await callApi({ path: apiPath(['profiles', id]), schema: Draft, ...(signal === undefined ? {} : { signal }) });
  return answer.ok ? { outcome: 'read', document: answer.data, etag: answer.etag } : { outcome: 'failed', problem: answer.problem };
}

export type Saved =
  | { readonly outcome: 'saved'; readonly document: Draft; readonly etag: string | undefined }
  /** Somebody else saved in between; `theirs` is what is stored now. */
  | { readonly outcome: 'conflict'; readonly theirs: Draft; readonly etag: string | undefined }
  /** Another profile has this identifier already. */
  | { readonly outcome: 'exists' }
  | { readonly outcome: 'failed'; readonly problem: Problem };

type Put = { document: Draft; isNew: boolean; etag: string | undefined };

async function put({ document, isNew, etag }: Put): Promise<Saved> {
  const id = String(document['id']);
  const answer = await callApi({
    method: 'PUT', path: apiPath(['profiles', id]), schema: Draft, body: document,
    ...(isNew ? { ifNoneMatch: '*' as const } : {}), ...(etag === undefined ? {} : { ifMatch: etag }),
  });
  if (answer.ok) return { outcome: 'saved', document: answer.data, etag: answer.etag };
  if (answer.problem.status !== 412) return { outcome: 'failed', problem: answer.problem };
  if (isNew) return { outcome: 'exists' };
  const now = await readProfile(id);
  return now.outcome === 'read' ? { outcome: 'conflict', theirs: now.document, etag: now.etag } : now;
}

/** Copies a profile on the server, secrets included, under a new identifier; its ETag. */
async function cloneProfile(from: string, document: Draft): Promise<{ etag: string | undefined } | Saved> {
  const body = { id: document['id'], title: document['title'] };
  const answer = await callApi({ method: 'POST', path: apiPath(['profiles', from, 'clone']), schema: Draft, body });
  if (answer.ok) return { etag: answer.etag };
  return answer.problem.status === 409 ? { outcome: 'exists' } : { outcome: 'failed', problem: answer.problem };
}

export type Cloned = { readonly id: string; readonly etag: string | undefined };

/**
 * Saves `document`. A clone is first copied on the server, because only there the secrets are known; `onCloned` hears of the copy,
 * so that a second try after a failure does not copy again.
 */
export async function saveProfile(given: Put & { cloneOf: string | undefined; cloned: Cloned | undefined; onCloned: (cloned: Cloned) => void }): Promise<Saved> {
  const { document, isNew, etag, cloneOf, cloned, onCloned } = given;
  if (cloneOf === undefined) return put({ document, isNew, etag });
  const id = String(valueAt(document, 'id'));
  if (cloned?.id === id) return put({ document, isNew: false, etag: cloned.etag });
  const copy = await cloneProfile(cloneOf, document);
  if ('outcome' in copy) return copy;
  onCloned({ id, etag: copy.etag });
  return put({ document, isNew: false, etag: copy.etag });
}
