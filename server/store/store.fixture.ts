// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a store in a directory of its own, with a clock that the test moves.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from './store.ts';

export type TestStore = Store & {
  readonly directory: string;
  /** Moves the clock forward. */
  pass(milliseconds: number): void;
  /** Closes the store and removes its directory. */
  remove(): Promise<void>;
};

/** A new, empty store; its clock stands at 2026-11-23 12:00 UTC. */
export async function openTestStore(): Promise<TestStore> {
  const parent = mkdtempSync(join(tmpdir(), 'basewright-test-'));
  const directory = join(parent, 'data');
  let time = Date.UTC(2026, 10, 23, 12);
  const store = await openStore(directory, { now: () => time });
  return {
    ...store,
    directory,
    pass: (milliseconds) => {
      time += milliseconds;
    },
    remove: async () => {
      await store.close();
      rmSync(parent, { recursive: true });
    },
  };
}
