// SPDX-License-Identifier: GPL-2.0-or-later
// Reads an xfs file system: libguestfs mounts it read-only inside of a machine of its own and writes it as a tar archive, which is read here.

import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import tar, { type Headers } from 'tar-stream';
import { JobFailure, type JobContext } from '../jobs/job.ts';
import { lastLine } from './listing.ts';
import { needSpace } from './root-image.ts';
import { type Entry, ofMode, type TreeReader } from './tree.ts';

/** What no check asks for, and much of it. */
const LEFT_OUT = ['./usr/share/locale', './usr/share/doc', './usr/share/man', './usr/share/licenses', './usr/share/info', './usr/share/fonts', './usr/share/icons', './usr/lib/locale', './usr/lib/firmware', './var/cache/*'];
/** More names are not read. */
const MOST_ENTRIES = 1_000_000;
/** Files up to this size, in bytes, are kept while there is room for them: reading them again means reading the whole archive again. */
const SMALL = 256 * 1024;
const MOST_KEPT = 64 * 1024 * 1024;

const KINDS: Readonly<Record<string, number>> = { file: 0o100000, 'contiguous-file': 0o100000, link: 0o100000, directory: 0o040000, symlink: 0o120000 };

type Node = Entry & { readonly target: string | undefined };
type Index = { readonly nodes: ReadonlyMap<string, Node>; readonly directories: ReadonlyMap<string, ReadonlyMap<string, Node>>; readonly kept: ReadonlyMap<string, Buffer> };

/**
 * Reads the xfs file system in `image`.
 *
 * @param archive where the tar archive is written, in the work directory.
 * @throws {JobFailure} when libguestfs is missing here or cannot open it.
 */
export async function xfsReader(context: JobContext, image: string, archive: string): Promise<TreeReader> {
  await needSpace(context.workDirectory, (await stat(image)).blocks * 512);
  await writeArchive(context, image, archive);
  const { nodes, directories, kept } = await index(archive);
  return {
    root: nodes.get('') ?? { kind: 'directory', mode: 0o755, uid: 0, gid: 0, size: 0, path: '', inode: 0 },
    children: (directory) => Promise.resolve(directories.get(directory.path)),
    target: (link) => Promise.resolve(nodes.get(link.path)?.target),
    async content(file, most) {
      if (file.size > most) return undefined;
      const before = kept.get(file.path);
      if (before !== undefined) return before;
      const whole = await withFile(archive, file.path, (stream) => buffer(stream));
      return whole?.length === file.size ? whole : undefined;
    },
    copy: async (file, to) => (await withFile(archive, file.path, async (stream) => {
      await pipeline(stream, createWriteStream(to, { flags: 'wx', mode: 0o644 }));
      return true;
    })) ?? false,
  };
}

async function writeArchive(context: JobContext, image: string, archive: string): Promise<void> {
  const args = ['--ro', '--format=raw', '-a', image, 'run', ':', 'mount-options', 'ro,norecovery,nouuid', '/dev/sda', '/', ':', 'tar-out', '/', archive, `excludes:${LEFT_OUT.join(' ')}`];
  context.log('Opening the xfs file system with libguestfs.');
  const { code, end, stderr } = await context.run('guestfish', args, { limit: 60 * 60_000, logged: 'nothing' });
  if (end === 'exited' && code === 0) return;
  throw new JobFailure(`libguestfs cannot open the xfs file system of this image: ${end === 'limit' ? 'it took longer than an hour' : lastLine(stderr)}`);
}

async function index(archive: string): Promise<Index> {
  const nodes = new Map<string, Node>();
  const directories = new Map<string, Map<string, Node>>([['', new Map()]]);
  const kept = new Map<string, Buffer>();
  let room = MOST_KEPT;
  for await (const { header, stream } of members(archive)) {
    const path = plain(header.name);
    // A hard link repeats a file that came before it.
    const first = header.type === 'link' ? nodes.get(plain(header.linkname ?? '')) : undefined;
    const size = first?.size ?? header.size ?? 0;
    const node: Node = { ...ofMode((KINDS[header.type ?? ''] ?? 0) | (header.mode ?? 0)), uid: header.uid ?? 0, gid: header.gid ?? 0, size, path: first?.path ?? path, inode: 0, target: header.type === 'symlink' ? header.linkname ?? '' : undefined };
    if (nodes.size >= MOST_ENTRIES) throw new JobFailure(`The file system of this image holds more than ${MOST_ENTRIES} names, and is not read further.`);
    nodes.set(path, node);
    if (node.kind === 'directory' && !directories.has(path)) directories.set(path, new Map());
    const slash = path.lastIndexOf('/');
    if (path !== '') directories.get(slash < 0 ? '' : path.slice(0, slash))?.set(path.slice(slash + 1), node);
    if (node.kind !== 'file' || first !== undefined || size > SMALL || size > room) continue;
    kept.set(path, await buffer(stream));
    room -= size;
  }
  return { nodes, directories, kept };
}

function plain(name: string): string {
  return name.split('/').filter((part) => part !== '' && part !== '.').join('/');
}

async function* members(archive: string): AsyncGenerator<{ readonly header: Headers; readonly stream: Readable }> {
  const extract = tar.extract();
  const fed = pipeline(createReadStream(archive, { highWaterMark: 1024 * 1024 }), extract).catch((error: unknown) => error);
  for await (const entry of extract) {
    yield { header: entry.header, stream: entry };
    entry.resume();
  }
  const problem = await fed;
  if (problem instanceof Error) throw problem;
}

async function withFile<T>(archive: string, path: string, use: (stream: Readable) => Promise<T>): Promise<T | undefined> {
  for await (const { header, stream } of members(archive)) {
    if (plain(header.name) !== path || header.type === 'symlink') continue;
    return use(stream);
  }
  return undefined;
}
