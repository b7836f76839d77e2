// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: bytes that begin as a squashfs image does.

import { SUPERBLOCK_BYTES } from './squashfs.ts';

export type Superblock = { magic?: string; block?: number; compression?: number; major?: number; minor?: number; used?: bigint };

/** An image of `size` bytes; what follows its header is filler. */
export function squashfsBytes(size: number, { magic = 'hsqs', block = 131_072, compression = 4, major = 4, minor = 0, used = BigInt(size) }: Superblock = {}, fill = 0x5a): Buffer {
  const bytes = Buffer.alloc(Math.max(size, SUPERBLOCK_BYTES), fill);
  bytes.write(magic, 0, 'latin1');
  bytes.writeUInt32LE(block, 12);
  bytes.writeUInt16LE(compression, 20);
  bytes.writeUInt16LE(major, 28);
  bytes.writeUInt16LE(minor, 30);
  bytes.writeBigUInt64LE(used, 40);
  return bytes.subarray(0, size);
}
