// SPDX-License-Identifier: GPL-2.0-or-later
// The store of the boot plane as it lies on the disk: noticed when the file goes away, opened again when it is back or another one.

import { statSync } from 'node:fs';
import { dataFiles } from '../store/data-directory.ts';
import { StoreError } from '../store/errors.ts';
import { type BootStore, openBootStore } from '../store/boot-store.ts';

/** How long a failed opening counts, in milliseconds: the next request may come a moment later. */
const RETRY_MS = 500;

/** How often the name in the directory is looked at, in milliseconds: often for a person, seldom for a server under load. */
const LOOK_MS = 100;

// SQLite's data_version is a 32-bit number; each opening gets a range of its own.
const VERSIONS = 2 ** 32;

/**
 * A store that follows its file. SQLite itself goes on reading a file that was deleted or replaced under it, and would
 * serve kickstarts of yesterday; here `dataVersion()` looks at the name in the directory, ten times a second at most.
 * Changes made within the file, as all programs of this project make them, are seen by SQLite and at once.
 *
 * @throws {StoreError} when it cannot be opened now.
 */
export function followStoreFile(directory: string, open: (directory: string) => BootStore = openBootStore, now: () => number = () => performance.now()): BootStore {
  const path = dataFiles(directory).database;
  let inode = inodeOf(path);
  let looked = now();
  let store: BootStore | undefined = open(directory);
  let openings = 0;
  let failure: { error: unknown; at: number } | undefined;

  function reopen(present: number | undefined): BootStore {
    if (failure !== undefined && now() - failure.at < RETRY_MS) throw failure.error;
    store?.close();
    store = undefined;
    try {
      store = open(directory);
    } catch (error) {
      failure = { error, at: now() };
      throw error;
    }
    failure = undefined;
    inode = present;
    openings += 1;
    return store;
  }

  /** The store that lies there now. */
  function current(): BootStore {
    if (store !== undefined && now() - looked < LOOK_MS) return store;
    looked = now();
    const present = inodeOf(path);
    return store === undefined || present !== inode || present === undefined ? reopen(present) : store;
  }

  function opened(): BootStore {
    if (store === undefined) throw new StoreError('The database is not open.');
    return store;
  }

  return {
    dataVersion: () => openings * VERSIONS + current().dataVersion(),
    bootHost: (mac) => opened().bootHost(mac),
    bootHostById: (id) => opened().bootHostById(id),
    installationOf: (hostId) => opened().installationOf(hostId),
    installationByToken: (hash) => opened().installationByToken(hash),
    tree: (target) => opened().tree(target),
    image: (sha256) => opened().image(sha256),
    channel: (id) => opened().channel(id),
    token: (id) => opened().token(id),
    nodeKey: (id) => opened().nodeKey(id),
    nodeByKey: (keyHash) => opened().nodeByKey(keyHash),
    isInstallation: (id) => opened().isInstallation(id),
    write: (work) => opened().write(work),
    close: () => {
      store?.close();
      store = undefined;
    },
  };
}

function inodeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.ino;
}
