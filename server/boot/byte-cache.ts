// SPDX-License-Identifier: GPL-2.0-or-later
// A cache bounded in bytes: what was not asked for the longest goes first.

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

export function createByteCache<Value>(maxBytes: number): ByteCache<Value> {
  // A Map keeps the order of insertion: the first entry is the one not used for the longest.
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  let size = 0;

  function remove(key: string): void {
    size -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  }

  return {
    get: (key) => {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set: (key, value, bytes) => {
      remove(key);
      const weight = bytes + OVERHEAD;
      if (weight > maxBytes) return;
      entries.set(key, { value, weight });
      size += weight;
      for (const oldest of entries.keys()) {
        if (size <= maxBytes) break;
        remove(oldest);
      }
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
