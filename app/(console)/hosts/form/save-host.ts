// SPDX-License-Identifier: GPL-2.0-or-later
// Sends a host to the API, and reads from a refusal what is stored instead.
import { Host } from '#kickstart/profile/host.ts';
import { type Answer, apiPath, callApi } from '../../../api-client.ts';
import type { Draft } from '../../../(wizard)/draft/draft.ts';

/** The id of the document's host: its own, or its name in lower case. */
export function idOf(document: Draft): string {
  const { id, hostname } = document;
  return typeof id === 'string' ? id : typeof hostname === 'string' ? hostname.toLowerCase() : '';
}

/** Makes a host (without `etag`) or changes the version of it that `etag` names. */
export function saveHost(document: Draft, etag: string | undefined): Promise<Answer<Host>> {
  const path = apiPath(['hosts', idOf(document)]);
  return callApi({ method: 'PUT', path, body: document, schema: Host, ...(etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: etag }) });
}

/** What is stored now; `gone` when the host was deleted. */
export async function readStored(id: string): Promise<{ outcome: 'found'; host: Host; etag: string | undefined } | { outcome: 'gone' } | { outcome: 'failed' }> {
  const answer = await callApi({ path: apiPath(['hosts', id]), schema: Host });
  if (answer.ok) return { outcome: 'found', host: answer.data, etag: answer.etag };
  return { outcome: answer.problem.status === 404 ? 'gone' : 'failed' };
}
