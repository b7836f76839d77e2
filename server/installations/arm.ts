// SPDX-License-Identifier: GPL-2.0-or-later
// Arming: allowing one host to be installed, once, for a while. An armed host is one that could be installed: whatever breaks that disarms it.

import { z } from 'zod';
import { type HostState, nextState, stateAt } from '#kickstart/lifecycle/states.ts';
import { installable, type Obstacle } from '#kickstart/profile/installable.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { addKey, forgetUnusedKeys } from '../fleet/keys.ts';
import { openProfile, readHost } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { installability, type Site } from './installability.ts';
import { addEvent, changeState, currentInstallation } from './installation.ts';
import { hashToken, installationToken, newInstallationId } from './token.ts';

const MINUTE_MS = 60_000;
/** Older ones of a host are forgotten with their timelines. */
const KEPT_PER_HOST = 20;

/** For how long a host is armed, and whether its machine shows what it would erase and waits for a decision. */
export const ArmRequest = z.strictObject({
  minutes: z.int('Write a whole number of minutes.').min(1, 'Arm for at least 1 minute.').max(1440, 'Arm for at most 1440 minutes (24 hours).').default(60),
  isRehearsal: z.boolean().default(false),
});
export type ArmRequest = z.infer<typeof ArmRequest>;

export type ArmHost =
  /** In milliseconds since 1970; and what a person should weigh, of the same verdict that is shown before. */
  | { outcome: 'armed'; armedUntil: number; warnings: readonly string[] }
  | { outcome: 'missing' }
  /** Why it may not be installed. */
  | { outcome: 'refused'; reasons: readonly Obstacle[] };

const UNDER_WAY: Obstacle = {
  field: '', message: 'This host is being installed now. Wait for the end, or disarm it first: then nothing more is given to its machine, and what runs there goes on by itself.',
};

/** What in the state of a host stands against arming it. */
export function stateObstacle(state: HostState): Obstacle[] {
  return nextState(state, 'arm') === undefined ? [UNDER_WAY] : [];
}

/** Who arms, undefined for the server's command line; and the site, which knows the sizes of its images. */
export type Arming = { actor?: string | undefined; site: Site };

/** Arms a host, or sets a new end when it is armed already. */
export async function armHost(store: Store, id: string, { minutes, isRehearsal }: ArmRequest, { actor, site }: Arming): Promise<ArmHost> {
  return store.write(async (transaction) => {
    const row = await transaction
      .selectFrom('hosts')
      .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
      .select(['hosts.body', 'profiles.body as profile_body', 'profiles.secrets'])
      .where('hosts.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return { outcome: 'missing' };
    const current = await currentInstallation(transaction, id);
    const state = current === undefined ? 'new' : stateAt(current.state, current.expires_at, store.now());
    const busy = stateObstacle(state);
    if (busy.length > 0) return { outcome: 'refused', reasons: busy };
    const profile = openProfile(store.vault, { body: row.profile_body, secrets: row.secrets });
    const { reasons, warnings } = await installability(transaction, site, profile, readHost(row));
    if (reasons.length > 0) return { outcome: 'refused', reasons };
    const arming = { armedUntil: store.now() + minutes * MINUTE_MS, isRehearsal, actor };
    if (state === 'armed' && current !== undefined) await extend(store, transaction, current.id, arming);
    else await begin(store, transaction, id, arming);
    return { outcome: 'armed', armedUntil: arming.armedUntil, warnings };
  });
}

type Begun = { armedUntil: number; isRehearsal: boolean; actor: string | undefined };

/** Armed twice is armed once, with the later word about how long and how. */
async function extend(store: Store, database: Database, installationId: string, { armedUntil, isRehearsal, actor }: Begun): Promise<void> {
  await database.updateTable('installations').set({ expires_at: armedUntil, is_rehearsal: isRehearsal ? 1 : 0 }).where('id', '=', installationId).execute();
  await addEvent(database, installationId, { at: store.now(), kind: 'extended', actor, detail: { until: armedUntil, isRehearsal } });
}

async function begin(store: Store, database: Database, hostId: string, { armedUntil, isRehearsal, actor }: Begun): Promise<void> {
  const id = newInstallationId();
  const now = store.now();
  await database.updateTable('installations').set({ is_current: 0 }).where('host_id', '=', hostId).where('is_current', '=', 1).execute();
  await database
    .insertInto('installations')
    .values({
      id, host_id: hostId, is_current: 1, state: 'armed', armed_at: now, armed_by: actor ?? null, expires_at: armedUntil, is_rehearsal: isRehearsal ? 1 : 0, decision: null,
      token_hash: hashToken(installationToken(store.vault, id)), opened_at: null, opened_from: null, fetches: 0, stage: 'armed', stage_at: now, deadline: null, image_bytes: 0, image_size: null,
    })
    .execute();
  await addEvent(database, id, { at: now, kind: 'armed', actor, detail: { until: armedUntil, isRehearsal } });
  await forgetUnusedKeys(database, hostId);
  await addKey(store, database, { hostId, origin: id, actor });
  const kept = database.selectFrom('installations').select('id').where('host_id', '=', hostId).orderBy('is_current', 'desc').orderBy('armed_at', 'desc').limit(KEPT_PER_HOST);
  await database.deleteFrom('installations').where('host_id', '=', hostId).where('id', 'not in', kept).execute();
}

/** Closes the gate for a host. One that is not armed stays as it is. What a machine already has cannot be taken back. */
export async function disarmHost(store: Store, id: string, actor?: string): Promise<'disarmed' | 'missing'> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', id).executeTakeFirst();
    if (host === undefined) return 'missing';
    const current = await currentInstallation(transaction, id);
    if (current !== undefined) await changeState(transaction, current, 'disarm', store.now(), { at: store.now(), kind: 'disarmed', actor });
    return 'disarmed';
  });
}

/**
 * After a change: disarms the armed hosts of a profile that could no longer be installed with it.
 *
 * @param profile with its secrets in clear.
 * @param change `hostId`: the one host that changed; without, the profile did. `imageSize`: of its image in bytes, where it is known.
 * @returns the ids of the hosts that were disarmed.
 */
export async function disarmUninstallable(database: Database, profile: Profile, now: number, { hostId, imageSize }: { hostId?: string; imageSize?: number | undefined } = {}): Promise<string[]> {
  let query = database
    .selectFrom('installations')
    .innerJoin('hosts', 'hosts.id', 'installations.host_id')
    .selectAll('installations')
    .select('hosts.body')
    .where('hosts.profile_id', '=', profile.id)
    .where('installations.is_current', '=', 1)
    .where('installations.state', '=', 'armed')
    .where('installations.expires_at', '>', now);
  if (hostId !== undefined) query = query.where('hosts.id', '=', hostId);
  const armed = await query.execute();
  const disarmed = armed.filter((row) => installable(profile, readHost(row), imageSize).length > 0);
  for (const row of disarmed) await changeState(database, row, 'disarm', now, { at: now, kind: 'disarmed', detail: { why: 'After a change the host could no longer be installed.' } });
  return disarmed.map((row) => row.host_id);
}
