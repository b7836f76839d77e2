// SPDX-License-Identifier: GPL-2.0-or-later
// Arming: allowing one host to be installed, for a while. An armed host is one that could be installed: whatever breaks that disarms it.

import { z } from 'zod';
import { installable, type Obstacle } from '#kickstart/profile/installable.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { openProfile, readHost } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';

const MINUTE_MS = 60_000;

/** For how long a host is armed. */
export const ArmRequest = z.strictObject({
  minutes: z.int('Write a whole number of minutes.').min(1, 'Arm for at least 1 minute.').max(1440, 'Arm for at most 1440 minutes (24 hours).').default(60),
});
export type ArmRequest = z.infer<typeof ArmRequest>;

export type HostState = 'unarmed' | 'armed' | 'expired';

/** The state of a host whose arming ends or ended at `expiresAt`. */
export function hostState(expiresAt: number | null, now: number): HostState {
  if (expiresAt === null) return 'unarmed';
  return expiresAt > now ? 'armed' : 'expired';
}

export type ArmHost =
  /** In milliseconds since 1970. */
  | { outcome: 'armed'; armedUntil: number }
  | { outcome: 'missing' }
  /** Why it may not be installed. */
  | { outcome: 'refused'; reasons: readonly Obstacle[] };

/** Arms a host, or sets a new end when it is armed already. */
export async function armHost(store: Store, id: string, { minutes }: ArmRequest): Promise<ArmHost> {
  return store.write(async (transaction) => {
    const row = await transaction
      .selectFrom('hosts')
      .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
      .select(['hosts.body', 'profiles.body as profile_body', 'profiles.secrets'])
      .where('hosts.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return { outcome: 'missing' };
    const reasons = installable(openProfile(store.vault, { body: row.profile_body, secrets: row.secrets }), readHost(row));
    if (reasons.length > 0) return { outcome: 'refused', reasons };
    const arming = { armed_at: store.now(), expires_at: store.now() + minutes * MINUTE_MS };
    await transaction
      .insertInto('armings')
      .values({ host_id: id, ...arming })
      .onConflict((conflict) => conflict.column('host_id').doUpdateSet(arming))
      .execute();
    return { outcome: 'armed', armedUntil: arming.expires_at };
  });
}

/** Takes the arming of a host away; one that is not armed stays so. */
export async function disarmHost(store: Store, id: string): Promise<'disarmed' | 'missing'> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', id).executeTakeFirst();
    if (host === undefined) return 'missing';
    await transaction.deleteFrom('armings').where('host_id', '=', id).execute();
    return 'disarmed';
  });
}

/**
 * After a change: disarms the armed hosts of a profile that could no longer be installed with it.
 *
 * @param profile with its secrets in clear.
 * @param hostId the one host that changed; undefined when the profile did.
 * @returns the ids of the hosts that were disarmed.
 */
export async function disarmUninstallable(database: Database, profile: Profile, now: number, hostId?: string): Promise<string[]> {
  let query = database
    .selectFrom('armings')
    .innerJoin('hosts', 'hosts.id', 'armings.host_id')
    .select(['hosts.id', 'hosts.body'])
    .where('hosts.profile_id', '=', profile.id)
    .where('armings.expires_at', '>', now);
  if (hostId !== undefined) query = query.where('hosts.id', '=', hostId);
  const armed = await query.execute();
  const disarmed = armed.filter((row) => installable(profile, readHost(row)).length > 0).map((row) => row.id);
  for (const id of disarmed) await database.deleteFrom('armings').where('host_id', '=', id).execute();
  return disarmed;
}
