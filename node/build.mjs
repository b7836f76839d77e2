// SPDX-License-Identifier: GPL-2.0-or-later
// Packs the node's tools into one file that any Python 3 runs: a zip of the sources. Same sources, same bytes; a server that builds it needs no Python.
import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const PACKAGE = join(HERE, 'basewright_node');
const ARCHIVE = join(HERE, 'dist', 'basewright-node.pyz');
/** The first day that a zip can say, 1980-01-01, and a plain file that everybody may read. */
const DATE = (1 << 5) | 1;
const MODE = 0o100644 * 65536;
const UNIX = 3 << 8;
const VERSION = 20;

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32; Node's own is newer than the oldest Node that starts this. */
function crc32(data) {
  let value = 0xffffffff;
  for (const byte of data) value = (value >>> 8) ^ TABLE[(value ^ byte) & 255];
  return (value ^ 0xffffffff) >>> 0;
}

/** Numbers as [value, bytes], little end first, and what follows them. */
function record(fields, ...rest) {
  const head = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) at = head.writeUIntLE(value, at, bytes);
  return Buffer.concat([head, ...rest]);
}

/** A zip of [name, content] pairs, stored without compression: compressed bytes would differ between versions of zlib. */
export function zip(files) {
  const parts = [];
  const list = [];
  let offset = 0;
  for (const [name, content] of files) {
    const title = Buffer.from(name);
    const shared = [[VERSION, 2], [0, 2], [0, 2], [0, 2], [DATE, 2], [crc32(content), 4], [content.length, 4], [content.length, 4], [title.length, 2], [0, 2]];
    const part = record([[0x04034b50, 4], ...shared], title, content);
    list.push(record([[0x02014b50, 4], [UNIX | VERSION, 2], ...shared, [0, 2], [0, 2], [0, 2], [MODE, 4], [offset, 4]], title));
    parts.push(part);
    offset += part.length;
  }
  const size = list.reduce((sum, entry) => sum + entry.length, 0);
  return Buffer.concat([...parts, ...list, record([[0x06054b50, 4], [0, 2], [0, 2], [files.length, 2], [files.length, 2], [size, 4], [offset, 4], [0, 2]])]);
}

/** Names and contents of the archive, in order. Python begins with `__main__.py`. */
function sources() {
  const names = readdirSync(PACKAGE, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.py'))
    .map((entry) => relative(HERE, join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
  return [['__main__.py', readFileSync(join(PACKAGE, '__main__.py'))], ...names.map((name) => [name, readFileSync(join(HERE, name))])];
}

/** Builds it. A reader sees the old or the new one, whole. @returns its path */
export function buildNode(archive = ARCHIVE) {
  mkdirSync(dirname(archive), { recursive: true });
  const fresh = `${archive}.new-${process.pid}`;
  writeFileSync(fresh, zip(sources()));
  chmodSync(fresh, 0o644);
  renameSync(fresh, archive);
  return archive;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(relative(process.cwd(), buildNode()));
