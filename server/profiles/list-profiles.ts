// SPDX-License-Identifier: GPL-2.0-or-later
// The list of profiles: searched, filtered, page by page.

import { z } from 'zod';
import type { Host } from '#kickstart/profile/host.ts';
import { installable } from '#kickstart/profile/installable.ts';
import { TargetId } from '#kickstart/profile/targets.ts';
import { type Page, pageOf, PageRequest, readCursor } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import { etagOf } from '../store/revision.ts';
import { openProfile } from '../store/sealed-profile.ts';
import { searchConditions } from '../store/search.ts';
import type { Store } from '../store/store.ts';

export const ProfileListRequest = z.strictObject({ ...PageRequest, target: TargetId.optional() });
export type ProfileListRequest = z.infer<typeof ProfileListRequest>;

export type ProfileListItem = {
  id: string;
  title: string;
  description: string | undefined;
  target: string;
  /** How many hosts use it. */
  hosts: number;
  /** Whether a host without overrides could be armed with it. */
  armable: boolean;
  etag: string;
  updatedAt: number;
};

export type ListProfiles = ({ outcome: 'listed' } & Page<ProfileListItem>) | { outcome: 'invalid'; errors: FieldProblem[] };

/** One page of the profiles, by id. */
export async function listProfiles(store: Store, request: ProfileListRequest): Promise<ListProfiles> {
  const after = request.cursor === undefined ? '' : readCursor(request.cursor);
  if (after === undefined) return { outcome: 'invalid', errors: [{ path: 'cursor', message: 'This is not a cursor that a list gave. Start again without one.' }] };
  let matching = store.database.selectFrom('profiles');
  for (const condition of searchConditions('profiles', request.search ?? '')) matching = matching.where(condition);
  if (request.target !== undefined) matching = matching.where('target', '=', request.target);
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching
    .select(['id', 'title', 'target', 'body', 'secrets', 'revision', 'updated_at'])
    .select((profile) => profile.selectFrom('hosts').select(({ fn }) => fn.countAll<number>().as('count')).whereRef('hosts.profile_id', '=', 'profiles.id').as('hosts'))
    .where('id', '>', after)
    .orderBy('id')
    .limit(request.limit + 1)
    .execute();
  const page = pageOf(rows, request.limit, total, (row) => ({
    id: row.id,
    title: row.title,
    ...judge(store, row),
    target: row.target,
    hosts: row.hosts ?? 0,
    etag: etagOf(row.revision),
    updatedAt: row.updated_at,
  }));
  return { outcome: 'listed', ...page };
}

/** One profile that a newer rule no longer takes shall not hide the list it must be mended from. */
function judge(store: Store, row: { id: string; body: string; secrets: string }): Pick<ProfileListItem, 'description' | 'armable'> {
  try {
    const profile = openProfile(store.vault, row);
    const anyHost: Host = { id: 'any', hostname: 'any', macs: ['52:54:00:00:00:01'], profile: row.id, overrides: {} };
    return { description: profile.description, armable: installable(profile, anyHost).length === 0 };
  } catch {
    return { description: undefined, armable: false };
  }
}
