// SPDX-License-Identifier: GPL-2.0-or-later
// fleet and hosts/{id}/node: what runs, what is asked of it, pins and keys.

import { z } from 'zod';
import type { NodeDetail } from '#kickstart/fleet/view.ts';
import { askNodes, type Question, RollbackManyRequest, RollbackRequest, UpgradeManyRequest, UpgradeRequest } from '../fleet/ask.ts';
import { cancelWish } from '../fleet/cancel-wish.ts';
import { revokeKeys } from '../fleet/keys.ts';
import { FleetRequest, listFleet, summarizeFleet } from '../fleet/list-fleet.ts';
import { makeConf } from '../fleet/make-conf.ts';
import { readEventLog, readNode } from '../fleet/node-detail.ts';
import { PinRequest, pinNode, unpinNode } from '../fleet/pins.ts';
import { json, noContent, plainText } from './answer.ts';
import { eventStream } from './event-stream.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readJson, readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

const noHost = (id: string) => notFound(`host "${id}"`);

export async function getFleet(context: ActorContext): Promise<Response> {
  return json(200, await list(context));
}

/** One page, anew whenever it changes. */
export async function getFleetStream(context: ActorContext): Promise<Response> {
  await list(context); // A wrong query is told and is not a stream.
  return eventStream(context, 'fleet', () => list(context));
}

async function list({ store, url }: ActorContext): Promise<object> {
  const answer = await listFleet(store, readQuery(url, FleetRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  const { outcome: _, ...page } = answer;
  return page;
}

export async function getSummary({ store }: ActorContext): Promise<Response> {
  return json(200, await summarizeFleet(store));
}

async function detail(context: ActorContext): Promise<NodeDetail> {
  const id = pathValue(context, 'id');
  const node = await readNode(context.store, id);
  if (node === undefined) throw noHost(id);
  return node;
}

export async function getNode(context: ActorContext): Promise<Response> {
  return json(200, await detail(context));
}

export async function getNodeStream(context: ActorContext): Promise<Response> {
  await detail(context);
  return eventStream(context, 'node', () => detail(context));
}

const EventNumber = z.coerce.number().int().positive();

export async function getEventLog(context: ActorContext): Promise<Response> {
  const [id, number] = [pathValue(context, 'id'), EventNumber.safeParse(pathValue(context, 'number'))];
  const text = number.success ? await readEventLog(context.store, id, number.data) : undefined;
  if (text === undefined) throw notFound(`log of that report of "${id}"`);
  return plainText(text, { 'content-disposition': `attachment; filename="${id}-${String(number.data)}.log"` });
}

async function askOne(context: ActorContext, question: Question): Promise<Response> {
  const id = pathValue(context, 'id');
  await detail(context); // An unknown host is a 404, not a refusal.
  const { items: [answer] } = await askNodes(context.store, [id], question, context.actor.name);
  if (answer === undefined) throw new Error('nobody was asked');
  if (answer.outcome === 'asked') return json(202, answer.wish);
  throw new ProblemError({ status: 409, kind: 'not-askable', title: 'This node cannot be asked for that now', detail: answer.reason });
}

export async function postUpgrade(context: ActorContext): Promise<Response> {
  return askOne(context, { action: 'upgrade', ...(await readJson(context.request, UpgradeRequest, { isOptional: true })) });
}

export async function postRollback(context: ActorContext): Promise<Response> {
  return askOne(context, { action: 'rollback', ...(await readJson(context.request, RollbackRequest, { isOptional: true })) });
}

export async function postUpgradeMany({ store, request, actor }: ActorContext): Promise<Response> {
  const { hosts, ...question } = await readJson(request, UpgradeManyRequest);
  return json(200, await askNodes(store, hosts, { action: 'upgrade', ...question }, actor.name));
}

export async function postRollbackMany({ store, request, actor }: ActorContext): Promise<Response> {
  const { hosts, reboot } = await readJson(request, RollbackManyRequest);
  return json(200, await askNodes(store, hosts, { action: 'rollback', reboot }, actor.name));
}

export async function deleteWish(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await cancelWish(context.store, id, context.actor.name);
  if (answer.outcome === 'missing') throw noHost(id);
  if (answer.outcome === 'refused') throw new ProblemError({ status: 409, kind: 'not-cancelled', title: 'There is nothing that could be called off', detail: answer.reason });
  return noContent();
}

export async function putPin(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  if ((await pinNode(context.store, id, await readJson(context.request, PinRequest), context.actor.name)) === 'missing') throw noHost(id);
  return json(200, (await detail(context)).pin);
}

export async function deletePin(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  if ((await unpinNode(context.store, id, context.actor.name)) === 'missing') throw noHost(id);
  return noContent();
}

/** The key and the file that holds it, this once. */
export async function postKey(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const made = await makeConf(context.store, id, context.services.site().bootUrl, context.actor.name);
  if (made === undefined) throw noHost(id);
  return json(201, made);
}

export async function deleteKeys(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await revokeKeys(context.store, id, context.actor.name);
  if (answer.outcome === 'missing') throw noHost(id);
  return json(200, { revoked: answer.count });
}
