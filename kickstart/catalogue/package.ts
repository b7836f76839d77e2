// SPDX-License-Identifier: GPL-2.0-or-later
// A package of an image, as its rpm database names it.
import { z } from 'zod';

export const Package = z.strictObject({
  name: z.string(),
  /** Null: none, which rpm compares as 0. */
  epoch: z.int().nullable(),
  version: z.string(),
  release: z.string(),
  arch: z.string(),
  /** Key id of its signature in lower case; null: not signed. */
  key: z.string().nullable(),
});
export type Package = z.infer<typeof Package>;

/** `[epoch:]version-release`, as rpm writes it. */
export function evr({ epoch, version, release }: Pick<Package, 'epoch' | 'version' | 'release'>): string {
  return `${epoch === null ? '' : `${epoch}:`}${version}-${release}`;
}
