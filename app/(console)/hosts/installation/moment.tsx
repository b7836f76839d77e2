// SPDX-License-Identifier: GPL-2.0-or-later
// A point in time of an installation: exact to the second, and how long ago.
'use client';
import { relativeTime, useNow } from '../../list/time.ts';

const EXACT = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' });

/** Date and time to the second, in this browser's time zone, which is named. */
export function momentText(at: number): string {
  return EXACT.format(at);
}

export function Moment({ at }: { at: number }) {
  const now = useNow();
  return <time dateTime={new Date(at).toISOString()}>{momentText(at)} ({relativeTime(at, now)})</time>;
}
