// SPDX-License-Identifier: GPL-2.0-or-later
// trees: where the installer of each target comes from.

import { createGuardedFetch } from '../trees/guarded-fetch.ts';
import { treeUrls } from '../trees/tree.ts';
import * as store from '../trees/trees.ts';
import { documentAnswer, json, moment } from './answer.ts';
import { type AnsweredDocument, deletedAnswer, writtenAnswer } from './document-answers.ts';
import { notFound } from './problem.ts';
import { readDocument, readPrecondition } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

/** All of them: there is one for a target at most. */
export async function getTrees(context: ActorContext): Promise<Response> {
  const { bootUrl } = context.services.site();
  const items = (await store.listTrees(context.store)).map(({ tree, etag, updatedAt }) => ({ tree, urls: treeUrls(tree, bootUrl), etag, updatedAt: moment(updatedAt) }));
  return json(200, { items });
}

export async function getTree(context: ActorContext): Promise<Response> {
  const target = pathValue(context, 'target');
  const stored = await store.getTree(context.store, target);
  if (stored === undefined) throw notFound(`installer tree for "${target}"`);
  return documentAnswer(200, documentOf(stored));
}

/** The answer comes when the tree has been read and checked. */
export async function putTree(context: ActorContext): Promise<Response> {
  const target = pathValue(context, 'target');
  const { dataDirectory } = context.services.site();
  const services = { dataDirectory, fetch: createGuardedFetch(), now: context.store.now };
  const answer = await store.putTree(context.store, services, target, await readDocument(context.request), readPrecondition(context.request));
  if (answer.outcome === 'missing') throw notFound(`target "${target}"`);
  return writtenAnswer(answer, documentOf, `trees/${target}`);
}

export async function deleteTree(context: ActorContext): Promise<Response> {
  const target = pathValue(context, 'target');
  const answer = await store.deleteTree(context.store, context.services.site().dataDirectory, target, readPrecondition(context.request));
  return deletedAnswer(answer, documentOf, `installer tree for "${target}"`);
}

function documentOf({ tree, etag, updatedAt }: store.StoredTree): AnsweredDocument {
  return { document: tree, etag, updatedAt };
}
