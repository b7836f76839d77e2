// SPDX-License-Identifier: GPL-2.0-or-later
// Schema step 3: the life of images (catalogue, tests, channels), what they are made from, and the jobs that do the work.

import { sql, type Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export async function createImageLife(transaction: Transaction<Tables>): Promise<void> {
  await createCatalogue(transaction);
  await createChannels(transaction);
  await createSources(transaction);
  await createJobs(transaction);
}

async function createCatalogue({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('images')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('nvr', 'text')
    .addColumn('target', 'text')
    .addColumn('arch', 'text')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('state_reason', 'text')
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('source', 'text')
    .addColumn('parent', 'text')
    .addColumn('made_from', 'text')
    .addColumn('signature', 'text')
    .addColumn('signer', 'text')
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('added_by', 'text')
    .addColumn('hashed_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('images_added').on('images').columns(['added_at', 'sha256']).execute();
  await schema
    .createTable('image_packages')
    .addColumn('sha256', 'text', (column) => column.primaryKey().references('images.sha256').onDelete('cascade'))
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('image_tests')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('sha256', 'text', (column) => column.notNull().references('images.sha256').onDelete('cascade'))
    .addColumn('job_id', 'text')
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('verdict', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('image_tests_order').on('image_tests').columns(['sha256', 'number']).execute();
}

async function createChannels(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction;
  await schema
    .createTable('channels')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text', (column) => column.references('images.sha256').onDelete('restrict'))
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('channel_moves')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('channel_id', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text')
    .addColumn('before', 'text')
    .addColumn('override', 'text')
    .execute();
  await schema.createIndex('channel_moves_order').on('channel_moves').columns(['channel_id', 'number']).execute();
  // What was decided stays as it was decided, whatever a later program tries.
  for (const change of ['UPDATE', 'DELETE'])
    await sql`CREATE TRIGGER ${sql.raw(`channel_moves_keep_${change.toLowerCase()}`)} BEFORE ${sql.raw(change)} ON channel_moves BEGIN SELECT RAISE(ABORT, 'channel_moves only grows'); END`.execute(transaction);
  // The profiles that a channel carries along are looked for at every move.
  await schema.alterTable('profiles').addColumn('channel', 'text', (column) => column.references('channels.id').onDelete('restrict')).execute();
  await schema.createIndex('profiles_channel').on('profiles').columns(['channel', 'id']).execute();
}

async function createSources({ schema }: Transaction<Tables>): Promise<void> {
  for (const name of ['image_definitions', 'recipes'] as const) {
    await schema
      .createTable(name)
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('title', 'text', (column) => column.notNull())
      .addColumn('target', 'text')
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('revision', 'bigint', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .execute();
  }
  await schema
    .createTable('rpm_files')
    .addColumn('sha256', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('size', 'bigint', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('added_at', 'bigint', (column) => column.notNull())
    .addColumn('added_by', 'text')
    .execute();
}

async function createJobs({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('jobs')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .addColumn('input', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('stage', 'text')
    .addColumn('permille', 'integer')
    .addColumn('result', 'text')
    .addColumn('problem', 'text')
    .addColumn('is_cancelled', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('created_by', 'text')
    .addColumn('started_at', 'bigint')
    .addColumn('ended_at', 'bigint')
    .execute();
  await schema.createIndex('jobs_state').on('jobs').columns(['state', 'number']).execute();
  await schema.createIndex('jobs_subject').on('jobs').columns(['subject', 'number']).execute();
}
