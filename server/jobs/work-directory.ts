// SPDX-License-Identifier: GPL-2.0-or-later
// Where jobs work: one directory for each, which the user of its programs may write, with the images it needs.

import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, chown, copyFile, lchown, link, lstat, mkdir, readdir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { findImage } from '../images/image-store.ts';
import type { WorkerUser } from './isolation.ts';
import { JobFailure } from './job.ts';

const JOB_ID = /^[0-9a-f]{16}$/;
/** Left free for the database, whatever a job writes. */
export const RESERVE_BYTES = 512 * 1024 * 1024;

/**
 * The directory that holds the work of all jobs: BASEWRIGHT_WORK, else beside the data. A server that runs as root lets another user work, who may not
 * even pass through the data directory: then it is outside, in /var/tmp.
 *
 * @throws {JobFailure} when somebody else made a directory of that name.
 */
export async function prepareWorkRoot(dataDirectory: string, environment: Readonly<Record<string, string | undefined>>, isRoot = process.getuid?.() === 0): Promise<string> {
  const outside = join('/var/tmp', `basewright-${createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12)}`);
  const root = resolve(environment['BASEWRIGHT_WORK'] || (isRoot ? outside : join(dataDirectory, 'work')));
  await mkdir(root, { recursive: true, mode: 0o711 });
  const found = await lstat(root);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new JobFailure(`The work directory ${root} is not a directory of the server's own user, so others could change what jobs do there. Remove it, or set BASEWRIGHT_WORK to another one.`);
  }
  // Passed through by the other user, listed by nobody.
  await chmod(root, 0o711);
  return root;
}

/** `work` belongs to the user of the job's programs; `images` to the server, so that nobody can change there what it does. */
export type JobDirectory = { readonly path: string; readonly work: string; readonly images: string };

/** Makes the empty directories of a job. */
export async function makeJobDirectory(root: string, id: string, user: WorkerUser): Promise<JobDirectory> {
  const path = join(root, id);
  const directory = { path, work: join(path, 'work'), images: join(path, 'images') };
  await removeTree(path);
  for (const [each, mode] of [[path, 0o711], [directory.work, 0o700], [directory.images, 0o711]] as const) {
    await mkdir(each);
    await chmod(each, mode);
  }
  if (user.isOther) await chown(directory.work, user.uid, user.gid);
  return directory;
}

/** Makes the directory for what the server makes for all jobs, readable for their programs: the appliance of libguestfs. */
export async function makeKeptDirectory(directory: string): Promise<string> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o711);
  return directory;
}

/** Leaves nothing outside of the data directory where nothing is kept there. */
export async function removeEmptyRoot(root: string): Promise<void> {
  for (const directory of [join(root, 'kept'), root]) await rmdir(directory).catch(() => undefined);
}

/** Removes a directory, also one in which programs left directories that nobody may write. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch {
    // It follows no links on its way. What it cannot change, the second attempt tells.
    await promisify(execFile)('chmod', ['-R', 'u+rwX', '--', path]).catch(() => undefined);
    await rm(path, { recursive: true, force: true });
  }
}

/** Removes what jobs left that could not remove. Call it only when no job runs. */
export async function removeLeftWork(root: string): Promise<void> {
  for (const name of await readdir(root)) {
    if (JOB_ID.test(name)) await removeTree(join(root, name));
  }
}

/** Gives what the handler put at the top of the work directory to the user of its programs. */
export async function giveFiles(directory: string, user: WorkerUser): Promise<void> {
  if (!user.isOther) return;
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const found = await lstat(path).catch(() => undefined);
    // Not what has a second name: it may be a file of the server that is only linked here.
    if (found?.uid === 0 && (found.isDirectory() || (found.isFile() && found.nlink === 1))) await lchown(path, user.uid, user.gid);
  }
}

/** Free bytes where `directory` lies, for this user. */
export async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

/**
 * Puts a stored image into the images of a job, mode 0444, without a copy where that is possible.
 *
 * @param directory {@link JobDirectory}.images
 * @returns its path there.
 * @throws {JobFailure} when there is no such image, or no room for it.
 */
export async function placeImage(dataDirectory: string, directory: string, sha256: string, user: WorkerUser): Promise<string> {
  const image = findImage(dataDirectory, sha256);
  if (image === undefined) throw new JobFailure(`The image ${sha256.slice(0, 12)} is not here any more. Upload it again, then run this once more.`);
  const path = join(directory, `${sha256}.squashfs`);
  const attempt = `${path}.${randomBytes(4).toString('hex')}`;
  const cloned = await succeeds(copyFile(image.path, attempt, constants.COPYFILE_FICLONE_FORCE));
  // A link is the same file: only another user cannot change it.
  if (!cloned && !(user.isOther && (await succeeds(link(image.path, attempt))))) {
    const free = await freeBytes(directory);
    if (free < image.size + RESERVE_BYTES) {
      throw new JobFailure(`There is no room for a copy of the image: it needs ${mebibytes(image.size + RESERVE_BYTES)} MiB, and ${mebibytes(free)} MiB are free in ${directory}. Free some space, or set BASEWRIGHT_WORK to a directory on a larger disk.`);
    }
    await copyFile(image.path, attempt);
  }
  await chmod(attempt, 0o444);
  await rename(attempt, path);
  return path;
}

async function succeeds(work: Promise<void>): Promise<boolean> {
  return work.then(() => true, () => false);
}

function mebibytes(bytes: number): number {
  return Math.ceil(bytes / 1024 / 1024);
}
