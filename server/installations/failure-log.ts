// SPDX-License-Identifier: GPL-2.0-or-later
// The log that a failed installation sent, secrets redacted before it was stored.

import type { Store } from '../store/store.ts';

/** Of the newest installation of a host; undefined when it sent none. */
export async function readLog({ database }: Store, hostId: string): Promise<string | undefined> {
  const row = await database
    .selectFrom('installation_logs')
    .innerJoin('installations', 'installations.id', 'installation_logs.installation_id')
    .select('installation_logs.text')
    .where('installations.host_id', '=', hostId)
    .where('installations.is_current', '=', 1)
    .executeTakeFirst();
  return row?.text;
}
