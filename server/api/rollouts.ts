// SPDX-License-Identifier: GPL-2.0-or-later
// rollouts: nodes are brought to the image of a channel in waves; the plan before it, how it goes, and what people do with it.

import {
  MOST_PLANNED, PauseRequest, type RollbackAnswer, ResumeRequest, type RolloutDetail, type RolloutList, type RolloutNodeList, type RolloutPlan, RolloutRequest, RolloutRollbackRequest, type RolloutSummary, StopRequest,
} from '#kickstart/fleet/rollout-view.ts';
import { pauseRollout, resumeRollout, rollBackRollout, type RolloutDone, stopRollout } from '../rollouts/deeds.ts';
import { makeRollout } from '../rollouts/make.ts';
import { type Plan, planRollout } from '../rollouts/plan.ts';
import { listRolloutNodes, listRollouts, RolloutListRequest, RolloutNodesRequest, rolloutDetail, rolloutSummary } from '../rollouts/view.ts';
import { json } from './answer.ts';
import { eventStream } from './event-stream.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readJson, readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

export async function getRollouts(context: ActorContext): Promise<Response> {
  const answer = await listRollouts(context.store.database, readQuery(context.url, RolloutListRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  return json(200, { items: answer.items, next: answer.next ?? null, total: answer.total } satisfies RolloutList);
}

/** What the same request to `rollouts` would do. */
export async function postPreview(context: ActorContext): Promise<Response> {
  const request = await readJson(context.request, RolloutRequest);
  const { database, now } = context.store;
  const plan = await planRollout(database, request, { dataDirectory: context.services.site().dataDirectory, now: now() });
  if (plan === undefined) throw notFound(`channel "${request.channel}"`);
  return json(200, planJson(plan));
}

export async function postRollout(context: ActorContext): Promise<Response> {
  const request = await readJson(context.request, RolloutRequest);
  const answer = await makeRollout(context.store, request, { actor: context.actor.name, dataDirectory: context.services.site().dataDirectory });
  switch (answer.outcome) {
    case 'made':
      return json(201, await found(context, answer.id), { location: `/api/v1/rollouts/${answer.id}` });
    case 'missing':
      throw notFound(`channel "${request.channel}"`);
    case 'refused':
      throw new ProblemError({ status: 409, kind: 'not-possible', title: 'The roll-out cannot be made', detail: answer.obstacles.join(' '), more: { obstacles: answer.obstacles, plan: planJson(answer.plan) } });
  }
}

export async function getRollout(context: ActorContext): Promise<Response> {
  return json(200, await detail(context));
}

export async function getRolloutNodes(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  await found(context, id);
  const answer = await listRolloutNodes(context.store.database, id, readQuery(context.url, RolloutNodesRequest));
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  return json(200, { items: answer.items, next: answer.next ?? null, total: answer.total } satisfies RolloutNodeList);
}

/** The roll-out, anew whenever it or one of its nodes changes. */
export async function getRolloutStream(context: ActorContext): Promise<Response> {
  await found(context, pathValue(context, 'id')); // An unknown one is a 404 and not a stream.
  return eventStream(context, 'rollout', () => detail(context));
}

export async function postPause(context: ActorContext): Promise<Response> {
  const { reason } = await readJson(context.request, PauseRequest, { isOptional: true });
  return done(context, await pauseRollout(context.store, pathValue(context, 'id'), { by: context.actor.name, reason }));
}

export async function postResume(context: ActorContext): Promise<Response> {
  const { retry } = await readJson(context.request, ResumeRequest, { isOptional: true });
  return done(context, await resumeRollout(context.store, pathValue(context, 'id'), { by: context.actor.name, retry }));
}

export async function postStop(context: ActorContext): Promise<Response> {
  const { reason } = await readJson(context.request, StopRequest, { isOptional: true });
  return done(context, await stopRollout(context.store, pathValue(context, 'id'), { by: context.actor.name, reason }));
}

export async function postRollback(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const { reason, reboot } = await readJson(context.request, RolloutRollbackRequest, { isOptional: true });
  const answer = await rollBackRollout(context.store, id, { by: context.actor.name, reason, reboot });
  if (answer.outcome !== 'done') throw notDone(context, answer);
  return json(200, { rollout: await found(context, id), asked: answer.asked, left: [...answer.left] } satisfies RollbackAnswer);
}

async function done(context: ActorContext, answer: RolloutDone): Promise<Response> {
  if (answer.outcome !== 'done') throw notDone(context, answer);
  return json(200, await found(context, pathValue(context, 'id')));
}

function notDone(context: ActorContext, answer: Exclude<RolloutDone, { outcome: 'done' }>): ProblemError {
  if (answer.outcome === 'missing') return missing(pathValue(context, 'id'));
  return new ProblemError({ status: 409, kind: 'not-possible', title: 'This is not possible now', detail: answer.reason });
}

async function found({ store }: ActorContext, id: string): Promise<RolloutSummary> {
  const rollout = await rolloutSummary(store.database, id);
  if (rollout === undefined) throw missing(id);
  return rollout;
}

async function detail(context: ActorContext): Promise<RolloutDetail> {
  const id = pathValue(context, 'id');
  const rollout = await rolloutDetail(context.store.database, id);
  if (rollout === undefined) throw missing(id);
  return rollout;
}

function missing(id: string): ProblemError {
  return notFound(`roll-out "${id.slice(0, 40)}"`);
}

function planJson({ channel, aim, planned, leftOut, waves, obstacles, warnings }: Plan): RolloutPlan {
  const silent = planned.filter(({ host }) => host.node?.isSilent === true).length;
  const shown = planned.slice(0, MOST_PLANNED);
  return {
    channel: { id: channel.id, title: channel.title },
    image: aim === null || channel.image === null ? null : { sha256: aim.sha256, nvr: aim.nvr, name: channel.image.name },
    waves: Array.from({ length: waves }, (_, wave) => ({
      wave,
      count: planned.filter((node) => node.wave === wave).length,
      nodes: shown.filter((node) => node.wave === wave).map(({ host, warning }) => ({ id: host.id, hostname: host.hostname, nvr: host.node?.nvr ?? null, isSilent: host.node?.isSilent === true, warning })),
    })),
    skipped: leftOut.slice(0, MOST_PLANNED).map(({ id, hostname, reason }) => ({ id, hostname, reason })),
    counts: { hosts: planned.length + leftOut.length, planned: planned.length, skipped: leftOut.length, silent },
    obstacles: [...obstacles],
    warnings: [...warnings],
  };
}
