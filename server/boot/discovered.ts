// SPDX-License-Identifier: GPL-2.0-or-later
// Which unknown machines were noted a moment ago: one that asks in a loop shall not cost a flush of the disk each time.

/** The same machine with the same words is noted again after so long. */
const AGAIN_MS = 10_000;
const MOST = 1000;

export type Discovered = {
  isKnown(mac: string, url: string, now: number): boolean;
  note(mac: string, url: string, now: number): void;
};

export function createDiscovered(): Discovered {
  const noted = new Map<string, { readonly url: string; readonly at: number }>();
  return {
    isKnown: (mac, url, now) => {
      const last = noted.get(mac);
      return last?.url === url && Math.abs(now - last.at) < AGAIN_MS;
    },
    note: (mac, url, now) => {
      noted.delete(mac);
      noted.set(mac, { url, at: now });
      const [oldest] = noted.keys();
      if (noted.size > MOST && oldest !== undefined) noted.delete(oldest);
    },
  };
}
