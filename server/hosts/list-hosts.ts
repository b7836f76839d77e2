// SPDX-License-Identifier: GPL-2.0-or-later
// The list of hosts: searched, filtered by profile and state, page by page.

import { z } from 'zod';
import { Slug } from '#kickstart/profile/names.ts';
import { type Page, pageOf, PageRequest, readCursor } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import { etagOf } from '../store/revision.ts';
import { readHost } from '../store/sealed-profile.ts';
import { searchConditions } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { type HostState, hostState } from './arming.ts';

export const HostListRequest = z.strictObject({
  ...PageRequest,
  profile: Slug.optional(),
  state: z.enum(['unarmed', 'armed', 'expired'], 'The state is unarmed, armed or expired.').optional(),
});
export type HostListRequest = z.infer<typeof HostListRequest>;

export type HostListItem = {
  id: string;
  hostname: string;
  macs: string[];
  profile: string;
  state: HostState;
  /** When its arming ends or ended, in milliseconds since 1970. */
  armedUntil: number | undefined;
  etag: string;
  updatedAt: number;
};

export type ListHosts = ({ outcome: 'listed' } & Page<HostListItem>) | { outcome: 'invalid'; errors: FieldProblem[] };

/** One page of the hosts, by id. */
export async function listHosts(store: Store, request: HostListRequest): Promise<ListHosts> {
  const after = request.cursor === undefined ? '' : readCursor(request.cursor);
  if (after === undefined) return { outcome: 'invalid', errors: [{ path: 'cursor', message: 'This is not a cursor that a list gave. Start again without one.' }] };
  const now = store.now();
  let matching = store.database.selectFrom('hosts').leftJoin('armings', 'armings.host_id', 'hosts.id');
  for (const condition of searchConditions('hosts', request.search ?? '')) matching = matching.where(condition);
  if (request.profile !== undefined) matching = matching.where('hosts.profile_id', '=', request.profile);
  if (request.state === 'unarmed') matching = matching.where('armings.host_id', 'is', null);
  if (request.state === 'armed') matching = matching.where('armings.expires_at', '>', now);
  if (request.state === 'expired') matching = matching.where('armings.expires_at', '<=', now);
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching
    .select(['hosts.id', 'hosts.hostname', 'hosts.profile_id', 'hosts.body', 'hosts.revision', 'hosts.updated_at', 'armings.expires_at'])
    .where('hosts.id', '>', after)
    .orderBy('hosts.id')
    .limit(request.limit + 1)
    .execute();
  const page = pageOf(rows, request.limit, total, (row) => ({
    id: row.id,
    hostname: row.hostname,
    macs: readHost(row).macs,
    profile: row.profile_id,
    state: hostState(row.expires_at, now),
    armedUntil: row.expires_at ?? undefined,
    etag: etagOf(row.revision),
    updatedAt: row.updated_at,
  }));
  return { outcome: 'listed', ...page };
}
