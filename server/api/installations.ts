// SPDX-License-Identifier: GPL-2.0-or-later
// hosts/{id}/installation: arming, what becomes of it, the decision about a rehearsal, and what was given out.

import { z } from 'zod';
import { HostId } from '#kickstart/profile/names.ts';
import { armHost, ArmRequest, disarmHost } from '../installations/arm.ts';
import { armMany, judgeMany } from '../installations/arm-many.ts';
import { decideRehearsal } from '../installations/decide.ts';
import { readInstallation } from '../installations/view.ts';
import { readLog } from '../installations/failure-log.ts';
import { compareServed } from '../installations/compare-served.ts';
import { json, moment, plainText } from './answer.ts';
import { eventStream } from './event-stream.ts';
import { installationJson } from './installation-json.ts';
import { notFound, ProblemError } from './problem.ts';
import { readJson } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

const HostIds = z.array(HostId).min(1, 'Name at least one host.').max(500, 'At most 500 hosts at once.');
const ArmManyRequest = ArmRequest.extend({ hosts: HostIds });
const JudgeRequest = z.strictObject({ hosts: HostIds });

export async function postArm(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const request = await readJson(context.request, ArmRequest, { isOptional: true });
  const answer = await armHost(context.store, id, request, { actor: context.actor.name, site: context.services.site() });
  switch (answer.outcome) {
    case 'armed':
      return json(200, { armedUntil: moment(answer.armedUntil), warnings: answer.warnings });
    case 'missing':
      throw notFound(`host "${id}"`);
    case 'refused':
      throw new ProblemError({
        status: 409, kind: 'not-installable', title: 'This host may not be armed', detail: answer.reasons.map((reason) => reason.message).join(' '),
        errors: answer.reasons.map(({ field, message }) => ({ path: field, message })), more: { reasons: answer.reasons },
      });
  }
}

export async function postDisarm(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  if ((await disarmHost(context.store, id, context.actor.name)) === 'missing') throw notFound(`host "${id}"`);
  return json(200, { armedUntil: null });
}

export async function postArmMany(context: ActorContext): Promise<Response> {
  const { hosts, ...request } = await readJson(context.request, ArmManyRequest);
  const { armed, refused } = await armMany(context.store, hosts, request, { actor: context.actor.name, site: context.services.site() });
  return json(200, { armed: armed.map(({ armedUntil, ...more }) => ({ ...more, armedUntil: moment(armedUntil) })), refused });
}

export async function postInstallability(context: ActorContext): Promise<Response> {
  const { hosts } = await readJson(context.request, JudgeRequest);
  return json(200, { items: await judgeMany(context.store, hosts, context.services.site()) });
}

const decide = (decision: 'approved' | 'refused') => async (context: ActorContext): Promise<Response> => {
  const id = pathValue(context, 'id');
  const answer = await decideRehearsal(context.store, id, decision, context.actor.name);
  switch (answer.outcome) {
    case 'decided':
      return json(200, { decision });
    case 'missing':
      throw notFound(`host "${id}"`);
    case 'refused':
      throw new ProblemError({ status: 409, kind: 'nothing-to-decide', title: 'There is nothing to decide', detail: answer.reason });
  }
};

export const postApprove = decide('approved');
export const postRefuse = decide('refused');

export async function getInstallation(context: ActorContext): Promise<Response> {
  return json(200, await view(context));
}

/** The same, anew whenever it changes. */
export async function getInstallationStream(context: ActorContext): Promise<Response> {
  await view(context); // An unknown host is a 404 and not a stream.
  return eventStream(context, 'installation', () => view(context));
}

async function view(context: ActorContext): Promise<object> {
  const id = pathValue(context, 'id');
  const read = await readInstallation(context.store, id, context.services.site().bootUrl);
  if (read === undefined) throw notFound(`host "${id}"`);
  return installationJson(read);
}

export async function getInstallationLog(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const text = await readLog(context.store, id);
  if (text === undefined) throw notFound(`log of an installation of "${id}"`);
  return plainText(text, { 'content-disposition': `attachment; filename="${id}.log"` });
}

export async function getServedKickstart(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const compared = await compareServed(context.store, id, context.services.site().bootUrl);
  if (compared === undefined) throw notFound(`kickstart that was given to "${id}"`);
  return json(200, { ...compared, at: moment(compared.at) });
}
