// SPDX-License-Identifier: GPL-2.0-or-later
// Opens the SQLite file with the settings that keep every acknowledged write, or refuses with the reason.

import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreError } from './errors.ts';

/** How long a statement waits for another process's lock before it fails as busy. */
const BUSY_TIMEOUT_MS = 5000;
const BOOT_BUSY_TIMEOUT_MS = 250;

/**
 * Whether an SQLite version is free of the WAL-reset bug, which can corrupt a database that several connections write
 * or checkpoint: 3.7.0 to 3.51.2, fixed in 3.51.3 and in the branches 3.50.7 and 3.44.6 (https://www.sqlite.org/wal.html).
 */
export function isSafeSqlite(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major !== 3) return major > 3;
  if (minor === 51) return patch >= 3;
  if (minor === 50) return patch >= 7;
  if (minor === 44) return patch >= 6;
  return minor > 51;
}

/**
 * Opens the database of the admin plane and the command line.
 *
 * @param check run `quick_check` first (about 1 s for 100,000 hosts).
 * @throws {StoreError} on an unsafe SQLite, or a file that is damaged or no database.
 */
export function openWritable(path: string, check: boolean): DatabaseSync {
  return guarded(path, () => {
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, defensive: true, enableForeignKeyConstraints: true });
    try {
      refuseUnsafeSqlite(database);
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
      applyCommonPragmas(database, BUSY_TIMEOUT_MS);
      if (check) refuseDamage(path, database);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

/**
 * Opens the database for the boot plane, which writes what machines report. It answers all machines from one thread, so it never
 * waits long for a lock: it rather tells a machine to come again.
 *
 * @throws {StoreError} as {@link openWritable}.
 */
export function openForBootPlane(path: string): DatabaseSync {
  return guarded(path, () => {
    // Never makes a file: an empty database in place of a lost one would tell every machine that nobody knows it.
    const existing = pathToFileURL(path);
    existing.searchParams.set('mode', 'rw');
    const database = new DatabaseSync(existing, { timeout: BOOT_BUSY_TIMEOUT_MS, defensive: true, enableForeignKeyConstraints: true });
    try {
      refuseUnsafeSqlite(database);
      database.exec('PRAGMA synchronous = FULL');
      applyCommonPragmas(database, BOOT_BUSY_TIMEOUT_MS);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  });
}

function applyCommonPragmas(database: DatabaseSync, busyTimeout: number): void {
  database.exec(`
    PRAGMA busy_timeout = ${busyTimeout};
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA mmap_size = 0;
  `);
}

function refuseUnsafeSqlite(database: DatabaseSync): void {
  const version = String(database.prepare('SELECT sqlite_version() AS version').get()?.version);
  if (isSafeSqlite(version)) return;
  throw new StoreError(
    `SQLite ${version} can corrupt a database in WAL mode (the WAL-reset bug, fixed in 3.51.3). ` +
      'Start with the Node.js that this project pins: npm install, then npm start.',
  );
}

function refuseDamage(path: string, database: DatabaseSync): void {
  const found = database
    .prepare('PRAGMA quick_check(5)')
    .all()
    .map((row) => String(Object.values(row)[0]));
  if (found.length === 1 && found[0] === 'ok') return;
  throw new StoreError(`The database ${path} is damaged (${found.join('; ')}). Stop the server and put back the newest file of its backups.`);
}

/** Turns an error of opening into one that names the file and the cure. */
function guarded<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      `The database ${path} cannot be opened (${reason}). ` +
        'If it is damaged, put back the newest file of its backups; if it cannot be read, check its owner and mode.',
      { cause },
    );
  }
}
