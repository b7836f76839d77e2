// SPDX-License-Identifier: GPL-2.0-or-later
// The key file: 32 random bytes that seal every secret in the database, kept outside of it and of its backups.

import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from './errors.ts';

const KEY_BYTES = 32;

/**
 * Reads the key of an existing database.
 *
 * @throws {StoreError} when the file is missing, readable by others, or not a key.
 */
export function readKeyFile(path: string): Buffer {
  if (!existsSync(path))
    throw new StoreError(
      `The key file ${path} is missing, so the secrets in the database cannot be read. ` +
        'Put back the key file that belongs to this database (it is not part of the backups of the database).',
    );
  const mode = statSync(path).mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw new StoreError(
      `The key file ${path} has mode ${mode.toString(8).padStart(4, '0')}: others can read the key of all secrets. ` +
        `Run: chmod 600 ${path}`,
    );
  const key = readFileSync(path);
  if (key.length !== KEY_BYTES)
    throw new StoreError(
      `The key file ${path} holds ${key.length} bytes instead of ${KEY_BYTES}: it is damaged. Put back a copy of the right file.`,
    );
  return key;
}

/**
 * Reads the key, making one first for a new database. Two processes that start at once end with the same key:
 * the file appears whole, under its name, or not at all.
 */
export function readOrCreateKeyFile(path: string): Buffer {
  if (!existsSync(path)) createKeyFile(path);
  return readKeyFile(path);
}

function createKeyFile(path: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeDurably(draft, randomBytes(KEY_BYTES));
  try {
    linkSync(draft, path);
  } catch (error) {
    // The other process was first: its key counts.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  const directory = openSync(dirname(path), 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function writeDurably(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx', 0o600);
  writeSync(file, bytes);
  fsyncSync(file);
  closeSync(file);
}
