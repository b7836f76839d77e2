// SPDX-License-Identifier: GPL-2.0-or-later
// How much of the image has gone out to each machine: counted in memory, written once in a while.

import { stageDeadline } from '#kickstart/lifecycle/stages.ts';
import type { BootStore } from '../store/boot-store.ts';
import type { Report } from './log.ts';

/** Often enough for a progress bar, seldom enough for a disk that writes each change at once. */
const FLUSH_MS = 1000;

export type ImageProgress = {
  /** A download begins anew: its bytes count from zero. @param size of the whole image in bytes. */
  begin(installationId: string, size: number): void;
  /** A download begins that a reverse proxy sends: nobody here sees its bytes, so the machine has as long as for all the rest of this stage. */
  beginUnseen(installationId: string): void;
  /** @param bytes that went out since the last call. */
  add(installationId: string, bytes: number): void;
  /** Writes what has come together, now. */
  flush(): void;
  /** Writes the rest, and no more after that. */
  stop(): void;
};

/** `size`: undefined while nobody sees the bytes. */
type Count = { bytes: number; readonly size: number | undefined; isNew: boolean };

export function createImageProgress(store: BootStore, report: Report, now: () => number): ImageProgress {
  const counts = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const changed = [...counts].filter(([, count]) => count.isNew);
    if (changed.length === 0) return;
    try {
      store.write((writer) => {
        for (const [id, { bytes, size }] of changed) writer.countImage(id, { bytes, size: size ?? null, deadline: stageDeadline(size === undefined ? 'image' : 'storage', now()) ?? null });
      });
    } catch (error) {
      // The next flush has it all: nothing is lost but the moment.
      report.storeFails(error);
      start();
      return;
    }
    for (const [id, count] of changed) {
      count.isNew = false;
      if (count.bytes >= (count.size ?? 0)) counts.delete(id);
    }
  }

  function start(): void {
    timer ??= setTimeout(flush, FLUSH_MS).unref();
  }

  return {
    begin: (id, size) => {
      counts.set(id, { bytes: 0, size, isNew: true });
      start();
    },
    beginUnseen: (id) => {
      counts.set(id, { bytes: 0, size: undefined, isNew: true });
      start();
    },
    add: (id, bytes) => {
      const count = counts.get(id);
      if (count === undefined) return;
      count.bytes += bytes;
      count.isNew = true;
      start();
    },
    flush,
    stop: () => {
      flush();
      clearTimeout(timer);
      counts.clear();
    },
  };
}
