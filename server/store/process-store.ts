// SPDX-License-Identifier: GPL-2.0-or-later
// The one store of this process: SQLite wants a single connection, and Next loads a module once per bundle.

import { readConfig } from '../config.ts';
import { openStore, type Store } from './store.ts';

declare global {
  // On globalThis, because each of Next's bundles has its own copy of this module.
  var basewrightStore: Promise<Store> | undefined;
}

/**
 * The store in the configured data directory, opened at the first call. A refused opening is tried again at the next call.
 *
 * @throws {ConfigError | StoreError} with the reason and the cure.
 */
export function processStore(): Promise<Store> {
  globalThis.basewrightStore ??= openStore(readConfig().dataDirectory).catch((error: unknown) => {
    globalThis.basewrightStore = undefined;
    throw error;
  });
  return globalThis.basewrightStore;
}
