// SPDX-License-Identifier: GPL-2.0-or-later
// How long to wait before a broken stream is opened again.

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;

/** Twice as long after each failure, up to a minute. @param failures in a row, at least 1. @returns milliseconds. */
export function nextWait(failures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
}
