// SPDX-License-Identifier: GPL-2.0-or-later
// Who follows a channel: profiles, their hosts, and which of those are armed; and a tag of all of them, so that nobody confirms what has changed meanwhile.

import { createHash } from 'node:crypto';
import { type HostState, stateAt } from '#kickstart/lifecycle/states.ts';
import type { Database } from '../store/tables.ts';

/** A follower of a channel as it lies in the database; see sealed-profile.ts. */
export type FollowerRow = { readonly number: number; readonly id: string; readonly title: string; readonly body: string; readonly secrets: string; readonly revision: number };

/** The profiles that follow a channel, by id. */
export async function followersOf(database: Database, channelId: string): Promise<FollowerRow[]> {
  return database.selectFrom('profiles').select(['number', 'id', 'title', 'body', 'secrets', 'revision']).where('channel', '=', channelId).orderBy('id').execute();
}

export type FollowingHost = { readonly id: string; readonly hostname: string; readonly profile: string; readonly revision: number; readonly installation: string | null; readonly state: HostState; readonly isRehearsal: boolean };

/** The hosts of those profiles, by profile and id, without their documents: a channel may carry thousands. */
export async function hostsOf(database: Database, channelId: string, now: number): Promise<FollowingHost[]> {
  const rows = await database
    .selectFrom('hosts')
    .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
    .leftJoin('installations', (join) => join.onRef('installations.host_id', '=', 'hosts.id').on('installations.is_current', '=', 1))
    .select(['hosts.id', 'hosts.hostname', 'hosts.profile_id', 'hosts.revision', 'installations.id as installation', 'installations.state', 'installations.expires_at', 'installations.is_rehearsal'])
    .where('profiles.channel', '=', channelId)
    .orderBy('hosts.profile_id')
    .orderBy('hosts.id')
    .execute();
  return rows.map((row) => ({
    id: row.id, hostname: row.hostname, profile: row.profile_id, revision: row.revision, installation: row.installation,
    state: stateAt(row.state ?? 'new', row.expires_at ?? undefined, now), isRehearsal: row.is_rehearsal === 1,
  }));
}

/** Hosts whose machine may take its kickstart any moment, or has it. */
export function isUnderWay({ state }: Pick<FollowingHost, 'state'>): boolean {
  return state === 'armed' || state === 'installing';
}

/** An ETag of everything that a move touches: another one means that somebody changed something in between. @param facts of the move itself and its judgement. */
export function radiusTag(facts: readonly unknown[], profiles: readonly FollowerRow[], hosts: readonly FollowingHost[]): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(facts));
  for (const { id, revision } of profiles) hash.update(`\n${id} ${revision}`);
  for (const host of hosts) hash.update(`\n${host.id} ${host.revision} ${isUnderWay(host) ? `${host.state} ${host.installation ?? ''}` : ''}`);
  return `"${hash.digest('base64url')}"`;
}
