// SPDX-License-Identifier: GPL-2.0-or-later
// Brings a database to the newest schema: all steps in one transaction, so a crash leaves the old schema or the new one.

import { type Kysely, type Transaction, sql } from 'kysely';
import { StoreError } from './errors.ts';
import { type Step, steps } from './schema.ts';
import type { Database, Tables } from './tables.ts';

/** The schema version this program writes. */
export const newestSchema = steps.length;

/** The schema version of a database; 0 for one without tables. */
export async function readSchemaVersion(database: Database): Promise<number> {
  const tables = await database.introspection.getTables();
  if (!tables.some((table) => table.name === 'schema_version')) return 0;
  const row = await database.selectFrom('schema_version').select('version').executeTakeFirstOrThrow();
  return row.version;
}

/** @throws {StoreError} when a newer program wrote the database. */
export function refuseNewerSchema(version: number, newest: number = newestSchema): void {
  if (version <= newest) return;
  throw new StoreError(
    `The database has schema ${version}, this program knows schemas up to ${newest}: a newer Basewright wrote it. ` +
      'Start that newer version again, or restore the backup that it made before its upgrade.',
  );
}

/**
 * Runs the missing steps and `prepare` (for a new database) in one transaction. Safe when two processes start at once.
 *
 * @throws {StoreError} when a newer program wrote the database.
 */
export async function migrate(
  database: Kysely<Tables>,
  schema: readonly Step[],
  prepare: (transaction: Transaction<Tables>) => Promise<void>,
): Promise<void> {
  const newest = schema.length;
  await database.transaction().execute(async (transaction) => {
    const version = await readSchemaVersion(transaction);
    refuseNewerSchema(version, newest);
    if (version === newest) return;
    for (const step of schema.slice(version)) await step(transaction);
    if (version === 0) {
      await transaction.schema.createTable('schema_version').addColumn('version', 'integer', (column) => column.notNull()).execute();
      await transaction.insertInto('schema_version').values({ version: newest }).execute();
      await transaction.insertInto('counters').values({ name: 'revision', value: 0 }).execute();
      await prepare(transaction);
    } else {
      await transaction.updateTable('schema_version').set({ version: newest }).execute();
    }
  });
}

/** Writes a whole, compacted copy of the database to a new or empty file. */
export async function backup(database: Kysely<Tables>, file: string): Promise<void> {
  await sql`VACUUM INTO ${file}`.execute(database);
}
