// SPDX-License-Identifier: GPL-2.0-or-later
// How much of a root file system is free, by its superblock: known before anything is started on it.

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileSystem } from '#kickstart/recipe/plan.ts';

/**
 * Free bytes of an ext2 to 4 or xfs file system in a file; the superblock may lie, and then the customization runs out of space inside of the appliance.
 *
 * Source: the kernel's Documentation/filesystems/ext4 (struct ext4_super_block) and fs/xfs/libxfs/xfs_format.h (struct xfs_dsb).
 */
export async function freeOfRoot(path: string, fileSystem: FileSystem): Promise<number> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const head = Buffer.alloc(2048);
    await file.read(head, 0, head.length, 0);
    if (fileSystem === 'xfs') return head.readUInt32BE(4) * Number(head.readBigUInt64BE(144));
    const block = 1024 * 2 ** Math.min(head.readUInt32LE(1024 + 0x18), 6);
    const has64Bit = (head.readUInt32LE(1024 + 0x60) & 0x80) !== 0;
    return block * (head.readUInt32LE(1024 + 0x0c) + (has64Bit ? head.readUInt32LE(1024 + 0x158) * 2 ** 32 : 0));
  } finally {
    await file.close();
  }
}
