// SPDX-License-Identifier: GPL-2.0-or-later
// A point in time: how long ago, with the exact time on hover and for machines.
'use client';
import { exactTime, relativeTime, useNow } from './time.ts';

export function Ago({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>{relativeTime(at, useNow())}</time>;
}
