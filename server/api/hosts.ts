// SPDX-License-Identifier: GPL-2.0-or-later
// hosts: machines, and the import of many.

import { z } from 'zod';
import * as store from '../hosts/hosts.ts';
import { importHosts } from '../hosts/import-hosts.ts';
import { HostListRequest, listHosts } from '../hosts/list-hosts.ts';
import { documentAnswer, json, moment, momentOrNull } from './answer.ts';
import { type AnsweredDocument, deletedAnswer, writtenAnswer } from './document-answers.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readDocument, readPrecondition, readQuery, readText } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

const ImportQuery = z.strictObject({ dryRun: z.enum(['0', '1'], 'dryRun is 1 or 0.').default('0') });

export async function getHosts(context: ActorContext): Promise<Response> {
  const answer = await listHosts(context.store, readQuery(context.url, HostListRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  const items = answer.items.map((item) => ({ ...item, armedUntil: momentOrNull(item.armedUntil), stageAt: momentOrNull(item.stageAt), updatedAt: moment(item.updatedAt) }));
  return json(200, { items, next: answer.next, total: answer.total });
}

export async function getHost(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const stored = await store.getHost(context.store, id);
  if (stored === undefined) throw notFound(`host "${id}"`);
  return documentAnswer(200, documentOf(stored));
}

export async function putHost(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.putHost(context.store, id, await readDocument(context.request), readPrecondition(context.request));
  if (answer.outcome === 'conflict') {
    throw new ProblemError({ status: 409, kind: 'mac-in-use', title: 'Another host has this MAC address', detail: answer.errors.map((error) => error.message).join(' '), errors: answer.errors });
  }
  return writtenAnswer(answer, documentOf, `hosts/${id}`, answer.outcome === 'updated' && answer.disarmed ? { 'x-basewright-disarmed': id } : {});
}

export async function deleteHost(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.deleteHost(context.store, id, readPrecondition(context.request));
  return deletedAnswer(answer, documentOf, `host "${id}"`);
}

export async function postImport(context: ActorContext): Promise<Response> {
  const { dryRun } = readQuery(context.url, ImportQuery);
  const csv = await readText(context.request, 'text/csv');
  const answer = await importHosts(context.store, csv, { dryRun: dryRun === '1' });
  if (answer.outcome === 'unreadable') throw invalid(answer.errors);
  const { rows, created, updated, refused } = answer;
  if (answer.outcome !== 'refused') return json(200, { rows, created, updated, refused });
  throw new ProblemError({
    status: 422, kind: 'import-refused', title: 'Some rows cannot be taken', more: { rows, created, updated, refused },
    detail: `${refused} of ${rows.length} rows are refused, so nothing was written. Mend them, and send the whole table again.`,
  });
}

function documentOf({ host, etag, updatedAt }: store.StoredHost): AnsweredDocument {
  return { document: host, etag, updatedAt };
}
