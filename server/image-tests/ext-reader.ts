// SPDX-License-Identifier: GPL-2.0-or-later
// Reads an ext2 to ext4 file system with debugfs, which neither mounts nor writes. Files are asked for by the number of their inode.

import { basename, dirname } from 'node:path';
import type { JobContext } from '../jobs/job.ts';
import { type Entry, ofMode, type TreeReader } from './tree.ts';

/** A directory with more is not read. In bytes of what debugfs says: some 300,000 names. */
const MOST_DIRECTORY = 16 * 1024 * 1024;
const LIMIT = 5 * 60_000;

/** "/15/120777/0/0/name/6/", as `ls -p` writes it; directories have no size. */
const LINE = /^\/(\d+)\/([0-7]+)\/(\d+)\/(\d+)\/([^/]+)\/(\d*)\/$/;

/** The inode of the root directory. Source: the kernel's ext4 documentation, "Special inodes". */
const ROOT_INODE = 2;

/** Reads the file system in `image`, a file that the job's children can read. */
export function extReader(context: JobContext, image: string): TreeReader {
  const known = new Map<number, Promise<ReadonlyMap<string, Entry> | undefined>>();
  const ask = (request: string, most: number, cwd?: string) => context.run('debugfs', ['-c', '-R', request, image], { most, limit: LIMIT, logged: 'nothing', ...(cwd === undefined ? {} : { cwd }) });
  const content = async (file: Entry, most: number) => {
    const { stdout, end } = await ask(`cat <${file.inode}>`, most + 1);
    return end === 'exited' && stdout.length === file.size ? stdout : undefined;
  };
  return {
    root: { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, path: '', inode: ROOT_INODE },
    children(directory) {
      const found = known.get(directory.inode) ?? ask(`ls -p <${directory.inode}>`, MOST_DIRECTORY).then(({ stdout, end }) => (end === 'exited' ? readDirectory(stdout.toString('utf8'), directory.path) : undefined));
      known.set(directory.inode, found);
      return found;
    },
    async target(link) {
      const { stdout } = await ask(`stat <${link.inode}>`, 64 * 1024);
      // A short target stands in the inode itself; "cat" reads only those that have a block.
      const fast = /^Fast link dest: "(.*)"$/m.exec(stdout.toString('utf8'))?.[1];
      return fast ?? (await content(link, 4096))?.toString('utf8');
    },
    content,
    async copy(file, to) {
      // debugfs splits its request at blanks: only a plain name is put into it.
      const name = basename(to);
      if (!/^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/.test(name)) throw new Error(`Not a plain name: ${name}`);
      const { stderr, end } = await ask(`dump <${file.inode}> ${name}`, 64 * 1024, dirname(to));
      return end === 'exited' && stderr.trim().split('\n').length === 1;
    },
  };
}

/** @internal Undefined when it does not even hold itself. */
export function readDirectory(text: string, path: string): ReadonlyMap<string, Entry> | undefined {
  const entries = new Map<string, Entry>();
  let isDirectory = false;
  for (const line of text.split('\n')) {
    const [, inode = '', mode = '', uid = '', gid = '', name = '', size = ''] = LINE.exec(line) ?? [];
    if (name === '.') isDirectory = true;
    // An inode of 0 is a name that was removed.
    if (name === '' || name === '.' || name === '..' || Number(inode) === 0) continue;
    entries.set(name, { ...ofMode(Number.parseInt(mode, 8)), uid: Number(uid), gid: Number(gid), size: Number(size), path: path === '' ? name : `${path}/${name}`, inode: Number(inode) });
  }
  return isDirectory ? entries : undefined;
}
