// SPDX-License-Identifier: GPL-2.0-or-later
// How much of the image went out, and when the rest will have: from the bytes that were seen to go out lately.

/** Bytes that had gone out at a moment; in milliseconds since 1970. */
export type Sample = { readonly at: number; readonly bytes: number };

/** The pace of longer ago says little about the present one. */
const LOOK_BACK_MS = 60_000;
/** A pace measured over less than this jumps about. */
const SHORTEST_MS = 3_000;

/** The samples with a new one at the end. Fewer bytes than before mean that the download began anew. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && sample.bytes < last.bytes) return [sample];
  if (last?.bytes === sample.bytes) return samples;
  const lately = samples.filter(({ at }, index) => at >= sample.at - LOOK_BACK_MS || index === samples.length - 1);
  return [...lately, sample];
}

/** Whole per cent, from 0 to 100, and 100 only for all of it; undefined while the size is not known. */
export function percentOf(bytes: number, size: number | null | undefined): number | undefined {
  if (typeof size !== 'number' || size <= 0) return undefined;
  return Math.min(100, Math.max(0, Math.floor((bytes / size) * 100)));
}

/** Milliseconds until the whole image has gone out; undefined while nobody can tell. */
export function timeLeftOf(samples: readonly Sample[], size: number | null | undefined): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || typeof size !== 'number') return undefined;
  const [bytes, time] = [last.bytes - first.bytes, last.at - first.at];
  if (time < SHORTEST_MS || bytes <= 0) return undefined;
  return Math.max(0, size - last.bytes) / (bytes / time);
}
