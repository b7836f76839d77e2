// SPDX-License-Identifier: GPL-2.0-or-later
// The list of hosts: searched, filtered by profile and state, page by page.

import { type Expression, type ExpressionBuilder, sql, type SqlBool } from 'kysely';
import { z } from 'zod';
import { type HostState, hostStates, stateAt } from '#kickstart/lifecycle/states.ts';
import type { Stage } from '#kickstart/lifecycle/stages.ts';
import { Slug } from '#kickstart/profile/names.ts';
import { isStuck } from '../installations/stuck.ts';
import { type Page, pageOf, PageRequest, readCursor } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import { etagOf } from '../store/revision.ts';
import { readHost } from '../store/sealed-profile.ts';
import { searchConditions } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';

export const HostListRequest = z.strictObject({
  ...PageRequest,
  profile: Slug.optional(),
  state: z.enum([...hostStates, 'stuck'], `The state is one of: ${hostStates.join(', ')}, stuck.`).optional(),
});
export type HostListRequest = z.infer<typeof HostListRequest>;

export type HostListItem = {
  id: string;
  hostname: string;
  macs: string[];
  profile: string;
  state: HostState;
  /** When its arming ends or ended, in milliseconds since 1970; undefined for a host that was never armed. */
  armedUntil: number | undefined;
  /** How far the installation is, and since when. */
  stage: Stage | undefined;
  stageAt: number | undefined;
  /** Nothing was heard of it for longer than its stage may take. */
  isStuck: boolean;
  /** A second address asked for its kickstart, so it was disarmed and a person has to look. */
  isIntruded: boolean;
  /** Bytes of the image that went out, and of how many. */
  imageBytes: number;
  imageSize: number | undefined;
  etag: string;
  updatedAt: number;
};

export type ListHosts = ({ outcome: 'listed' } & Page<HostListItem>) | { outcome: 'invalid'; errors: FieldProblem[] };

type Joined = { installations: Tables['installations'] | { [Column in keyof Tables['installations']]: Tables['installations'][Column] | null } };

/** The condition that a state stands for; `expired` is an arming whose time is over. */
function inState(state: NonNullable<HostListRequest['state']>, now: number, is: ExpressionBuilder<Joined, 'installations'>): Expression<SqlBool> {
  switch (state) {
    case 'new':
      return is('installations.id', 'is', null);
    case 'armed':
      return is.and([is('installations.state', '=', 'armed'), is('installations.expires_at', '>', now)]);
    case 'expired':
      return is.or([is('installations.state', '=', 'expired'), is.and([is('installations.state', '=', 'armed'), is('installations.expires_at', '<=', now)])]);
    case 'stuck':
      return is.and([is('installations.state', 'in', ['installing', 'installed']), is('installations.deadline', '<=', now)]);
    default:
      return is('installations.state', '=', state);
  }
}

/** One page of the hosts, by id. */
export async function listHosts(store: Store, request: HostListRequest): Promise<ListHosts> {
  const after = request.cursor === undefined ? '' : readCursor(request.cursor);
  if (after === undefined) return { outcome: 'invalid', errors: [{ path: 'cursor', message: 'This is not a cursor that a list gave. Start again without one.' }] };
  const now = store.now();
  const { state } = request;
  let matching = store.database
    .selectFrom('hosts')
    .leftJoin('installations', (join) => join.onRef('installations.host_id', '=', 'hosts.id').on('installations.is_current', '=', sql.lit(1)));
  for (const condition of searchConditions('hosts', request.search ?? '')) matching = matching.where(condition);
  if (request.profile !== undefined) matching = matching.where('hosts.profile_id', '=', request.profile);
  if (state !== undefined) matching = matching.where((is) => inState(state, now, is));
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching
    .select(['hosts.id', 'hosts.hostname', 'hosts.profile_id', 'hosts.body', 'hosts.revision', 'hosts.updated_at'])
    .select(['installations.state', 'installations.expires_at', 'installations.stage', 'installations.stage_at', 'installations.deadline', 'installations.image_bytes', 'installations.image_size'])
    .select((host) => host.selectFrom('installation_events').select(({ fn }) => fn.countAll<number>().as('count')).whereRef('installation_events.installation_id', '=', 'installations.id').where('kind', '=', 'intruder').as('intruders'))
    .where('hosts.id', '>', after)
    .orderBy('hosts.id')
    .limit(request.limit + 1)
    .execute();
  const page = pageOf(rows, request.limit, total, (row) => ({
    id: row.id,
    hostname: row.hostname,
    macs: readHost(row).macs,
    profile: row.profile_id,
    state: stateAt(row.state ?? 'new', row.expires_at ?? undefined, now),
    armedUntil: row.expires_at ?? undefined,
    stage: row.stage ?? undefined,
    stageAt: row.stage_at ?? undefined,
    isStuck: isStuck(row, now),
    isIntruded: row.intruders !== null && row.intruders > 0,
    imageBytes: row.image_bytes ?? 0,
    imageSize: row.image_size ?? undefined,
    etag: etagOf(row.revision),
    updatedAt: row.updated_at,
  }));
  return { outcome: 'listed', ...page };
}
