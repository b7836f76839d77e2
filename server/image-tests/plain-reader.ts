// SPDX-License-Identifier: GPL-2.0-or-later
// Reads a squashfs that is the root file system itself, with unsquashfs: the listing tells names, and files are taken out one by one.

import { constants } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JobContext } from '../jobs/job.ts';
import type { Listing } from './listing.ts';
import { takenOut } from './taken-out.ts';
import type { Entry, TreeReader } from './tree.ts';

/** No character that unsquashfs takes for a pattern, and none that starts an option. */
const PLAIN_PATH = /^[A-Za-z0-9_.][A-Za-z0-9_.+@:~/-]*$/;

/** Reads `squashfs` by its listing. */
export function plainReader(context: JobContext, squashfs: string, { entries }: Listing): TreeReader {
  const directories = byDirectory(entries);
  const takeOut = async <T>(file: Entry, use: (path: string) => Promise<T>): Promise<T | undefined> => {
    if (!PLAIN_PATH.test(file.path)) return undefined;
    const directory = await mkdtemp(join(context.workDirectory, 'out-'));
    // The child, which may be another user, writes beside it and not into it.
    const target = `${directory}-files`;
    try {
      const { code, end } = await context.run('unsquashfs', ['-no-progress', '-no-xattrs', '-da', '16', '-fr', '16', '-d', target, squashfs, file.path], { limit: 10 * 60_000, logged: 'nothing' });
      const out = end === 'exited' && code === 0 ? await takenOut(target, file) : undefined;
      return out !== undefined && 'path' in out ? await use(out.path) : undefined;
    } finally {
      await rm(target, { recursive: true, force: true });
      await rm(directory, { recursive: true, force: true });
    }
  };
  return {
    root: entries.get('') ?? { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, path: '', inode: 0 },
    children: (directory) => Promise.resolve(directories.get(directory.path)),
    target: (link) => Promise.resolve(entries.get(link.path)?.target),
    content: (file, most) => takeOut(file, (path) => readWhole(path, most)),
    copy: async (file, to) => (await takeOut(file, async (path) => {
      await rename(path, to);
      return true;
    })) ?? false,
  };
}

function byDirectory(entries: Listing['entries']): ReadonlyMap<string, ReadonlyMap<string, Entry>> {
  const directories = new Map<string, Map<string, Entry>>();
  for (const entry of entries.values()) {
    if (entry.kind === 'directory' && !directories.has(entry.path)) directories.set(entry.path, new Map());
    if (entry.path === '') continue;
    const slash = entry.path.lastIndexOf('/');
    const parent = slash < 0 ? '' : entry.path.slice(0, slash);
    const children = directories.get(parent) ?? new Map<string, Entry>();
    directories.set(parent, children.set(entry.path.slice(slash + 1), entry));
  }
  return directories;
}

async function readWhole(path: string, most: number): Promise<Buffer | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return (await file.stat()).size > most ? undefined : await file.readFile();
  } finally {
    await file.close();
  }
}
