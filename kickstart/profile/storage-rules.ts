// SPDX-License-Identifier: GPL-2.0-or-later
// What makes a partitioning impossible or dangerous, whatever the layout step: duplicates, collisions, sizes that do not fit.
import type { Disk } from './disk.ts';

export type Problem = { readonly path: readonly (string | number)[]; readonly message: string };

type VolumeLike = { readonly mount: string; readonly name: string; readonly size: number; readonly fstype: 'xfs' | 'ext4' };
/** The part of the storage slice that the rules look at. */
export type StorageLike = {
  readonly preset: 'nist' | 'minimal' | 'custom';
  readonly disk: Disk;
  readonly diskSize?: number | undefined;
  readonly boot: { readonly method: 'reqpart' } | { readonly method: 'part'; readonly size: number; readonly fstype: 'xfs' | 'ext4' };
  readonly vg: string;
  readonly reserved: number;
  readonly pool: { readonly name: string; readonly size?: number | undefined; readonly metadata?: number | undefined };
  readonly root: { readonly name: string; readonly size: number; readonly fstype: 'xfs' | 'ext4' };
  readonly volumes: readonly VolumeLike[];
  readonly swap: number;
};

/** Name of the swap volume. */
export const SWAP_NAME = 'swap';
/** MiB that firmware partitions (EFI 600, BIOS boot, PReP) and alignment may take. Source: Anaconda's platform defaults. */
export const FIRMWARE_MIB = 610;
/** MiB of the /boot that `reqpart --add-boot` makes. */
export const REQPART_BOOT_MIB = 1024;
/** The smallest /boot of its own, in MiB: imgbased wants a file system of 10^9 bytes, and xfs takes up to 64 MiB for its log. */
export const MIN_BOOT_MIB = 1100;
/** The smallest file system that mkfs.xfs of current releases makes, in MiB. */
const MIN_XFS_MIB = 300;

/** Paths that cannot be volumes of their own: they belong to the layer or to the kernel. */
export const OF_THE_LAYER = /^\/(bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|usr)(\/|$)/;

/** MiB of the disk that must be there whatever the pool holds. */
export function fixedSize(storage: StorageLike): number {
  const boot = storage.boot.method === 'part' ? storage.boot.size : REQPART_BOOT_MIB;
  return FIRMWARE_MIB + boot + storage.swap + storage.reserved + 2 * (storage.pool.metadata ?? 0);
}

/** MiB that the thin pool has: its own size, or what the stated disk leaves; undefined when the disk's size is not known. */
export function poolSize(storage: StorageLike): number | undefined {
  if (storage.pool.size !== undefined) return storage.pool.size;
  return storage.diskSize === undefined ? undefined : storage.diskSize - fixedSize(storage);
}

/** Sum of the thin volumes' virtual sizes in MiB. */
export function virtualSize(storage: StorageLike): number {
  return storage.volumes.reduce((sum, volume) => sum + volume.size, storage.root.size);
}

/** MiB the pool needs at the least: the root volume and /var must be able to fill up. */
export function leastPoolSize(storage: StorageLike): number {
  return storage.root.size + (storage.volumes.find((volume) => volume.mount === '/var')?.size ?? 0);
}

function nameProblems(storage: StorageLike): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>([[storage.pool.name, 'the thin pool']]);
  if (storage.swap > 0) seen.set(SWAP_NAME, 'the swap volume');
  if (seen.has(storage.root.name)) problems.push({ path: ['root', 'name'], message: `"${storage.root.name}" is already the name of ${seen.get(storage.root.name)}; choose another.` });
  seen.set(storage.root.name, 'the root volume');
  storage.volumes.forEach((volume, index) => {
    const owner = seen.get(volume.name);
    if (owner !== undefined) problems.push({ path: ['volumes', index, 'name'], message: `"${volume.name}" is already the name of ${owner}; choose another.` });
    seen.set(volume.name, `the volume for ${volume.mount}`);
  });
  return problems;
}

function mountProblems(storage: StorageLike): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  storage.volumes.forEach((volume, index) => {
    const at = (key: string, message: string) => problems.push({ path: ['volumes', index, key], message });
    if (seen.has(volume.mount)) at('mount', `${volume.mount} is there twice; remove one of the two.`);
    seen.add(volume.mount);
    if (OF_THE_LAYER.test(volume.mount)) at('mount', `${volume.mount} belongs to the image (or to the kernel) and cannot be a volume of its own.`);
    if (volume.fstype === 'xfs' && volume.size < MIN_XFS_MIB) at('size', `xfs needs at least ${MIN_XFS_MIB} MiB; make the volume larger or choose ext4.`);
  });
  return problems;
}

function sizeProblems(storage: StorageLike): Problem[] {
  const problems: Problem[] = [];
  if (storage.boot.method === 'part' && storage.boot.size < MIN_BOOT_MIB) {
    problems.push({ path: ['boot', 'size'], message: `/boot needs at least ${MIN_BOOT_MIB} MiB: imgbased keeps a kernel for every layer there and refuses a file system below 10^9 bytes.` });
  }
  if (storage.root.fstype === 'xfs' && storage.root.size < MIN_XFS_MIB) problems.push({ path: ['root', 'size'], message: `xfs needs at least ${MIN_XFS_MIB} MiB.` });
  const pool = poolSize(storage);
  const least = leastPoolSize(storage);
  if (storage.pool.size !== undefined && storage.pool.size < least) {
    problems.push({ path: ['pool', 'size'], message: `The pool must hold the root volume and /var, ${least} MiB together; it has ${storage.pool.size} MiB.` });
  } else if (storage.diskSize !== undefined && pool !== undefined) {
    const needed = fixedSize(storage) + (storage.pool.size ?? least);
    if (storage.diskSize < needed) problems.push({ path: ['diskSize'], message: `The disk is too small: ${needed} MiB are needed (/boot, swap, reserve, and a pool for the root volume and /var), it has ${storage.diskSize} MiB. Make volumes smaller or take a larger disk.` });
  }
  return problems;
}

/** Everything wrong with the partitioning itself. */
export function storageRules(storage: StorageLike): Problem[] {
  return [...nameProblems(storage), ...mountProblems(storage), ...sizeProblems(storage)];
}
