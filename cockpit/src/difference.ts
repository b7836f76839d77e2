// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what `basewright-node difference A B --json` says: packages and files of /etc that differ between two layers.
import { z } from 'zod';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';

const line = (most: number) => z.string().transform((text) => plainLine(text, most));
const MOST_PACKAGES = 20_000;
const One = z.object({ name: line(200), version: line(200) });
const Changed = z.object({ name: line(200), from: line(200), to: line(200) });
const Difference = z.object({
  /** Null when the packages of one of the layers cannot be read; `why` says why. */
  packages: z.object({ added: z.array(One).max(MOST_PACKAGES), removed: z.array(One).max(MOST_PACKAGES), changed: z.array(Changed).max(MOST_PACKAGES) }).nullable(),
  why: line(1000).nullable(),
  /** Files changed in one of the layers and not in the other; `etcCount` counts also those that are not listed. */
  etc: z.array(line(1000)).max(10_000),
  etcCount: z.number().int().min(0),
});
export type Difference = z.infer<typeof Difference>;

export type ReadDifference = { readonly kind: 'difference'; readonly difference: Difference } | { readonly kind: 'unreadable' };

/** Never throws: anything else than a difference is `unreadable`. */
export function readDifference(output: string): ReadDifference {
  try {
    const read = Difference.safeParse(JSON.parse(output));
    return read.success ? { kind: 'difference', difference: read.data } : { kind: 'unreadable' };
  } catch {
    return { kind: 'unreadable' };
  }
}
