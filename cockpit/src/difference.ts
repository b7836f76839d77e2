// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what `basewright-node difference A B --json` says: packages and files of /etc that differ between two layers.
import { z } from 'zod';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';

const line = (most: number) => z.string().transform((text) => plainLine(text, most));
const Package = z.object({ name: line(200), from: line(200).nullable().default(null), to: line(200).nullable().default(null) });
const Difference = z.object({
  packages: z.object({ added: z.array(Package).max(20_000), removed: z.array(Package).max(20_000), changed: z.array(Package).max(20_000) }).nullable(),
  etc: z.array(line(1000)).max(50_000),
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
