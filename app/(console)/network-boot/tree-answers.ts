// SPDX-License-Identifier: GPL-2.0-or-later
// Installer trees as the API gives them.
import { z } from 'zod';
import { TargetId } from '#kickstart/profile/targets.ts';
import { Instant } from '../list/page-of.ts';

export const sourceKinds = ['mirror', 'directory', 'iso'] as const;

const Source = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('mirror'), url: z.string() }),
  z.object({ kind: z.literal('directory'), path: z.string() }),
  z.object({ kind: z.literal('iso'), path: z.string() }),
]);

export const Tree = z.object({ target: TargetId, arch: z.enum(['x86_64', 'aarch64']), source: Source, name: z.string().nullable(), version: z.string().nullable(), warnings: z.array(z.string()) });

const TreeItem = z.object({ tree: Tree, etag: z.string(), updatedAt: Instant });
export type TreeItem = z.infer<typeof TreeItem>;

export const Trees = z.object({ items: z.array(TreeItem) });

/** The URL or path that a tree comes from. */
export function placeOf(source: z.infer<typeof Source>): string {
  return source.kind === 'mirror' ? source.url : source.path;
}
