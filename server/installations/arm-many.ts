// SPDX-License-Identifier: GPL-2.0-or-later
// Many hosts at once: the verdict on each before anything is armed, and the arming itself, host by host.

import { type HostState, stateAt } from '#kickstart/lifecycle/states.ts';
import { describeDisk } from '#kickstart/profile/disk.ts';
import type { Obstacle } from '#kickstart/profile/installable.ts';
import { openProfile, readHost } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import { armHost, type Arming, type ArmRequest, stateObstacle } from './arm.ts';
import { installability, type Site } from './installability.ts';

export type Judged = {
  id: string;
  hostname: string;
  macs: string[];
  profile: string;
  profileTitle: string;
  /** The disk that would be erased, in words. */
  disk: string;
  state: HostState;
  isInstallable: boolean;
  reasons: readonly Obstacle[];
  warnings: readonly string[];
};

const GONE: Obstacle = { field: '', message: 'There is no such host any more.' };

/** The verdict on each of these hosts, in the order asked for; hosts that are not there are left out. */
export async function judgeMany(store: Store, ids: readonly string[], site: Site): Promise<Judged[]> {
  const rows = await store.database
    .selectFrom('hosts')
    .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
    .leftJoin('installations', (join) => join.onRef('installations.host_id', '=', 'hosts.id').on('installations.is_current', '=', 1))
    .select(['hosts.id', 'hosts.body', 'profiles.body as profile_body', 'profiles.secrets', 'installations.state', 'installations.expires_at'])
    .where('hosts.id', 'in', ids)
    .execute();
  const judged = await Promise.all(rows.map(async (row): Promise<Judged> => {
    const profile = openProfile(store.vault, { body: row.profile_body, secrets: row.secrets });
    const host = readHost(row);
    const state = stateAt(row.state ?? 'new', row.expires_at ?? undefined, store.now());
    const { reasons, warnings } = await installability(store.database, site, profile, host);
    const all = [...stateObstacle(state), ...reasons];
    return {
      id: host.id, hostname: host.hostname, macs: host.macs, profile: profile.id, profileTitle: profile.title,
      disk: describeDisk(host.overrides.disk ?? profile.storage.disk), state, isInstallable: all.length === 0, reasons: all, warnings,
    };
  }));
  const byId = new Map(judged.map((each) => [each.id, each]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export type ArmMany = { armed: { id: string; armedUntil: number; warnings: readonly string[] }[]; refused: { id: string; reasons: readonly Obstacle[] }[] };

/** Arms those that may be armed: one that may not does not keep the others waiting. */
export async function armMany(store: Store, ids: readonly string[], request: ArmRequest, arming: Arming): Promise<ArmMany> {
  const result: ArmMany = { armed: [], refused: [] };
  for (const id of new Set(ids)) {
    const answer = await armHost(store, id, request, arming);
    if (answer.outcome === 'armed') result.armed.push({ id, armedUntil: answer.armedUntil, warnings: answer.warnings });
    else result.refused.push({ id, reasons: answer.outcome === 'missing' ? [GONE] : answer.reasons });
  }
  return result;
}
