// SPDX-License-Identifier: GPL-2.0-or-later
// An installer tree: where the installer of a target comes from, and what was read there. Its URLs for boot scripts, its files for the boot plane.

import { join } from 'node:path';
import { z } from 'zod';
import { HttpUrl } from '#kickstart/profile/names.ts';
import { TargetId } from '#kickstart/profile/targets.ts';

export const architectures = ['x86_64', 'aarch64'] as const;
export const Architecture = z.enum(architectures, 'Choose x86_64 or aarch64.');
export type Architecture = z.infer<typeof Architecture>;

// The characters that boot scripts can hold; a mirror's URL is written there.
const SAYABLE = /^[A-Za-z0-9._:/@%+=,[\]-]+$/;

const MirrorUrl = HttpUrl.refine((url) => SAYABLE.test(url), 'Write it without "?", "#", "&" and blanks: the boot loader gets this URL.')
  .refine((url) => !url.includes('@'), 'Write it without a user name and password: every machine on the network can read it.')
  .transform((url) => url.replace(/\/+$/, ''));

const AbsolutePath = z.string().max(1024, 'At most 1024 characters.').regex(/^\/[^\0\n\r]*$/, 'Write the absolute path on this server, for example /srv/isos/boot.iso.');

/** `directory`: served where it lies. `iso`: its installer is copied out once, and the file is not needed any more. */
export const TreeSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('mirror'), url: MirrorUrl }),
  z.strictObject({ kind: z.literal('directory'), path: AbsolutePath }),
  z.strictObject({ kind: z.literal('iso'), path: AbsolutePath }),
], 'Choose where the tree comes from: a mirror, a directory or an ISO file.');
export type TreeSource = z.infer<typeof TreeSource>;

/** What a person decides; a whole {@link Tree} may be sent too, and its facts are read anew. */
export const TreeRequest = z.object({ target: TargetId.optional(), arch: Architecture.default('x86_64'), source: TreeSource });
export type TreeRequest = z.infer<typeof TreeRequest>;

/** A path below the tree, of characters that boot scripts can hold and that never leads up. */
export const TreePath = z.string().max(300).regex(/^[A-Za-z0-9_+=][A-Za-z0-9._+=-]*(\/[A-Za-z0-9_+=][A-Za-z0-9._+=-]*)*$/, 'This is no plain path below the tree.');

/** The document in the row of a target. */
export const Tree = z.strictObject({
  target: TargetId,
  arch: Architecture,
  source: TreeSource,
  /** As the tree says, for example "CentOS Stream"; null when it does not say. */
  name: z.string().nullable(),
  version: z.string().nullable(),
  kernel: TreePath,
  initrd: TreePath,
  /** The second stage of the installer, for example images/install.img. */
  stage2: TreePath,
  /** Path -> sha256 of its files, as far as the tree says. */
  checksums: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  /** What a person should know about it; it works all the same. */
  warnings: z.array(z.string()),
  /** Name of the directory that an ISO was unpacked to, under trees/ in the data directory; null for the others. */
  unpacked: z.string().regex(/^[a-z0-9]+\.[A-Za-z0-9_-]+$/).nullable(),
  /** When it was read: ISO 8601, UTC. */
  readAt: z.iso.datetime(),
});
export type Tree = z.infer<typeof Tree>;

export type TreeUrls = { readonly kernel: string; readonly initrd: string; /** For inst.stage2=: the base of the tree. */ readonly stage2: string };

/**
 * Where machines fetch the installer: from the mirror itself, or from the boot plane.
 * @param bootUrl base URL of the boot plane, from the configuration.
 */
export function treeUrls(tree: Tree, bootUrl: string): TreeUrls {
  const base = tree.source.kind === 'mirror' ? tree.source.url : `${bootUrl}/trees/${tree.target}`;
  return { kernel: `${base}/${tree.kernel}`, initrd: `${base}/${tree.initrd}`, stage2: base };
}

/**
 * What dracut and Anaconda ask a tree for, and what firmware loads from it. Nothing else of a directory is served: it may hold more than an installer,
 * and whoever can reach the boot plane can read it.
 */
const SERVED = /^(\.treeinfo|treeinfo|\.discinfo|(images|EFI|LiveOS|isolinux)\/.+)$/;

/** Where `treeDirectory` keeps what was taken out of ISO files. */
export function treesDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'trees');
}

/** The directory on this server that a tree is served from; undefined for a mirror. */
export function treeRoot(tree: Tree, dataDirectory: string): string | undefined {
  if (tree.source.kind === 'mirror') return undefined;
  if (tree.source.kind === 'directory') return tree.source.path;
  return tree.unpacked === null ? undefined : join(treesDirectory(dataDirectory), tree.unpacked);
}

/**
 * The file that the boot plane serves for `/trees/<target>/<path>`, for serveFile, which sees to it that no link leads out.
 * @returns undefined when nothing is served under this path
 */
export function treeFile(tree: Tree, dataDirectory: string, path: string): { readonly root: string; readonly path: string } | undefined {
  const root = treeRoot(tree, dataDirectory);
  if (root === undefined || !SERVED.test(path) || path.split('/').some((part) => part === '' || part === '.' || part === '..')) return undefined;
  return { root, path };
}
