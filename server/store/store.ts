// SPDX-License-Identifier: GPL-2.0-or-later
// The store of the admin plane and the command line: one connection to the database, the vault, and the clock.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, type Transaction } from 'kysely';
import { preparePrivateFile, prepareDataDirectory, type DataFiles } from './data-directory.ts';
import { sqliteDialect } from './dialect.ts';
import { StoreError } from './errors.ts';
import { readKeyFile, readOrCreateKeyFile } from './key-file.ts';
import { checkKey, sealKeyCheck } from './key-check.ts';
import { backup, migrate, readSchemaVersion, refuseNewerSchema } from './migrate.ts';
import { type Step, steps } from './schema.ts';
import { openWritable } from './sqlite.ts';
import type { Tables } from './tables.ts';
import { createVault, type Vault } from './vault.ts';

export type Store = {
  readonly database: Kysely<Tables>;
  readonly vault: Vault;
  /** The clock of every operation: milliseconds since 1970. */
  readonly now: () => number;
  /**
   * Runs a write transaction; writers are served one after the other, across processes too.
   * Only the transaction may be used inside: another query on `database` would wait for its end, forever.
   */
  write<T>(work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type StoreOptions = {
  now?: () => number;
  /** Check the file for damage first; default true. */
  check?: boolean;
  /** The steps of the schema; default: those of this program. */
  schema?: readonly Step[];
};

/**
 * Opens the store in a data directory and brings its schema up to date; makes directory, key and database when there are none.
 *
 * @throws {StoreError} with the reason and the cure, when it must not be opened.
 */
export async function openStore(directory: string, options: StoreOptions = {}): Promise<Store> {
  const files = prepareDataDirectory(directory);
  preparePrivateFile(files.database);
  const connection = openWritable(files.database, options.check ?? true);
  const database = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
  try {
    const vault = await bringUpToDate(database, files, options.schema ?? steps, options.now ?? Date.now);
    return {
      database,
      vault,
      now: options.now ?? Date.now,
      write: (work) => database.transaction().execute(work),
      close: () => database.destroy(),
    };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

async function bringUpToDate(database: Kysely<Tables>, files: DataFiles, schema: readonly Step[], now: () => number): Promise<Vault> {
  const version = await readSchemaVersion(database);
  refuseNewerSchema(version, schema.length);
  const vault = createVault(version === 0 ? readOrCreateKeyFile(files.key) : readKeyFile(files.key));
  if (version > 0) await checkKey(database, vault, files.key);
  if (version > 0 && version < schema.length) await backupBeforeUpgrade(database, files, version, now());
  await migrate(database, schema, (transaction) => sealKeyCheck(transaction, vault));
  // Another process may have made the database between the two looks at it.
  await checkKey(database, vault, files.key);
  return vault;
}

async function backupBeforeUpgrade(database: Kysely<Tables>, files: DataFiles, version: number, now: number): Promise<void> {
  const time = new Date(now).toISOString().replace(/[:.]/g, '-');
  const file = join(files.backups, `basewright-schema${version}-${time}.sqlite`);
  try {
    mkdirSync(files.backups, { recursive: true, mode: 0o700 });
    preparePrivateFile(file);
    await backup(database, file);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      `The database needs an upgrade from schema ${version}, and its backup ${file} cannot be written (${reason}). ` +
        'Nothing was changed. Free some space or fix the mode of the directory, then start again.',
      { cause },
    );
  }
}
