// SPDX-License-Identifier: GPL-2.0-or-later
// Opens an image for reading without mounting it: by unsquashfs, debugfs or guestfish, run without rights.

import { join } from 'node:path';
import { JobFailure, type JobContext } from '../jobs/job.ts';
import { extReader } from './ext-reader.ts';
import { listSquashfs } from './listing.ts';
import { plainReader } from './plain-reader.ts';
import { chooseRoot, extractRoot, type FileSystem, rootFileSystem } from './root-image.ts';
import { type Entry, find, type Found, type TreeReader } from './tree.ts';
import { xfsReader } from './xfs-reader.ts';

/** What is read into memory at once, where nothing smaller is said. In bytes. */
const MOST_READ = 1024 * 1024;
/** What is written to the disk at once: more than any kernel, initramfs or rpm database. In bytes. */
const MOST_EXTRACTED = 2 * 1024 ** 3;

/** The root file system of an image. All paths are the image's own, absolute or not; links are followed inside of it only. */
export type ImageFiles = {
  /** `plain`: the squashfs itself is the root. */
  readonly kind: FileSystem | 'plain';
  /** The root file system as a file in the work directory; none for a plain root. */
  readonly rootImage?: string;
  /** What a path leads to, all links followed, or why that cannot be said. */
  follow(path: string): Promise<Found>;
  /** Where a link at the end of a path points, as it stands there. */
  linkTarget(path: string): Promise<string | undefined>;
  /** What a path names, a link at its end not followed; undefined when there is nothing, or it cannot be read. */
  stat(path: string): Promise<Entry | undefined>;
  /** What a path leads to, all links followed. */
  real(path: string): Promise<Entry | undefined>;
  /** Names in a directory, sorted; undefined when there is no such directory, or it cannot be read. */
  list(path: string): Promise<string[] | undefined>;
  /** The content of a file; undefined when there is none, it is larger than `most` bytes (default 1 MiB), or it cannot be read. */
  read(path: string, most?: number): Promise<Buffer | undefined>;
  /** Copies a file to an absolute path in the work directory; false when there is none, it is larger than `most` bytes (default 2 GiB), or it cannot be read. */
  extract(path: string, to: string, most?: number): Promise<boolean>;
};

/**
 * Opens an image: finds its root file system as Anaconda does and takes it out into the work directory, after a look at the free space.
 *
 * @param squashfs absolute path of a file that the children can read (`context.imageFile`).
 * @throws {JobFailure} with the reason, when it cannot be opened.
 */
export async function openImage(context: JobContext, squashfs: string): Promise<ImageFiles> {
  const listing = await listSquashfs(context, squashfs);
  if (listing.outcome === 'unreadable') throw new JobFailure(`The image cannot be opened: ${listing.reason}`);
  const root = chooseRoot(listing);
  if (root.outcome === 'wrong') throw new JobFailure(`The image has no root file system: ${root.evidence}`);
  if (root.outcome === 'plain') return imageFiles('plain', plainReader(context, squashfs, listing));
  const extracted = await extractRoot(context, squashfs, root.member);
  if (extracted.outcome === 'failed') throw new JobFailure(`The root file system cannot be taken out of the image: ${extracted.reason}`);
  return openRoot(context, extracted.path);
}

/** Opens a root file system that was taken out of its image. @throws {JobFailure} when it is of no kind that can be opened. */
export async function openRoot(context: JobContext, rootImage: string): Promise<ImageFiles> {
  const kind = await rootFileSystem(rootImage);
  if (kind === undefined) throw new JobFailure('The root file system is neither ext4 nor xfs.');
  const reader = kind === 'ext' ? extReader(context, rootImage) : await xfsReader(context, rootImage, join(context.workDirectory, 'root.tar'));
  return { ...imageFiles(kind, reader), rootImage };
}

/** @internal */
export function imageFiles(kind: ImageFiles['kind'], reader: TreeReader): ImageFiles {
  const entry = async (path: string, followLast: boolean) => {
    const found = await find(reader, path, followLast);
    return found.outcome === 'found' ? found.entry : undefined;
  };
  const file = async (path: string, most: number) => {
    const found = await entry(path, true);
    return found?.kind === 'file' && found.size <= most ? found : undefined;
  };
  return {
    kind,
    follow: (path) => find(reader, path, true),
    async linkTarget(path) {
      const found = await entry(path, false);
      return found?.kind === 'link' ? reader.target(found) : undefined;
    },
    stat: (path) => entry(path, false),
    real: (path) => entry(path, true),
    async list(path) {
      const found = await entry(path, true);
      const children = found?.kind === 'directory' ? await reader.children(found) : undefined;
      return children === undefined ? undefined : [...children.keys()].sort();
    },
    async read(path, most = MOST_READ) {
      const found = await file(path, most);
      return found === undefined ? undefined : reader.content(found, most);
    },
    async extract(path, to, most = MOST_EXTRACTED) {
      const found = await file(path, most);
      return found !== undefined && reader.copy(found, to);
    },
  };
}
