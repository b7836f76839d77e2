// SPDX-License-Identifier: GPL-2.0-or-later
// Is the file whole: its header, its hash, every block of it, and the file system inside.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { failed, passed, skipped, warning } from '#kickstart/catalogue/report-words.ts';
import type { Check } from '#kickstart/catalogue/test-report.ts';
import { SUPERBLOCK_BYTES, squashfsProblem } from '../images/squashfs.ts';
import { type JobContext, JobStopped } from '../jobs/job.ts';
import { lastLine, type Listing } from './listing.ts';
import { chooseRoot, type FileSystem, inGiB, MOST_ROOT } from './root-image.ts';
import { shown } from './tree.ts';

/** More than this, uncompressed, is not read: it would take hours, and no node has it. In bytes. */
const MOST_BYTES = 2 * MOST_ROOT;
const HOUR = 60 * 60_000;

/** The header, and the length that it claims. */
export async function checkSuperblock(path: string): Promise<Check> {
  const { size } = await stat(path);
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SUPERBLOCK_BYTES), 0, SUPERBLOCK_BYTES, 0);
    const head = buffer.subarray(0, bytesRead);
    const problem = squashfsProblem(head, size);
    return problem === undefined ? passed('integrity.superblock', `squashfs 4.0, ${size} bytes, blocks of ${head.readUInt32LE(12) / 1024} KiB.`) : failed('integrity.superblock', problem);
  } finally {
    await file.close();
  }
}

/** Reads the whole file again and compares its hash. */
export async function checkHash(context: JobContext, path: string, sha256: string, size: number): Promise<Check> {
  const hash = createHash('sha256');
  let [done, told] = [0, 0];
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    if (context.signal.aborted) throw new JobStopped();
    const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    hash.update(bytes);
    done += bytes.length;
    if (done - told < 64 * 1024 * 1024) continue;
    told = done;
    context.progress('Reading the file again', 0.2 * Math.min(1, done / size));
  }
  const found = hash.digest('hex');
  return found === sha256 ? passed('integrity.sha256', `sha256 ${found}, ${done} bytes.`) : failed('integrity.sha256', `The file has the sha256 ${found} and ${done} bytes; ${sha256} and ${size} bytes were expected.`);
}

/** Whether names can be believed, and which file is the root. */
export function checkListing(listing: Listing): Check[] {
  const { entries, strange } = listing;
  const names = strange === 0 ? passed('integrity.names', `${entries.size} names.`) : warning('integrity.names', `${strange} lines of the list of ${entries.size} names are none: names with line breaks.`);
  return [names, checkRoot(listing)];
}

function checkRoot(listing: Listing): Check {
  const root = chooseRoot(listing);
  switch (root.outcome) {
    case 'wrong':
      return failed('integrity.root-image', root.evidence);
    case 'plain':
      return warning('integrity.root-image', 'There is no LiveOS: the squashfs itself is the root file system. It can be installed, but not be given to "imgbase update".');
    case 'image':
      return root.doubt === undefined ? passed('integrity.root-image', `${shown(root.member.path)}, ${root.member.size} bytes.`) : failed('integrity.root-image', root.doubt);
  }
}

/**
 * Reads and uncompresses everything, and writes it nowhere.
 *
 * @param read bytes that were read already, when the root file system was taken out.
 */
export async function checkBlocks(context: JobContext, squashfs: string, { entries, bytes }: Listing, read: number): Promise<Check> {
  const files = [...entries.values()].filter(({ kind }) => kind === 'file').length;
  const evidence = `${files} ${files === 1 ? 'file' : 'files'} with ${bytes} bytes ${files === 1 ? 'was' : 'were'} read.`;
  if (read === bytes) return passed('integrity.blocks', evidence);
  if (bytes > MOST_BYTES) return failed('integrity.blocks', `It claims to hold ${inGiB(bytes)} GiB. More than ${inGiB(MOST_BYTES)} GiB are not read.`);
  const { code, end, stderr } = await context.run('unsquashfs', ['-no-progress', '-da', '64', '-fr', '64', '-pf', '/dev/null', squashfs], { limit: HOUR, logged: 'nothing' });
  if (end === 'limit') return failed('integrity.blocks', 'Reading it took longer than an hour.');
  if (code === 0) return passed('integrity.blocks', evidence);
  if (/invalid option|^SYNTAX/im.test(stderr)) return skipped('integrity.blocks', 'The unsquashfs of this server cannot read without writing: install squashfs-tools 4.5 or newer.');
  return failed('integrity.blocks', `unsquashfs says: ${lastLine(stderr)}`);
}

/** Looks for errors of the root file system, and mends none. */
export async function checkFileSystem(context: JobContext, kind: FileSystem, rootImage: string): Promise<Check> {
  const [program, args] = kind === 'ext' ? ['e2fsck', ['-f', '-n', rootImage]] as const : ['xfs_repair', ['-f', '-n', rootImage]] as const;
  const { code, end, stdout, stderr } = await context.run(program, args, { most: 1024 * 1024, limit: HOUR, logged: 'nothing' });
  const said = `${stdout.toString('utf8')}\n${stderr}`;
  if (end === 'limit') return failed('integrity.file-system', `${program} took longer than an hour.`);
  if (end === 'too much output') return failed('integrity.file-system', `${program} finds more errors than it is worth to read: ${firstErrors(said)}`);
  if (code === 0) return passed('integrity.file-system', `${program} finds no errors.`);
  if (/unsupported feature/i.test(said)) return skipped('integrity.file-system', `The ${program} of this server is too old for it: ${firstErrors(said)}`);
  return failed('integrity.file-system', `${program} says: ${firstErrors(said)}`);
}

/** The first lines that tell something. */
function firstErrors(said: string): string {
  const lines = said.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^(e2fsck \d|Pass \d|Phase \d|Warning!|- |\/.*: \d+\/\d+ files)/.test(line));
  return lines.slice(0, 4).map((line) => shown(line, 200)).join(' ') || 'nothing.';
}
