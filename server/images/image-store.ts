// SPDX-License-Identifier: GPL-2.0-or-later
// Images as files that are named by their hash: what lies there is whole, was checked when it came, and never changes.

import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, mkdirSync, readdirSync, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { isTar } from '#kickstart/profile/image.ts';
import { SUPERBLOCK_BYTES, squashfsProblem } from './squashfs.ts';

const SHA256 = /^[0-9a-f]{64}$/;

/** Begins the names of files that are still coming, or just going. */
const INCOMING = '.incoming-';

/** Nothing comes for longer: what is older was left by a program that was killed. In milliseconds. */
const ABANDONED_MS = 24 * 3_600_000;

export type StoredImage = { readonly sha256: string; /** Absolute. */ readonly path: string; /** In bytes. */ readonly size: number; /** When it came, in milliseconds since 1970. */ readonly addedAt: number };

/** Where the images of a data directory lie. */
export function imageDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'images');
}

/** The image with this hash. Synchronous: the boot plane asks it while it decides. */
export function findImage(dataDirectory: string, sha256: string): StoredImage | undefined {
  if (!SHA256.test(sha256)) return undefined;
  const path = join(imageDirectory(dataDirectory), sha256);
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? { sha256, path, size: found.size, addedAt: found.mtimeMs } : undefined;
}

/** All images, newest first. Files that are still coming are not among them. */
export function listImages(dataDirectory: string): StoredImage[] {
  let names: string[];
  try {
    names = readdirSync(imageDirectory(dataDirectory));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
  return names.flatMap((name) => findImage(dataDirectory, name) ?? []).sort((a, b) => b.addedAt - a.addedAt || a.sha256.localeCompare(b.sha256));
}

export type AddImage = ({ readonly outcome: 'added' | 'present' } & StoredImage) | { readonly outcome: 'refused'; readonly message: string } | { readonly outcome: 'full'; readonly needed: number; readonly free: number };

/**
 * Takes an image in: hashed while it is copied, on the disk before it has its name.
 *
 * @param source path of a file, or a stream with the number of bytes that will come.
 * @param expected sha256 that it must come out with.
 * @throws what reading and writing throw; nothing is left behind then.
 */
export async function addImage(dataDirectory: string, source: string | { readonly stream: Readable; readonly size: number }, expected?: string): Promise<AddImage> {
  const size = typeof source === 'string' ? (await stat(source)).size : source.size;
  const directory = imageDirectory(dataDirectory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const { free } = await diskSpace(directory);
  const needed = spaceFor(size);
  if (free < needed) return { outcome: 'full', needed, free };
  await removeAbandoned(directory);
  const incoming = join(directory, `${INCOMING}${randomBytes(9).toString('base64url')}`);
  try {
    const copied = await copy(typeof source === 'string' ? createReadStream(source, { highWaterMark: 1024 * 1024 }) : source.stream, incoming, size);
    if ('message' in copied) return { outcome: 'refused', ...copied };
    if (expected !== undefined && copied.sha256 !== expected) return { outcome: 'refused', message: otherHash(copied.sha256, expected) };
    return await keepImage(dataDirectory, incoming, copied.sha256);
  } finally {
    await rm(incoming, { force: true });
  }
}

/**
 * Gives a whole file its name among the images, without a copy; from then on nobody changes it. The caller has hashed it.
 * A file that has this name already is replaced all the same: its bytes may have rotted, and whoever reads it now reads on in the old one.
 *
 * @param file on the same file system.
 */
export async function keepImage(dataDirectory: string, file: string, sha256: string): Promise<{ readonly outcome: 'added' | 'present' } & StoredImage> {
  const directory = imageDirectory(dataDirectory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const handle = await open(file, 'r');
  try {
    await handle.chmod(0o444);
    await handle.sync();
  } finally {
    await handle.close();
  }
  const path = join(directory, sha256);
  const { size } = await stat(file);
  const outcome = findImage(dataDirectory, sha256)?.size === size ? 'present' : 'added';
  await rename(file, path);
  await syncDirectory(directory);
  return { outcome, sha256, path, size, addedAt: (await stat(path)).mtimeMs };
}

/** Takes an image away, and back if need be: nobody finds it, and whoever downloads it now gets it to its end. */
export async function setAside(dataDirectory: string, sha256: string): Promise<{ remove(): Promise<void>; putBack(): Promise<void> }> {
  const directory = imageDirectory(dataDirectory);
  const [path, aside] = [join(directory, sha256), join(directory, `${INCOMING}gone-${sha256}`)];
  const isThere = findImage(dataDirectory, sha256) !== undefined;
  if (isThere) await rename(path, aside);
  return {
    remove: async () => {
      await rm(aside, { force: true });
      if (isThere) await syncDirectory(directory);
    },
    putBack: async () => {
      if (isThere) await rename(aside, path);
    },
  };
}

/** How much an image of this size needs, in bytes: a tenth more, because a disk that is full to the last byte stops the database too. */
export function spaceFor(size: number): number {
  return Math.ceil(size * 1.1);
}

/** @param directory on the file system that is asked about. @returns bytes that this user may still write, and how many there are in all. */
export async function diskSpace(directory: string): Promise<{ free: number; total: number }> {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { free: bavail * bsize, total: blocks * bsize };
}

/** Why a file is not the one that was announced. */
export function otherHash(came: string, expected: string): string {
  return `The file that came has the sha256 ${came}, and ${expected} was announced. Nothing was kept. Check the file and the announcement.`;
}

/** Half images that nobody writes any more. Told by the clock of the file system, like their age. */
async function removeAbandoned(directory: string): Promise<void> {
  for (const name of readdirSync(directory).filter((each) => each.startsWith(INCOMING))) {
    const path = join(directory, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

type Copied = { readonly sha256: string; readonly size: number } | { readonly message: string };

/** @param wanted how many bytes must come: fewer are a file cut short, more would overrun the space that was checked. */
async function copy(stream: Readable, path: string, wanted: number): Promise<Copied> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    let head: Buffer = Buffer.alloc(0);
    for await (const part of stream) {
      const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
      if (head.length < SUPERBLOCK_BYTES) head = Buffer.concat([head, bytes.subarray(0, SUPERBLOCK_BYTES - head.length)]);
      // Looked at as soon as it is there: a wrong file is not copied to its end first.
      const problem = head.length === SUPERBLOCK_BYTES && size < SUPERBLOCK_BYTES ? squashfsProblem(head, wanted) : undefined;
      size += bytes.length;
      if (problem !== undefined) return { message: problem };
      if (size > wanted) return { message: `More than the ${wanted} bytes came that were announced. The file grew while it was copied: try again when it is complete.` };
      hash.update(bytes);
      await writeWhole(file, bytes);
    }
    if (size < wanted) return { message: `Only ${size} of ${wanted} bytes came. Copy it again.` };
    const problem = squashfsProblem(head, size);
    if (problem !== undefined) return { message: problem };
    return { sha256: hash.digest('hex'), size };
  } finally {
    await file.close();
    stream.destroy();
  }
}

async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) done += (await file.write(bytes, done)).bytesWritten;
}

/** Without it the new name may be gone after a power cut. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * The name of an image in its URL, from the name of the file it came from: what a boot script and the boot plane take, and nothing that makes the
 * installer take it for a tar archive.
 */
export function imageName(file: string): string {
  const plain = basename(file).replace(/[^A-Za-z0-9._+-]+/g, '-').replace(/^[-.]+/, '').slice(-150);
  if (plain === '') return 'image.squashfs';
  return isTar(plain) ? `${plain}.squashfs` : plain;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
