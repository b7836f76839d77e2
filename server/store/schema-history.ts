// SPDX-License-Identifier: GPL-2.0-or-later
// Schema step 5: the history of pins, and of channels themselves beside what was decided in them.

import { type Transaction, sql } from 'kysely';
import type { Tables } from './tables.ts';

export async function createHistories(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction;
  await schema
    .createTable('node_pin_events')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('host_id', 'text', (column) => column.notNull().references('hosts.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('node_pin_events_order').on('node_pin_events').columns(['host_id', 'number']).execute();
  // What is pinned now was pinned once; pins that are gone left no trace.
  await sql`INSERT INTO node_pin_events (host_id, at, actor, kind, reason) SELECT host_id, at, actor, 'pinned', reason FROM node_pins ORDER BY at`.execute(transaction);
  await schema.alterTable('channel_moves').addColumn('title', 'text').execute();
  await schema.alterTable('channel_moves').addColumn('title_before', 'text').execute();
}
