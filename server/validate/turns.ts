// SPDX-License-Identifier: GPL-2.0-or-later
// Lets only a few pieces of work run at the same time; the others wait their turn, and too many are turned away.

/** Runs the work when its turn comes; `undefined` when the queue is full. */
export type Turns = <T>(work: () => Promise<T>, signal?: AbortSignal) => Promise<T | undefined>;

/**
 * @param places how many run at the same time
 * @param seats how many may wait
 */
export function turns(places: number, seats: number): Turns {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work, signal) => {
    if (running >= places) {
      if (waiting.length >= seats) return undefined;
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    // A place is handed on from one to the next: `running` changes only when nobody waits.
    try {
      signal?.throwIfAborted();
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
