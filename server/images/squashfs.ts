// SPDX-License-Identifier: GPL-2.0-or-later
// Tells a squashfs image from anything else by its first 96 bytes: images are never mounted or unpacked here.

/** The length of the superblock in bytes. Source: the kernel's fs/squashfs/squashfs_fs.h, struct squashfs_super_block (version 4.0, little-endian). */
export const SUPERBLOCK_BYTES = 96;

const COMPRESSIONS: Readonly<Record<number, string>> = { 1: 'gzip', 3: 'lzo', 4: 'xz', 5: 'lz4', 6: 'zstd' };

/**
 * Why a file is no image that the installer's kernel mounts; undefined when it may be one.
 *
 * @param head its first bytes, up to {@link SUPERBLOCK_BYTES}.
 * @param size of the whole file in bytes.
 */
export function squashfsProblem(head: Buffer, size: number): string | undefined {
  if (head.toString('latin1', 0, 4) !== 'hsqs') return 'This is no squashfs image: it does not begin with "hsqs". Give the file that livemedia-creator or mksquashfs wrote, not an ISO or an archive.';
  if (head.length < SUPERBLOCK_BYTES) return 'This squashfs image ends within its first 96 bytes. Copy it again.';
  const version = `${head.readUInt16LE(28)}.${head.readUInt16LE(30)}`;
  if (version !== '4.0') return `This squashfs image has the format ${version}; Linux mounts 4.0 only. Make it anew with a current mksquashfs.`;
  const block = head.readUInt32LE(12);
  if (block < 4096 || block > 1024 * 1024 || (block & (block - 1)) !== 0) return 'The header of this squashfs image is damaged: it names a block size that cannot be. Copy it again.';
  if (!Object.hasOwn(COMPRESSIONS, head.readUInt16LE(20))) return `This squashfs image is compressed in a way that the installer does not know. Use ${Object.values(COMPRESSIONS).join(', ')}.`;
  const used = head.readBigUInt64LE(40);
  if (used > BigInt(size)) return `This squashfs image is not whole: its header says ${used} bytes, and there are ${size}. Copy it again.`;
  return undefined;
}
