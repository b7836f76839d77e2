// SPDX-License-Identifier: GPL-2.0-or-later
// The data directory: its files and who may read them (nobody but the user that runs the server).

import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { StoreError } from './errors.ts';

export type DataFiles = { directory: string; database: string; key: string; backups: string };

/** The paths of everything that lives in a data directory. */
export function dataFiles(directory: string): DataFiles {
  return {
    directory,
    database: join(directory, 'basewright.sqlite'),
    key: join(directory, 'secret.key'),
    backups: join(directory, 'backups'),
  };
}

/**
 * Nobody else may list the directory or write to it. A group may pass through it, which an admin allows by chmod or an ACL (whose mask is shown in the
 * place of the group): to a web server that sends images, which are the only thing inside that others may be let to read.
 */
const FORBIDDEN = 0o067;

/**
 * Creates the data directory with mode 0700, or tightens the mode of an existing one that others may list or write to.
 *
 * @throws {StoreError} when it cannot be made or is not a directory.
 */
export function prepareDataDirectory(directory: string): DataFiles {
  // Whatever this process creates later (WAL, backups, temporary files) shall be private as well.
  if (isMainThread) process.umask(0o077);
  const files = dataFiles(directory);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (!statSync(directory).isDirectory()) throw new Error('it is not a directory');
    if ((statSync(directory).mode & FORBIDDEN) !== 0) chmodSync(directory, 0o700);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      `The data directory ${directory} cannot be used: ${reason}. Set BASEWRIGHT_DATA to a directory that this user may write.`,
      { cause },
    );
  }
  return files;
}

/** Makes an empty private file when there is none: SQLite gives its WAL and -shm the mode of the database. */
export function preparePrivateFile(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
}
