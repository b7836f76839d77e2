// SPDX-License-Identifier: GPL-2.0-or-later
// definitions: what images are to be built, what becomes of each, and its build.

import { buildBundle } from '../definitions/bundle.ts';
import * as store from '../definitions/definitions.ts';
import { livemediaCreator } from '../definitions/livemedia.ts';
import { buildFacts, definitionOutput } from '../definitions/output.ts';
import { startBuild } from '../definitions/start-build.ts';
import { documentAnswer, json, moment } from './answer.ts';
import { type AnsweredDocument, deletedAnswer, writtenAnswer } from './document-answers.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readDocument, readPrecondition, readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

export async function getDefinitions(context: ActorContext): Promise<Response> {
  const answer = await store.listDefinitions(context.store, readQuery(context.url, store.DefinitionListRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  const items = answer.items.map((item) => ({ ...item, updatedAt: moment(item.updatedAt) }));
  return json(200, { items, next: answer.next, total: answer.total });
}

/** The definition that the path names. */
async function definitionAt(context: ActorContext): Promise<store.StoredDefinition> {
  const id = pathValue(context, 'id');
  const stored = await store.getDefinition(context.store, id);
  if (stored === undefined) throw notFound(`image definition "${id}"`);
  return stored;
}

export async function getDefinition(context: ActorContext): Promise<Response> {
  return documentAnswer(200, documentOf(await definitionAt(context)));
}

export async function putDefinition(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.putDefinition(context.store, id, await readDocument(context.request), readPrecondition(context.request));
  return writtenAnswer(answer, documentOf, `definitions/${id}`);
}

export async function deleteDefinition(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.deleteDefinition(context.store, id, readPrecondition(context.request));
  return deletedAnswer(answer, documentOf, `image definition "${id}"`);
}

/** The build kickstart, what there is to say about it, and how to build it elsewhere. Nothing in it is secret. */
export async function getOutput(context: ActorContext): Promise<Response> {
  const { definition } = await definitionAt(context);
  const { kickstart, findings, commands, livemediaCreator: { isInstalled, canBuild, reason } } = definitionOutput(definition, await buildFacts(context.store, definition));
  return json(200, { kickstart: kickstart.text, nvr: kickstart.nvr, findings, commands, livemediaCreator: { isInstalled, canBuild, reason } });
}

export async function getBundle(context: ActorContext): Promise<Response> {
  const { definition } = await definitionAt(context);
  const facts = await buildFacts(context.store, definition);
  const { fileName, bytes } = await buildBundle(definition, definitionOutput(definition, facts), facts.now);
  return new Response(new Uint8Array(bytes), {
    status: 200, headers: { 'content-type': 'application/x-tar', 'content-length': String(bytes.length), 'content-disposition': `attachment; filename="${fileName}"` },
  });
}

export async function postBuild(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await startBuild(context.store, id, context.actor.name, livemediaCreator());
  switch (answer.outcome) {
    case 'queued':
      return json(202, { job: answer.job }, { location: `/api/v1/jobs/${answer.job}` });
    case 'missing':
      throw notFound(`image definition "${id}"`);
    case 'refused':
      throw new ProblemError({
        status: 409, kind: 'not-buildable', title: 'This image cannot be built here now', detail: answer.reasons.map(({ message }) => message).slice(0, 3).join(' '),
        errors: answer.reasons.map(({ field, message }) => ({ path: field, message })),
      });
  }
}

function documentOf({ definition, etag, updatedAt }: store.StoredDefinition): AnsweredDocument {
  return { document: definition, etag, updatedAt };
}
