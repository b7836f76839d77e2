// SPDX-License-Identifier: GPL-2.0-or-later
// Schema step 2: installations instead of armings, their timeline, discovered machines, installer trees and management controllers.

import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** An arming of the first schema has no token that a machine could report with: the upgrade ends it, and the host is armed again by a person. */
export async function createInstallations(transaction: Transaction<Tables>): Promise<void> {
  await transaction.schema.dropTable('armings').execute();
  await createInstallationTable(transaction);
  await createTimeline(transaction);
  await createMachinery(transaction);
}

async function createInstallationTable({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('installations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('host_id', 'text', (column) => column.notNull().references('hosts.id').onDelete('cascade'))
    .addColumn('is_current', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('armed_at', 'bigint', (column) => column.notNull())
    .addColumn('armed_by', 'text')
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('is_rehearsal', 'integer', (column) => column.notNull())
    .addColumn('decision', 'text')
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('opened_at', 'bigint')
    .addColumn('opened_from', 'text')
    .addColumn('fetches', 'integer', (column) => column.notNull())
    .addColumn('stage', 'text', (column) => column.notNull())
    .addColumn('stage_at', 'bigint', (column) => column.notNull())
    .addColumn('deadline', 'bigint')
    .addColumn('image_bytes', 'bigint', (column) => column.notNull())
    .addColumn('image_size', 'bigint')
    .execute();
  await schema.createIndex('installations_host').on('installations').columns(['host_id', 'armed_at']).execute();
  await schema.createIndex('installations_current').unique().on('installations').column('host_id').where(sql.ref('is_current'), '=', sql.lit(1)).execute();
  await schema.createIndex('installations_state').on('installations').columns(['state', 'host_id']).execute();
}

async function createTimeline({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('installation_events')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('installation_id', 'text', (column) => column.notNull().references('installations.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('address', 'text')
    .addColumn('actor', 'text')
    .addColumn('detail', 'text')
    .execute();
  await schema.createIndex('installation_events_order').on('installation_events').columns(['installation_id', 'number']).execute();
  await schema
    .createTable('served_kickstarts')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('installation_id', 'text', (column) => column.notNull().references('installations.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('served_kickstarts_order').on('served_kickstarts').columns(['installation_id', 'number']).execute();
  await schema
    .createTable('installation_logs')
    .addColumn('installation_id', 'text', (column) => column.primaryKey().references('installations.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .execute();
}

async function createMachinery({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('discoveries')
    .addColumn('mac', 'text', (column) => column.primaryKey())
    .addColumn('first_seen', 'bigint', (column) => column.notNull())
    .addColumn('last_seen', 'bigint', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('times', 'bigint', (column) => column.notNull())
    .addColumn('facts', 'text', (column) => column.notNull())
    .addColumn('is_ignored', 'integer', (column) => column.notNull())
    .execute();
  await schema.createIndex('discoveries_seen').on('discoveries').columns(['is_ignored', 'last_seen']).execute();
  await schema
    .createTable('trees')
    .addColumn('target', 'text', (column) => column.primaryKey())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('controllers')
    .addColumn('host_id', 'text', (column) => column.primaryKey().references('hosts.id').onDelete('cascade'))
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('password', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
}
