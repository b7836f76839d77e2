// SPDX-License-Identifier: GPL-2.0-or-later
// profiles/{id}/kickstart: the text that a machine would get, its secrets masked unless an admin asks for them.

import { z } from 'zod';
import { HostId } from '#kickstart/profile/names.ts';
import { renderKickstart } from '#kickstart/render.ts';
import { includesRole } from '../auth/roles.ts';
import { getHost } from '../hosts/hosts.ts';
import { currentInstallation } from '../installations/installation.ts';
import { maskedReporting, reportingFor } from '../installations/reporting.ts';
import * as store from '../profiles/profiles.ts';
import { plainText } from './answer.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

const Query = z.strictObject({ host: HostId.optional(), reveal: z.literal('1').optional() });

export async function getKickstart(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const query = readQuery(context.url, Query);
  const isRevealed = query.reveal !== undefined;
  if (isRevealed && !includesRole(context.actor.role, 'admin'))
    throw new ProblemError({ status: 403, kind: 'forbidden', title: 'Only an admin may see secrets', detail: 'Leave out "reveal": the same text comes with its secrets masked.' });
  const profile = isRevealed ? await store.getOpenProfile(context.store, id) : (await store.getProfile(context.store, id))?.profile;
  if (profile === undefined) throw notFound(`profile "${id}"`);
  if (query.host === undefined) return plainText(renderKickstart(profile).text);
  const stored = await getHost(context.store, query.host);
  if (stored === undefined) throw notFound(`host "${query.host}"`);
  if (stored.host.profile !== id) throw invalid([{ path: 'host', message: `The host ${query.host} has the profile "${stored.host.profile}", not "${id}".` }]);
  const installation = await currentInstallation(context.store.database, query.host);
  const { bootUrl } = context.services.site();
  const reporting = isRevealed ? reportingFor(context.store, installation, bootUrl) : maskedReporting(installation, bootUrl);
  return plainText(renderKickstart(profile, stored.host, reporting).text);
}
