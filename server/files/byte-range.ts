// SPDX-License-Identifier: GPL-2.0-or-later
// Which bytes of a file a request asks for, from its Range and If-Range (RFC 9110, 13.1.5 and 14). Knows nothing of files and sockets.

/** `part`: the bytes from `start` to `end`, both included. */
export type ByteRange =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'unsatisfiable' };

const WHOLE: ByteRange = { kind: 'whole' };

/** One range of bytes: `bytes=500-999`, `bytes=500-`, `bytes=-500`. */
const SINGLE = /^bytes[ \t]*=[ \t]*(?:([0-9]+)[ \t]*-[ \t]*([0-9]*)|-[ \t]*([0-9]+))[ \t]*$/i;

/**
 * The bytes to send of a file of `size` bytes with the entity tag `etag`.
 *
 * What is no single range of bytes (several, another unit, nonsense) is ignored, as the standard allows: the whole file is always a right answer.
 * @param ifRange an entity tag; only the same strong one keeps the range. A date never does, since no Last-Modified is sent.
 */
export function byteRange(range: string | undefined, ifRange: string | undefined, size: number, etag: string): ByteRange {
  if (range === undefined || (ifRange !== undefined && ifRange.trim() !== etag)) return WHOLE;
  const [match, first, last, suffix] = SINGLE.exec(range) ?? [];
  if (match === undefined) return WHOLE;
  if (first === undefined) return lastBytes(Number(suffix), size);
  const start = Number(first);
  const end = last === undefined || last === '' ? Infinity : Number(last);
  if (end < start) return WHOLE; // Not valid, says the standard, so it is ignored.
  return start >= size ? { kind: 'unsatisfiable' } : { kind: 'part', start, end: Math.min(end, size - 1) };
}

function lastBytes(count: number, size: number): ByteRange {
  return count === 0 || size === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: Math.max(0, size - count), end: size - 1 };
}
