// SPDX-License-Identifier: GPL-2.0-or-later
// Schema step 6: how long a wave of a roll-out is watched before the next one begins, and until when the open one is.

import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Roll-outs of before watch no wave. */
export async function addSoak({ schema }: Transaction<Tables>): Promise<void> {
  await schema.alterTable('rollouts').addColumn('soak_minutes', 'integer', (column) => column.notNull().defaultTo(0)).execute();
  await schema.alterTable('rollouts').addColumn('soak_until', 'bigint').execute();
}
