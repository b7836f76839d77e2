// SPDX-License-Identifier: GPL-2.0-or-later
// One worker for a data directory: whoever holds this may take running jobs of others for dead.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { storeFailure } from '../store/errors.ts';
import { preparePrivateFile } from '../store/data-directory.ts';
import { logDirectory } from './log-file.ts';

/** @returns what gives it back; undefined while another process has it. The kernel takes it from a process that is killed. */
export function lockForWorker(dataDirectory: string): (() => void) | undefined {
  mkdirSync(logDirectory(dataDirectory), { recursive: true, mode: 0o700 });
  const path = join(logDirectory(dataDirectory), 'worker.lock');
  preparePrivateFile(path);
  // Nothing is ever written: only SQLite's lock on the file is wanted, which Node has no call of its own for.
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (storeFailure(error) === 'busy') return undefined;
    throw error;
  }
  return () => database.close();
}
