// SPDX-License-Identifier: GPL-2.0-or-later
// The steps of the schema, oldest first. A released step is never changed: a change is a new step at the end.

import { type Transaction, sql } from 'kysely';
import { createFleet } from './schema-fleet.ts';
import { createHistories } from './schema-history.ts';
import { createImageLife } from './schema-images.ts';
import { createInstallations } from './schema-installations.ts';
import { addSoak } from './schema-soak.ts';
import type { Tables } from './tables.ts';

export type Step = (transaction: Transaction<Tables>) => Promise<void>;

/** Step n takes a database from schema version n-1 to n. */
export const steps: readonly Step[] = [createFirstSchema, createInstallations, createImageLife, createFleet, createHistories, addSoak];

async function createFirstSchema(transaction: Transaction<Tables>): Promise<void> {
  await createSettings(transaction);
  await createLogins(transaction);
  await createProfilesAndHosts(transaction);
  await createSearch(transaction, 'profiles');
  await createSearch(transaction, 'hosts');
}

async function createSettings({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('settings')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
}

async function createLogins({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('users')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('sessions')
    .addColumn('id_hash', 'text', (column) => column.primaryKey())
    .addColumn('user_name', 'text', (column) => column.notNull().references('users.name').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('sessions_user').on('sessions').column('user_name').execute();
  await schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute();
  await schema
    .createTable('api_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.references('users.name').onDelete('cascade'))
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('api_tokens_user').on('api_tokens').column('user_name').execute();
  await schema
    .createTable('login_failures')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('account', 'text', (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('login_failures_account').on('login_failures').columns(['account', 'at']).execute();
  await schema.createIndex('login_failures_address').on('login_failures').columns(['address', 'at']).execute();
}

async function createProfilesAndHosts({ schema }: Transaction<Tables>): Promise<void> {
  await schema
    .createTable('profiles')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('target', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('secrets', 'text', (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('hosts')
    .addColumn('number', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('hostname', 'text', (column) => column.notNull())
    .addColumn('profile_id', 'text', (column) => column.notNull().references('profiles.id').onDelete('restrict'))
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('search_text', 'text', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('hosts_profile').on('hosts').columns(['profile_id', 'id']).execute();
  await schema
    .createTable('host_macs')
    .addColumn('mac', 'text', (column) => column.primaryKey())
    .addColumn('host_id', 'text', (column) => column.notNull().references('hosts.id').onDelete('cascade'))
    .execute();
  await schema.createIndex('host_macs_host').on('host_macs').column('host_id').execute();
  await schema
    .createTable('armings')
    .addColumn('host_id', 'text', (column) => column.primaryKey().references('hosts.id').onDelete('cascade'))
    .addColumn('armed_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema.createIndex('armings_expiry').on('armings').column('expires_at').execute();
}

/**
 * A trigram index over `search_text`, kept by triggers: "contains" stays fast at 100,000 rows.
 * SQLite only; on PostgreSQL the same column takes a pg_trgm index.
 */
async function createSearch(transaction: Transaction<Tables>, name: 'profiles' | 'hosts'): Promise<void> {
  const table = sql.table(name);
  const index = sql.table(`${name}_search`);
  const remove = sql`INSERT INTO ${index} (${index}, rowid, search_text) VALUES ('delete', old.number, old.search_text);`;
  const add = sql`INSERT INTO ${index} (rowid, search_text) VALUES (new.number, new.search_text);`;
  const statements = [
    sql`CREATE VIRTUAL TABLE ${index} USING fts5 (search_text, content=${sql.lit(name)}, content_rowid='number', tokenize='trigram')`,
    sql`CREATE TRIGGER ${sql.id(`${name}_added`)} AFTER INSERT ON ${table} BEGIN ${add} END`,
    sql`CREATE TRIGGER ${sql.id(`${name}_removed`)} AFTER DELETE ON ${table} BEGIN ${remove} END`,
    sql`CREATE TRIGGER ${sql.id(`${name}_changed`)} AFTER UPDATE OF search_text ON ${table} BEGIN ${remove} ${add} END`,
  ];
  for (const statement of statements) await statement.execute(transaction);
}
