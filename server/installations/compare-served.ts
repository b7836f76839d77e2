// SPDX-License-Identifier: GPL-2.0-or-later
// What a machine got, beside what it would get now.

import { createHash } from 'node:crypto';
import type { Store } from '../store/store.ts';
import { currentInstallation } from './installation.ts';
import { type Change, changesBetween, type Served, servedKickstart } from './served.ts';
import { presentKickstart } from './view.ts';

/** `areSecretsChanged`: the bytes differ, though no line that people may see does. */
export type ComparedServed = Served & { changes: Change[]; areSecretsChanged: boolean };

/** Undefined when the newest installation of the host gave no kickstart out. */
export async function compareServed(store: Store, hostId: string, bootUrl: string): Promise<ComparedServed | undefined> {
  const current = await currentInstallation(store.database, hostId);
  const served = current && (await servedKickstart(store.database, current.id));
  const row = await store.database
    .selectFrom('hosts')
    .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
    .select(['hosts.body', 'profiles.body as profile_body', 'profiles.secrets'])
    .where('hosts.id', '=', hostId)
    .executeTakeFirst();
  if (current === undefined || served === undefined || row === undefined) return undefined;
  const present = presentKickstart(store, row, current, bootUrl);
  if (present === undefined) return { ...served, changes: changesBetween(served.text, ''), areSecretsChanged: false };
  const changes = changesBetween(served.text, present.masked);
  const isSame = createHash('sha256').update(present.exact).digest('hex') === served.sha256;
  return { ...served, changes, areSecretsChanged: changes.length === 0 && !isSame };
}
