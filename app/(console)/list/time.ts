// SPDX-License-Identifier: GPL-2.0-or-later
// Points in time in words for people: how long ago or ahead, and exactly when.
'use client';
import { useSyncExternalStore } from 'react';

const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' });
const MONTH_MS = 30 * 86_400_000;

/** `5 minutes ago`, `in 2 hours`; after a month the date itself. Both in milliseconds since 1970. */
export function relativeTime(at: number, now: number): string {
  const difference = at - now;
  if (Math.abs(difference) > MONTH_MS) return exactTime(at);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(difference) >= length) ?? ['second', Infinity];
  return unit === 'second' ? 'just now' : RELATIVE.format(Math.round(difference / size), unit);
}

/** Date and time in this browser's time zone, which is named: machines and colleagues may be in others. */
export function exactTime(at: number): string {
  return EXACT.format(at);
}

/** Time left until `end`: `2 h 05 min`, `14 min`, `less than a minute`. */
export function timeLeft(end: number, now: number): string {
  const minutes = Math.floor((end - now) / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

const TICK_MS = 5_000;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, TICK_MS);
  return () => clearInterval(timer);
}

/** The present time, to five seconds; the component is drawn again as it goes on. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => Math.floor(Date.now() / TICK_MS) * TICK_MS, () => 0);
}
