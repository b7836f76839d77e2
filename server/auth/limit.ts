// SPDX-License-Identifier: GPL-2.0-or-later
// Lets only a few pieces of costly work run at once, a few more wait, and refuses the rest.

/** Too much work of one kind is waiting already: the client may try again in a moment. */
export class BusyError extends Error {
  constructor() {
    super('The server is busy with other requests of this kind. Try again in a few seconds.');
    this.name = 'BusyError';
  }
}

/** @throws {BusyError} from the returned function, when `waiting` callers wait already. */
export function createLimit({ running, waiting }: { running: number; waiting: number }): <T>(work: () => Promise<T>) => Promise<T> {
  let free = running;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (free > 0) {
      free -= 1;
    } else {
      if (queue.length >= waiting) throw new BusyError();
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
