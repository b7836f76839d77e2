// SPDX-License-Identifier: GPL-2.0-or-later
// hosts/{id}/controller and hosts/{id}/power: the management controller of a host, and what it can do.

import { addressRules } from '../power/address-rules.ts';
import { deleteController, getController, putController } from '../power/controllers.ts';
import { actOnPower, PowerRequest, readPower } from '../power/power.ts';
import type { PowerError } from '../power/power-error.ts';
import { json, noContent } from './answer.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readDocument, readJson } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

/** A host without a controller is no mistake: the answer says `null`. */
export async function getControllerOfHost(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await getController(context.store, id);
  if (answer.outcome === 'missing') throw notFound(`host "${id}"`);
  return json(200, { controller: answer.controller });
}

export async function putControllerOfHost(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await putController(context.store, id, await readDocument(context.request));
  if (answer.outcome === 'missing') throw notFound(`host "${id}"`);
  if (answer.outcome === 'invalid') throw invalid(answer.errors);
  return json(200, { controller: answer.controller });
}

export async function deleteControllerOfHost(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  if ((await deleteController(context.store, id)) === 'missing') throw notFound(`host "${id}"`);
  return noContent();
}

export async function getPower(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await readPower(context.store, id, { rules: addressRules() });
  switch (answer.outcome) {
    case 'read':
      return json(200, answer.view);
    case 'failed':
      throw failure(answer.error, []);
    case 'missing':
    case 'no-controller':
      throw notAsked(answer.outcome, id);
  }
}

export async function postPower(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await actOnPower(context.store, id, await readJson(context.request, PowerRequest), { rules: addressRules() }, context.actor.name);
  switch (answer.outcome) {
    case 'done':
      return json(200, { steps: answer.steps });
    case 'failed':
      throw failure(answer.error, answer.steps);
    case 'installing':
      throw new ProblemError({
        status: 409, kind: 'installing', title: 'This host is being installed now',
        detail: 'Switching it off or starting it anew would leave it with half a system. Wait for the end; with "force": true it is done all the same.',
      });
    case 'busy':
      throw new ProblemError({ status: 409, kind: 'power-busy', title: 'Another power action is under way', detail: 'Wait until it has ended, at most a minute, and look at the power state.' });
    case 'missing':
    case 'no-controller':
      throw notAsked(answer.outcome, id);
  }
}

function notAsked(outcome: 'missing' | 'no-controller', id: string): ProblemError {
  if (outcome === 'missing') return notFound(`host "${id}"`);
  return new ProblemError({ status: 409, kind: 'no-controller', title: 'This host has no management controller', detail: 'An administrator can set its address, user name and password.' });
}

/** 409 where an admin has to do something here; 502 where the controller did not do what a controller does. */
function failure({ failure: kind, message, certificate }: PowerError, steps: readonly string[]): ProblemError {
  const isOurs = kind === 'certificate' || kind === 'address' || kind === 'system' || kind === 'login';
  return new ProblemError({
    status: isOurs ? 409 : 502, kind: `controller-${kind}`, title: 'The management controller could not be used', detail: message,
    more: { steps, ...(certificate === undefined ? {} : { certificate }) },
  });
}
