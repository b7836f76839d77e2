// SPDX-License-Identifier: GPL-2.0-or-later
// How many downloads each address has at the same time: one that takes hundreds would take the memory and the disk of all others.

export type Parallel = {
  /** A download wants to begin. Returns false when its address has as many as it may have; otherwise `end` must follow. */
  begin(address: string): boolean;
  end(address: string): void;
};

/** @param most for one address: a room behind one address translation must still be served. */
export function createParallel(most: number): Parallel {
  const running = new Map<string, number>();
  return {
    begin: (address) => {
      const present = running.get(address) ?? 0;
      if (present >= most) return false;
      running.set(address, present + 1);
      return true;
    },
    end: (address) => {
      const left = (running.get(address) ?? 0) - 1;
      if (left > 0) running.set(address, left);
      else running.delete(address);
    },
  };
}
