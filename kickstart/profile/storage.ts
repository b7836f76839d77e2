// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `storage`: the disk, one volume group with a thin pool, and the volumes in it.
import { z } from 'zod';
import { Disk } from './disk.ts';
import { LvmName, MASK, MiB, MountPoint, Text } from './names.ts';
import { storageRules } from './storage-rules.ts';

export const FileSystem = z.enum(['xfs', 'ext4'], 'Choose xfs or ext4: imgbased can copy no other file system.');

/** The default name of a volume: imgbased's own spelling, so that its check finds the path already made. */
export function volumeName(mount: string): string {
  return mount.slice(1).replaceAll('-', '--').replaceAll('/', '_');
}

export const Volume = z.strictObject({ mount: MountPoint, name: LvmName, size: MiB, fstype: FileSystem.default('xfs') });
export type Volume = z.infer<typeof Volume>;

/** Sizes in MiB of the volumes that imgbased wants; it makes the missing ones itself. Source: imgbased's constants.py. */
export const nistSizes = {
  '/var': 5120, '/var/crash': 10_240, '/var/log': 8192, '/var/log/audit': 2048, '/var/tmp': 10_240, '/home': 1024, '/tmp': 1024,
} as const;

const nist: Volume[] = Object.entries(nistSizes).map(([mount, size]) => ({ mount, name: volumeName(mount), size, fstype: 'xfs' }));
/** The ready-made volume lists: all that imgbased wants, or the least it accepts (with node_storage=minimal). */
export const presetVolumes: Readonly<Record<'nist' | 'minimal', readonly Volume[]>> = {
  nist,
  minimal: [{ mount: '/var', name: 'var', size: 8192, fstype: 'xfs' }],
};

/** The ready-made list that `volumes` are, or `custom`. */
export function presetOf(volumes: readonly Volume[]): 'nist' | 'minimal' | 'custom' {
  const same = (other: readonly Volume[]) => other.length === volumes.length
    && other.every(({ mount, name, size, fstype }, index) => mount === volumes[index]?.mount && name === volumes[index].name && size === volumes[index].size && fstype === volumes[index].fstype);
  return same(presetVolumes.nist) ? 'nist' : same(presetVolumes.minimal) ? 'minimal' : 'custom';
}

export const Storage = z.strictObject({
  preset: z.enum(['nist', 'minimal', 'custom']).default('nist'),
  disk: Disk,
  /** Size of that disk in MiB, if known: used to check that everything fits. */
  diskSize: MiB.optional(),
  /** Clear damaged or foreign partition tables without asking. */
  zerombr: z.boolean().default(true),
  /** `reqpart` makes the 1 GiB /boot itself; `part` gives it a size and file system. */
  boot: z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('reqpart') }),
    z.strictObject({ method: z.literal('part'), size: MiB, fstype: FileSystem.default('ext4') }),
  ]).default({ method: 'reqpart' }),
  vg: LvmName.default('HostVG'),
  /** MiB of the volume group left free, for the growth of the pool's metadata. */
  reserved: z.int().min(0, 'Write 0 or more MiB.').max(999_999_999).default(4096),
  /** The thin pool; without a size it takes what is left. `metadata` in MiB. */
  pool: z.strictObject({ name: LvmName.default('HostPool'), size: MiB.optional(), metadata: MiB.max(16_192, 'LVM allows at most 15.8 GiB of pool metadata.').optional() }).default({ name: 'HostPool' }),
  root: z.strictObject({ name: LvmName.default('root'), size: MiB.default(16_384), fstype: FileSystem.default('xfs') }).default({ name: 'root', size: 16_384, fstype: 'xfs' }),
  volumes: z.array(Volume).max(64, 'At most 64 volumes.').default(nist),
  /** Swap in MiB, as an ordinary volume beside the pool; 0 for none. */
  swap: z.int('Write a whole number of MiB.').min(0, 'Write 0 for no swap.').max(999_999_999).default(4096),
  /** LUKS2 encryption of the physical volume. */
  luks: z.strictObject({ passphrase: Text.min(8, 'Use a passphrase of at least 8 characters.').max(512, 'Use at most 512 characters.').refine((text) => text === MASK || /^[\x20-\x7e]+$/.test(text), 'Use characters that every keyboard layout at the console has: ASCII letters, digits and signs.') }).optional(),
}).superRefine((storage, context) => {
  for (const problem of storageRules(storage)) context.addIssue({ code: 'custom', path: [...problem.path], message: problem.message });
});
export type Storage = z.infer<typeof Storage>;
