// SPDX-License-Identifier: GPL-2.0-or-later
// A cache bounded in bytes. What was not asked for since the last round goes first ("second chance", nearly least recently used).

/** What an entry costs besides its bytes: its key, its objects and its place in the map, roughly. */
const OVERHEAD = 1024;

export type ByteCache<Value> = {
  get(key: string): Value | undefined;
  /** @param bytes the size of what `value` holds. Larger than the whole cache: it is not kept. */
  set(key: string, value: Value, bytes: number): void;
  clear(): void;
  /** Bytes in use, with the overhead. */
  readonly size: number;
};

type Entry<Value> = { readonly value: Value; readonly weight: number; wasUsed: boolean };

export function createByteCache<Value>(maxBytes: number): ByteCache<Value> {
  // A Map keeps the order of insertion, so the first entry is the next to be judged. A hit only leaves a mark: moving the
  // entry to the end, as strict order of use would have it, costs as much as all the rest of finding it.
  const entries = new Map<string, Entry<Value>>();
  let size = 0;

  function remove(key: string): void {
    size -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  function makeRoom(): void {
    // Entries put back come up again at the end of this walk, without their mark: it ends.
    for (const [key, entry] of entries) {
      if (size <= maxBytes) return;
      entries.delete(key);
      if (entry.wasUsed) entries.set(key, { ...entry, wasUsed: false });
      else size -= entry.weight;
    }
  }

  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entry.wasUsed = true;
      return entry.value;
    },
    set: (key, value, bytes) => {
      remove(key);
      const weight = bytes + OVERHEAD;
      if (weight > maxBytes) return;
      // New ones are marked, or a full cache would throw out first what came last.
      entries.set(key, { value, weight, wasUsed: true });
      size += weight;
      makeRoom();
    },
    clear: () => {
      entries.clear();
      size = 0;
    },
    get size() {
      return size;
    },
  };
}
