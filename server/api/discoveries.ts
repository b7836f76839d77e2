// SPDX-License-Identifier: GPL-2.0-or-later
// discoveries: machines that asked and that no host stands for.

import { z } from 'zod';
import { canonicalMac } from '#kickstart/profile/names.ts';
import { approveDiscovery, ApproveRequest, type Discovery, forgetDiscovery, ignoreDiscovery, listDiscoveries } from '../discoveries/discoveries.ts';
import { documentAnswer, json, moment, noContent } from './answer.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readJson } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

const IgnoreRequest = z.strictObject({ isIgnored: z.boolean().default(true) });

export async function getDiscoveries({ store }: ActorContext): Promise<Response> {
  const items = await listDiscoveries(store);
  return json(200, { items: items.map(discoveryJson), total: items.length });
}

function discoveryJson(discovery: Discovery): object {
  return { ...discovery, firstSeen: moment(discovery.firstSeen), lastSeen: moment(discovery.lastSeen) };
}

function macOf(context: ActorContext): string {
  const written = pathValue(context, 'mac');
  return canonicalMac(written) ?? written;
}

const unknown = (mac: string) => notFound(`discovered machine "${mac}"`);

export async function postApproveDiscovery(context: ActorContext): Promise<Response> {
  const mac = macOf(context);
  const answer = await approveDiscovery(context.store, mac, await readJson(context.request, ApproveRequest));
  switch (answer.outcome) {
    case 'created':
      return documentAnswer(201, { document: answer.host, etag: answer.etag, updatedAt: answer.updatedAt }, { location: `/api/v1/hosts/${answer.host.id}` });
    case 'missing':
      throw unknown(mac);
    case 'exists': {
      const message = `There is a host "${answer.id}" already. Choose another name, or add ${mac} to that host if it is the same machine.`;
      throw new ProblemError({ status: 409, kind: 'host-exists', title: 'There is such a host already', detail: message, errors: [{ path: 'hostname', message }] });
    }
    case 'invalid':
      throw invalid(answer.errors);
    case 'conflict':
      throw new ProblemError({ status: 409, kind: 'mac-in-use', title: 'A host has this MAC address meanwhile', detail: answer.errors.map((error) => error.message).join(' '), errors: answer.errors });
  }
}

export async function postIgnoreDiscovery(context: ActorContext): Promise<Response> {
  const mac = macOf(context);
  const { isIgnored } = await readJson(context.request, IgnoreRequest, { isOptional: true });
  if ((await ignoreDiscovery(context.store, mac, isIgnored)) === 'missing') throw unknown(mac);
  return json(200, { isIgnored });
}

export async function deleteDiscovery(context: ActorContext): Promise<Response> {
  const mac = macOf(context);
  if ((await forgetDiscovery(context.store, mac)) === 'missing') throw unknown(mac);
  return noContent();
}
