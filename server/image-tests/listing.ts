// SPDX-License-Identifier: GPL-2.0-or-later
// What stands in a squashfs, as unsquashfs lists it. Names are hostile: a line break in one makes lines that are none.

import type { JobContext } from '../jobs/job.ts';
import { type Entry, shown } from './tree.ts';

export type Listing = {
  readonly outcome: 'listed';
  /** By path without a slash at the beginning; the root is "". */
  readonly entries: ReadonlyMap<string, Entry & { /** Of a link. */ readonly target: string | undefined }>;
  /** Lines that are no entry: names with line breaks made them. */
  readonly strange: number;
  /** Bytes of all files, as the image claims. */
  readonly bytes: number;
};

/** In bytes: some 600,000 names. A whole Enterprise Linux node has 100,000. */
const MOST_LISTING = 64 * 1024 * 1024;

const LINE = /^([bcdlps-])([rwxsStT-]{9}) (\d+)\/(\d+) +(\d+|\d+, *\d+) [^ ]+ [^ ]+ squashfs-root(?:\/(.*))?$/;

const KINDS: Readonly<Record<string, Entry['kind']>> = { '-': 'file', d: 'directory', l: 'link' };

/** Lists a squashfs file. Needs nothing newer than squashfs-tools 4.3. */
export async function listSquashfs(context: JobContext, squashfs: string): Promise<Listing | { readonly outcome: 'unreadable'; readonly reason: string }> {
  const { code, end, stdout, stderr } = await context.run('unsquashfs', ['-lln', squashfs], { most: MOST_LISTING, limit: 10 * 60_000, logged: 'nothing' });
  if (end === 'too much output') return { outcome: 'unreadable', reason: `it holds so many names that listing them takes more than ${MOST_LISTING / 1024 ** 2} MiB.` };
  if (end === 'limit') return { outcome: 'unreadable', reason: 'listing its files took longer than ten minutes.' };
  if (code !== 0) return { outcome: 'unreadable', reason: `unsquashfs says: ${lastLine(stderr)}` };
  return readListing(stdout.toString('utf8'));
}

/** @internal */
export function readListing(text: string): Listing {
  const entries = new Map<string, Entry & { target: string | undefined }>();
  let [strange, bytes] = [0, 0];
  for (const line of text.split('\n')) {
    const match = LINE.exec(line);
    if (match === null) {
      // Some versions tell first what they do ("Parallel unsquashfs: Using 2 processors", "5 inodes (9 blocks) to write").
      if (line !== '' && entries.size > 0) strange += 1;
      continue;
    }
    const [, letter = '', bits = '', uid = '', gid = '', size = '', rest = ''] = match;
    const kind = KINDS[letter] ?? 'other';
    const arrow = kind === 'link' ? rest.indexOf(' -> ') : -1;
    const path = arrow < 0 ? rest : rest.slice(0, arrow);
    const length = kind === 'other' ? 0 : Number(size);
    if (kind === 'file') bytes += length;
    entries.set(path, { kind, mode: modeOf(bits), uid: Number(uid), gid: Number(gid), size: length, path, inode: 0, target: arrow < 0 ? undefined : rest.slice(arrow + 4) });
  }
  return { outcome: 'listed', entries, strange, bytes };
}

/** Permission bits of "rwxr-xr-x". */
function modeOf(bits: string): number {
  const special = (index: number, bit: number) => (/[sStT]/.test(bits[index] ?? '') ? bit : 0);
  const plain = [...bits].reduce((mode, bit, index) => mode | (/[rwxst]/.test(bit) ? 0o400 >> index : 0), 0);
  return plain | special(2, 0o4000) | special(5, 0o2000) | special(8, 0o1000);
}

/** The last thing that a program said, for people. */
export function lastLine(stderr: string): string {
  return shown(stderr.trimEnd().split('\n').at(-1) ?? '', 300) || 'nothing.';
}
