// SPDX-License-Identifier: GPL-2.0-or-later
// Opens a file for machines, never one outside of its directory: what was really opened is looked at, not what the path promised.

import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';

export type OpenFile = {
  readonly handle: FileHandle;
  /** In bytes, when it was opened. */
  readonly size: number;
  /** Time of the last change of its content, in milliseconds since 1970. */
  readonly modifiedAt: number;
  /** Another value means another content: inode, size and time of the last change. */
  readonly version: string;
};

/** Errors that mean: there is no such file for whoever asks. */
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES', 'ENAMETOOLONG', 'ENXIO', 'ENODEV', 'EISDIR', 'EINVAL', 'ERR_INVALID_ARG_VALUE']);

const MOST_CHARACTERS = 4096;

/**
 * Opens the regular file `path` if it lies in the directory `root`, links followed. Whoever gets it closes it.
 *
 * @param path absolute, or relative to `root`.
 * @returns undefined for everything else: outside, missing, not readable, a directory, a device. One answer, so that it tells nothing.
 */
export async function openInside(root: string, path: string): Promise<OpenFile | undefined> {
  if (path === '' || path.length > MOST_CHARACTERS || path.includes('\0') || (!isAbsolute(path) && !isPlain(path))) return undefined;
  let handle: FileHandle | undefined;
  try {
    const directory = `${(await realpath(root)).replace(/\/+$/, '')}${sep}`;
    // Asked first, so that no device or pipe outside is even opened.
    const target = await realpath(isAbsolute(path) ? resolve(path) : join(root, path));
    if (!target.startsWith(directory)) return undefined;
    // O_NONBLOCK: opening a pipe would wait for its other end.
    handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY);
    const opened = await inspect(handle, directory);
    if (opened === undefined) await handle.close();
    return opened;
  } catch (error) {
    await handle?.close();
    if (error instanceof Error && 'code' in error && typeof error.code === 'string' && ABSENT.has(error.code)) return undefined;
    throw error;
  }
}

/** A relative path that says where it leads: no "..", no ".", nothing empty. */
function isPlain(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** Between the question and the opening a directory on the way may have become a link: the kernel knows what was opened. */
async function inspect(handle: FileHandle, directory: string): Promise<OpenFile | undefined> {
  const real = await readlink(`/proc/self/fd/${handle.fd}`);
  const { isFile, ...seen } = await look(handle);
  return isFile && real.startsWith(directory) ? { handle, ...seen } : undefined;
}

/** The file as it is now. */
export async function look(handle: FileHandle): Promise<Omit<OpenFile, 'handle'> & { isFile: boolean }> {
  const stat = await handle.stat({ bigint: true });
  return { size: Number(stat.size), modifiedAt: Number(stat.mtimeNs / 1_000_000n), version: `${stat.ino.toString(16)}-${stat.size.toString(16)}-${stat.mtimeNs.toString(16)}`, isFile: stat.isFile() };
}
