// SPDX-License-Identifier: GPL-2.0-or-later
// One writer for an upload: a second one waits a moment and is refused, unless the first has fallen silent, which is then ended.

import type { Lock, Locker } from '@tus/server';
import { UploadRefusal } from './refusal.ts';

/** Times in milliseconds. */
export type LockTimes = {
  /** How long the second one waits for the first to come to its end. */
  readonly patience: number;
  /** After how long without a byte a writer counts as gone: its network broke, and nobody told us. */
  readonly silence: number;
  /** How long the second one waits for a writer that was ended. */
  readonly end: number;
};

const TIMES: LockTimes = { patience: 2000, silence: 5000, end: 20_000 };
const LOOK_MS = 250;

type Holder = { readonly release: () => void; heardAt: number; isFinishing: boolean; readonly waiting: Set<() => void> };

export class UploadLocks implements Locker {
  readonly #held = new Map<string, Holder>();
  readonly #times: LockTimes;

  constructor(times: LockTimes = TIMES) {
    this.#times = times;
  }

  newLock(id: string): Lock {
    return {
      lock: (signal, release) => this.#lock(id, signal, () => void release()),
      unlock: () => {
        this.#unlock(id);
        return Promise.resolve();
      },
    };
  }

  /** The writer of an upload is alive: a byte came. */
  hear(id: string): void {
    const holder = this.#held.get(id);
    if (holder !== undefined) holder.heardAt = performance.now();
  }

  /** All bytes are there: what the writer does now takes its time, and nobody may end it. */
  finish(id: string): void {
    const holder = this.#held.get(id);
    if (holder !== undefined) holder.isFinishing = true;
  }

  async #lock(id: string, signal: AbortSignal, release: () => void): Promise<void> {
    const started = performance.now();
    for (let holder = this.#held.get(id); holder !== undefined; holder = this.#held.get(id)) {
      const now = performance.now();
      const isSilent = !holder.isFinishing && now - holder.heardAt > this.#times.silence;
      if (isSilent) holder.release();
      if (signal.aborted || now - started > (isSilent ? this.#times.end : this.#times.patience)) throw locked();
      await woken(holder);
    }
    this.#held.set(id, { release, heardAt: performance.now(), isFinishing: false, waiting: new Set() });
  }

  #unlock(id: string): void {
    const holder = this.#held.get(id);
    this.#held.delete(id);
    for (const wake of holder?.waiting ?? []) wake();
  }
}

/** Resolves when the holder is done, and now and then, to look at the clock. */
function woken({ waiting }: Holder): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, LOOK_MS);
    waiting.add(wake);
  });
}

function locked(): UploadRefusal {
  return new UploadRefusal(423, 'Something else is writing to this upload now: another window, or the end of a broken connection. Try again in a few seconds.');
}
