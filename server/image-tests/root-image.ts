// SPDX-License-Identifier: GPL-2.0-or-later
// Which file of a squashfs is the root file system, by the rules of Anaconda and imgbased, and taking it out without filling the disk.

import { constants } from 'node:fs';
import { open, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { JobFailure, type JobContext } from '../jobs/job.ts';
import { lastLine, type Listing } from './listing.ts';
import { takenOut } from './taken-out.ts';
import { type Entry, shown } from './tree.ts';

export type FileSystem = 'ext' | 'xfs';

/** Larger root file systems are not taken out: a few kilobytes of squashfs can claim a whole disk. In bytes. */
export const MOST_ROOT = 64 * 1024 ** 3;

/** What is left free on the disk, for the database beside it. In bytes. */
const MARGIN = 1024 ** 3;

/** No character that unsquashfs takes for a pattern, and none that starts an option. */
const PLAIN_NAME = /^LiveOS\/[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;

export type RootChoice =
  | { readonly outcome: 'image'; readonly member: Entry; /** Why installation and upgrade may take another one. */ readonly doubt: string | undefined }
  | { readonly outcome: 'plain' }
  | { readonly outcome: 'wrong'; readonly evidence: string };

/**
 * The root file system of an image.
 *
 * Source: Anaconda copies LiveOS/*.img (the first by name in Enterprise Linux 9, in no order later) where there is a LiveOS, else the squashfs itself;
 * `imgbase update` takes the last of a glob of all directories and *.img in no order.
 */
export function chooseRoot({ entries }: Listing): RootChoice {
  const images = [...entries.values()].filter(({ path }) => /^[^/]+\/[^/]+\.img$/.test(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
  if (entries.get('LiveOS')?.kind !== 'directory') {
    if (isSystem(entries)) return { outcome: 'plain' };
    return { outcome: 'wrong', evidence: images.length === 0 ? 'It holds neither LiveOS/*.img nor /etc and /usr.' : `It holds ${names(images)}, but no directory LiveOS, and no /etc and /usr.` };
  }
  const inside = images.filter(({ path }) => path.startsWith('LiveOS/'));
  const [first] = inside;
  if (first === undefined) return { outcome: 'wrong', evidence: 'There is a directory LiveOS, and no *.img in it.' };
  if (first.kind !== 'file') return { outcome: 'wrong', evidence: `${shown(first.path)} is no file but a ${first.kind === 'other' ? 'device' : first.kind}.` };
  if (!PLAIN_NAME.test(first.path)) return { outcome: 'wrong', evidence: `The name ${shown(first.path)} has characters that do not belong there.` };
  return { outcome: 'image', member: first, doubt: images.length === 1 ? undefined : `It holds ${images.length}: ${names(images)}.` };
}

function isSystem(entries: Listing['entries']): boolean {
  return ['etc', 'usr'].every((name) => entries.get(name)?.kind === 'directory');
}

function names(images: readonly Entry[]): string {
  return `${images.slice(0, 5).map(({ path }) => shown(path)).join(', ')}${images.length > 5 ? ` and ${images.length - 5} more` : ''}`;
}

export type Extracted = { readonly outcome: 'extracted'; readonly path: string } | { readonly outcome: 'failed'; readonly reason: string };

/**
 * Takes the root file system out; every block of it is read and uncompressed by that.
 *
 * @throws {JobFailure} when the server has no room for it: that is no fault of the image.
 */
export async function extractRoot(context: JobContext, squashfs: string, member: Entry): Promise<Extracted> {
  if (member.size > MOST_ROOT) return { outcome: 'failed', reason: `It claims ${inGiB(member.size)} GiB; more than ${inGiB(MOST_ROOT)} GiB are not looked at.` };
  await needSpace(context.workDirectory, member.size);
  const directory = join(context.workDirectory, 'root');
  const { code, end, stderr } = await context.run('unsquashfs', ['-no-progress', '-no-xattrs', '-da', '64', '-fr', '64', '-d', directory, squashfs, member.path], { limit: 60 * 60_000, logged: 'nothing' });
  if (end === 'limit') return { outcome: 'failed', reason: 'It took longer than an hour.' };
  // Older ones (4.4) tell of a block that they cannot read, and end as if all were well.
  if (code !== 0 || /error|fail|corrupt/i.test(stderr)) return { outcome: 'failed', reason: `unsquashfs says: ${lastLine(stderr)}` };
  const out = await takenOut(directory, member);
  return 'path' in out ? { outcome: 'extracted', ...out } : { outcome: 'failed', ...out };
}

/** @throws {JobFailure} when a file of `bytes` would leave less than a gibibyte free. */
export async function needSpace(directory: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (free < bytes + MARGIN) throw new JobFailure(`Testing this image takes ${inGiB(bytes + MARGIN)} GiB of free space for a while, and there are ${inGiB(free)} GiB in ${directory}. Make room there, then test again.`);
}

/** What kind of file system a file holds, by its first bytes; undefined when it is neither ext2 to 4 nor xfs. */
export async function rootFileSystem(path: string): Promise<FileSystem | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const head = Buffer.alloc(2048);
    await file.read(head, 0, head.length, 0);
    if (head.toString('latin1', 0, 4) === 'XFSB') return 'xfs';
    // Source: the kernel's Documentation/filesystems/ext4: s_magic at offset 0x38 of the superblock, which begins at 1024.
    return head.readUInt16LE(1024 + 0x38) === 0xef53 ? 'ext' : undefined;
  } finally {
    await file.close();
  }
}

/** Bytes in GiB, with one place. */
export function inGiB(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
