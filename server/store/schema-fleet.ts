// SPDX-License-Identifier: GPL-2.0-or-later
// Schema step 4: nodes that run: their keys, what they last said, what they are asked to do, and roll-outs.

import { type Transaction, sql } from 'kysely';
import type { Tables } from './tables.ts';

export async function createFleet(transaction: Transaction<Tables>): Promise<void> {
  await createNodes(transaction);
  await createWishes(transaction);
  await createRollouts(transaction);
}

async function createNodes({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('node_keys')
    .addColumn('key_hash', 'text', (column) => column.primaryKey())
    .addColumn('host_id', 'text', (column) => column.notNull().references('hosts.id').onDelete('cascade'))
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('created_by', 'text')
    .addColumn('first_used_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('revoked_by', 'text')
    .execute();
  await schema.createIndex('node_keys_host').on('node_keys').columns(['host_id', 'created_at']).execute();
  await schema
    .createTable('nodes')
    .addColumn('host_id', 'text', (column) => column.primaryKey().references('hosts.id').onDelete('cascade'))
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('silent_at', 'bigint', (column) => column.notNull())
    .addColumn('nvr', 'text')
    .addColumn('layer', 'text')
    .addColumn('health', 'text', (column) => column.notNull())
    .addColumn('pool_percent', 'real')
    .addColumn('channel', 'text')
    .addColumn('last_kind', 'text')
    .addColumn('last_step', 'text')
    .addColumn('last_nvr', 'text')
    .addColumn('last_reason', 'text')
    .addColumn('last_at', 'bigint')
    .addColumn('body', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('node_events')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('host_id', 'text', (column) => column.notNull().references('hosts.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('said_at', 'bigint', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('wish_id', 'text')
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('nvr', 'text')
    .addColumn('layer', 'text')
    .addColumn('reason', 'text')
    .addColumn('log', 'text')
    .execute();
  await schema.createIndex('node_events_order').on('node_events').columns(['host_id', 'number']).execute();
  await schema
    .createTable('node_pins')
    .addColumn('host_id', 'text', (column) => column.primaryKey().references('hosts.id').onDelete('cascade'))
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('actor', 'text')
    .execute();
}

async function createWishes(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction;
  await schema
    .createTable('node_wishes')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('host_id', 'text', (column) => column.notNull().references('hosts.id').onDelete('cascade'))
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('sha256', 'text')
    .addColumn('nvr', 'text')
    .addColumn('to_layer', 'text')
    .addColumn('reboot', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('step', 'text')
    .addColumn('permille', 'integer')
    .addColumn('reason', 'text')
    .addColumn('rollout_id', 'text')
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('made_by', 'text')
    .addColumn('given_at', 'bigint')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .execute();
  // One thing at a time is wanted of a node.
  await sql`CREATE UNIQUE INDEX node_wishes_open ON node_wishes (host_id) WHERE state IN ('open', 'given', 'begun')`.execute(transaction);
  await schema.createIndex('node_wishes_host').on('node_wishes').columns(['host_id', 'number']).execute();
  await schema.createIndex('node_wishes_rollout').on('node_wishes').columns(['rollout_id', 'state']).execute();
}

async function createRollouts(transaction: Transaction<Tables>): Promise<void> {
  const { schema } = transaction;
  await schema
    .createTable('rollouts')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('channel_id', 'text')
    .addColumn('sha256', 'text', (column) => column.notNull())
    .addColumn('nvr', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('wave', 'integer', (column) => column.notNull())
    .addColumn('waves', 'integer', (column) => column.notNull())
    .addColumn('reboot', 'text', (column) => column.notNull())
    .addColumn('allowed_failures', 'integer', (column) => column.notNull())
    .addColumn('accepted_failures', 'integer', (column) => column.notNull())
    .addColumn('node_minutes', 'integer', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('made_at', 'bigint', (column) => column.notNull())
    .addColumn('made_by', 'text')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('ended_at', 'bigint')
    .execute();
  await schema.createIndex('rollouts_state').on('rollouts').columns(['state', 'number']).execute();
  await schema
    .createTable('rollout_nodes')
    .addColumn('rollout_id', 'text', (column) => column.notNull().references('rollouts.id').onDelete('cascade'))
    .addColumn('host_id', 'text', (column) => column.notNull())
    .addColumn('hostname', 'text', (column) => column.notNull())
    .addColumn('wave', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('wish_id', 'text')
    .addColumn('before_layer', 'text')
    .addColumn('deadline', 'bigint')
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('rollout_nodes_key', ['rollout_id', 'host_id'])
    .execute();
  await schema.createIndex('rollout_nodes_wave').on('rollout_nodes').columns(['rollout_id', 'wave', 'state']).execute();
  await schema.createIndex('rollout_nodes_wish').on('rollout_nodes').columns(['wish_id']).execute();
  await schema
    .createTable('rollout_events')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('rollout_id', 'text', (column) => column.notNull().references('rollouts.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('actor', 'text')
    .addColumn('detail', 'text')
    .execute();
  await schema.createIndex('rollout_events_order').on('rollout_events').columns(['rollout_id', 'number']).execute();
}
