// SPDX-License-Identifier: GPL-2.0-or-later
// How the store fails: a refused start with its cure, and what an SQLite error means to a caller.

/** The store cannot be opened. The message says what is wrong, why that stops the start, and how to fix it. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}

/**
 * What a failed statement means: `busy` (another process holds the lock: try again), `full` (no space left: free some),
 * `broken` (the file is damaged or cannot be read: restore a backup).
 */
export type StoreFailure = 'busy' | 'full' | 'broken';

// Primary result codes, https://www.sqlite.org/rescode.html
const SQLITE_BUSY = 5;
const SQLITE_LOCKED = 6;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

const failures: Readonly<Record<number, StoreFailure>> = {
  [SQLITE_BUSY]: 'busy',
  [SQLITE_LOCKED]: 'busy',
  [SQLITE_FULL]: 'full',
  [SQLITE_READONLY]: 'broken',
  [SQLITE_IOERR]: 'broken',
  [SQLITE_CORRUPT]: 'broken',
  [SQLITE_CANTOPEN]: 'broken',
  [SQLITE_NOTADB]: 'broken',
};

/** Tells a failure of the database from a mistake in the program: undefined means the latter. */
export function storeFailure(error: unknown): StoreFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (!('errcode' in error) || typeof error.errcode !== 'number') return storeFailure(error.cause);
  return failures[error.errcode & 0xff];
}
