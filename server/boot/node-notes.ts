// SPDX-License-Identifier: GPL-2.0-or-later
// What running nodes said last: kept in memory for a moment and written many at once; and how often each of them may ask.

import { createHash } from 'node:crypto';
import type { CheckInBody } from '#kickstart/fleet/wire.ts';
import type { LastOperation, SeenNode } from '../store/boot-nodes.ts';
import type { BootStore } from '../store/boot-store.ts';
import type { Report } from './log.ts';

/** Soon enough for a person who watches, seldom enough for a disk that writes each change at once. */
const FLUSH_MS = 500;
/** Written in one transaction: a longer one would keep other machines waiting. */
const MOST_AT_ONCE = 250;
/** A node that says the same again within this time is not written again, unless it would count as silent before. */
const SAME_MS = 60_000;
/** A node counts as silent when it missed so many check-ins. */
const MISSED = 3;
/** What one node may ask in a minute. An upgrade is a few dozen reports, and those that waited for the server come at once. */
const MOST_A_MINUTE = { 'check-in': 30, report: 240 } as const;
const MINUTE_MS = 60_000;

export type NodeNotes = {
  /** Whether this is one request too many of a node in this minute. Counts it. */
  isTooOften(hostId: string, what: keyof typeof MOST_A_MINUTE, now: number): boolean;
  /** Notes a check-in. It is on the disk soon: losing it costs nothing but that the node is seen a little later. */
  note(hostId: string, said: { body: CheckInBody; address: string; now: number }): void;
  /** Writes what has come together, now. */
  flush(): void;
  /** Writes the rest, and no more after that. */
  stop(): void;
};

/** Whether less than `length` has gone by since; never after a clock that was set back. */
function isWithin(length: number, since: number, now: number): boolean {
  return now >= since && now - since < length;
}

/** A moment of a node's clock, in seconds, as one of this server's: a clock that is ahead says nothing that is still to come. */
export function momentOf(seconds: number, now: number): number {
  return Math.min(Math.round(seconds * 1000), now);
}

function lastOf({ last }: CheckInBody, now: number): LastOperation | null {
  return last === null ? null : { ...last, at: momentOf(last.at, now) };
}

/** What a person would call the same: the clock runs, and pools breathe by less than a percent. */
function digest({ uptime: _, health: { at: __, ...health }, pool, ...rest }: CheckInBody): string {
  const steady = { ...rest, health, pool: pool === null ? null : { ...pool, dataPercent: Math.round(pool.dataPercent), metadataPercent: Math.round(pool.metadataPercent) } };
  return createHash('sha256').update(JSON.stringify(steady)).digest('base64url');
}

/** @param interval between two check-ins of a node, in seconds. */
export function createNodeNotes(store: Pick<BootStore, 'write'>, report: Pick<Report, 'storeFails'>, interval: number): NodeNotes {
  const written = new Map<string, { digest: string; at: number }>();
  const waiting = new Map<string, SeenNode>();
  const asked = new Map<string, { since: number; 'check-in': number; report: number }>();
  const sameFor = Math.min(SAME_MS, interval * 1000);
  let timer: NodeJS.Timeout | undefined;

  /** @returns whether something is left. */
  function flushSome(): boolean {
    const some = [...waiting].slice(0, MOST_AT_ONCE);
    if (some.length === 0) return false;
    try {
      store.write((writer) => {
        for (const [, node] of some) writer.putNode(node);
      });
    } catch (error) {
      // The next flush has it all: nothing is lost but the moment.
      report.storeFails(error);
      return false;
    }
    for (const [hostId] of some) waiting.delete(hostId);
    return waiting.size > 0;
  }

  function work(): void {
    timer = undefined;
    if (flushSome()) setImmediate(work);
    else if (waiting.size > 0) start();
  }

  function start(): void {
    timer ??= setTimeout(work, FLUSH_MS).unref();
  }

  function flush(): void {
    while (flushSome());
  }

  return {
    isTooOften: (hostId, what, now) => {
      const found = asked.get(hostId);
      const counts = found !== undefined && isWithin(MINUTE_MS, found.since, now) ? found : { since: now, 'check-in': 0, report: 0 };
      counts[what] += 1;
      asked.set(hostId, counts);
      return counts[what] > MOST_A_MINUTE[what];
    },
    note: (hostId, { body, address, now }) => {
      const present = digest(body);
      const before = written.get(hostId);
      if (before?.digest === present && isWithin(sameFor, before.at, now)) return;
      written.set(hostId, { digest: present, at: now });
      waiting.set(hostId, { hostId, seenAt: now, silentAt: now + MISSED * interval * 1000, address, body, last: lastOf(body, now) });
      start();
    },
    flush,
    stop: () => {
      flush();
      clearTimeout(timer);
      waiting.clear();
    },
  };
}
