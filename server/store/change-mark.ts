// SPDX-License-Identifier: GPL-2.0-or-later
// Whether anything was written since the last look, without reading what: for whoever watches the database.

import { sql } from 'kysely';
import type { Store } from './store.ts';

/** Changes with every commit, of this process and of others. Time alone changes documents too, so they are read now and then all the same. */
export async function changeMark({ database }: Pick<Store, 'database'>): Promise<string> {
  const others = await sql<{ data_version: number }>`PRAGMA data_version`.execute(database);
  const own = await sql<{ changes: number }>`SELECT total_changes() AS changes`.execute(database);
  return `${others.rows[0]?.data_version}.${own.rows[0]?.changes}`;
}
