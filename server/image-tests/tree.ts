// SPDX-License-Identifier: GPL-2.0-or-later
// The files inside an image, found by their names: links are followed inside of the image only, and never for long.

/** What the image says of one name. */
export type Entry = {
  /** `other`: a device, a pipe or a socket. */
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes, as the image claims. */
  readonly size: number;
  /** Its path without any link in it; "" is the root. */
  readonly path: string;
  /** Number of its inode, where the reader has one. */
  readonly inode: number;
};

/** How one kind of file system is read; what stands here takes entries that it gave out itself, so no name from an image ever becomes part of a command. */
export type TreeReader = {
  readonly root: Entry;
  /** What stands in a directory, without "." and ".."; undefined when it cannot be read. */
  children(directory: Entry): Promise<ReadonlyMap<string, Entry> | undefined>;
  /** Where a link points; undefined when it cannot be read. */
  target(link: Entry): Promise<string | undefined>;
  /** The whole content of a file that is not larger than `most` bytes; undefined when it cannot be read. */
  content(file: Entry, most: number): Promise<Buffer | undefined>;
  /** Writes a file to an absolute path in the job's work directory; false when it cannot be read. */
  copy(file: Entry, to: string): Promise<boolean>;
};

/** The kernel gives up after 40 links too. */
const MOST_LINKS = 40;
/** Longer paths and deeper directories than Linux takes are not looked into. */
const MOST_PATH = 4096;

export type Found = { readonly outcome: 'found'; readonly entry: Entry } | { readonly outcome: 'missing' } | { readonly outcome: 'unreadable'; readonly reason: string };

/**
 * Finds a path as the installed system would: an absolute target begins at the image's root, and ".." ends there.
 *
 * @param followLast whether a link at the end is followed too.
 */
export async function find(reader: TreeReader, path: string, followLast: boolean): Promise<Found> {
  const trail: Entry[] = [reader.root];
  let left = split(path);
  let links = 0;
  for (let name = left.shift(); name !== undefined; name = left.shift()) {
    const here = trail.at(-1) ?? reader.root;
    if (name === '..') {
      if (trail.length > 1) trail.pop();
      continue;
    }
    if (here.kind !== 'directory') return { outcome: 'missing' };
    const children = await reader.children(here);
    if (children === undefined) return { outcome: 'unreadable', reason: `the directory /${shown(here.path)} cannot be read` };
    const entry = children.get(name);
    if (entry === undefined) return { outcome: 'missing' };
    if (entry.kind !== 'link' || (left.length === 0 && !followLast)) {
      trail.push(entry);
      continue;
    }
    links += 1;
    const target = await reader.target(entry);
    if (target === undefined || target.length > MOST_PATH) return { outcome: 'unreadable', reason: `the link /${shown(entry.path)} cannot be read` };
    if (links > MOST_LINKS) return { outcome: 'unreadable', reason: `the link /${shown(entry.path)} leads round in a circle` };
    if (target.startsWith('/')) trail.length = 1;
    left = [...split(target), ...left];
  }
  return { outcome: 'found', entry: trail.at(-1) ?? reader.root };
}

function split(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** A name from an image as text for people: short, on one line, without control characters or characters that turn text round. */
export function shown(name: string, most = 120): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu, '\u{fffd}');
  const characters = [...plain.slice(0, most * 2)];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : characters.join('');
}

/** The kind and the permissions in a mode as Unix has it. */
export function ofMode(mode: number): Pick<Entry, 'kind' | 'mode'> {
  const kinds: Readonly<Record<number, Entry['kind']>> = { 0o100000: 'file', 0o040000: 'directory', 0o120000: 'link' };
  return { kind: kinds[mode & 0o170000] ?? 'other', mode: mode & 0o7777 };
}
