// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of the disk and their sizes, read from a draft that need not be valid: what is not a size yet counts as nothing.
import { describeDisk, Disk } from '#kickstart/profile/disk.ts';
import { volumesMadeByImgbased } from '#kickstart/profile/layout-rules.ts';
import { FIRMWARE_MIB, poolSize, REQPART_BOOT_MIB, type StorageLike, virtualSize } from '#kickstart/profile/storage-rules.ts';
import { type Survival, survivalOf, volumeSurvival } from '#kickstart/profile/survival.ts';
import { type Draft, valueAt } from '../draft/draft.ts';
import { nodeOfDraft } from '../survival/draft-node.ts';
import { WORDS } from './words.ts';

/** A part of a bar; `size` in MiB. `kind` gives its colour. */
export type Part = { readonly label: string; readonly size: number; /** What becomes of it at an upgrade; undefined for what holds no files of the node. */ readonly survival?: Survival; readonly kind: 'firmware' | 'boot' | 'swap' | 'reserve' | 'pool' | 'root' | 'volume' };

export type Picture = {
  readonly disk: string;
  readonly group: string;
  readonly pool: string;
  readonly parts: readonly Part[];
  readonly volumes: readonly Part[];
  /** MiB; undefined while the size of the disk is not known. */
  readonly poolSize: number | undefined;
  readonly promised: number;
  /** Paths that imgbased makes volumes of by itself. */
  readonly made: readonly string[];
};

const sizeOf = (value: unknown) => (typeof value === 'number' && value > 0 ? value : 0);
const nameOf = (value: unknown) => (typeof value === 'string' ? value : '');

function readStorage(document: Draft): StorageLike {
  const at = (path: string) => valueAt(document, `storage.${path}`);
  const volumes = at('volumes');
  const read = (value: unknown) => ({ mount: nameOf(valueAt(value, 'mount')), name: nameOf(valueAt(value, 'name')), size: sizeOf(valueAt(value, 'size')), fstype: 'xfs' as const });
  return {
    preset: 'custom',
    disk: { by: 'device', device: '' },
    diskSize: sizeOf(at('diskSize')) || undefined,
    boot: at('boot.method') === 'part' ? { method: 'part', size: sizeOf(at('boot.size')), fstype: 'ext4' } : { method: 'reqpart' },
    vg: nameOf(at('vg')),
    reserved: sizeOf(at('reserved')),
    pool: { name: nameOf(at('pool.name')), size: sizeOf(at('pool.size')) || undefined, metadata: sizeOf(at('pool.metadata')) || undefined },
    root: { name: nameOf(at('root.name')), size: sizeOf(at('root.size')), fstype: 'xfs' },
    volumes: Array.isArray(volumes) ? volumes.map(read) : [],
    swap: sizeOf(at('swap')),
  };
}

/** The picture of a draft's storage. */
export function pictureOf(document: Draft): Picture {
  const storage = readStorage(document);
  const disk = Disk.safeParse(valueAt(document, 'storage.disk'));
  const pool = poolSize(storage);
  const known = pool === undefined ? undefined : Math.max(0, pool);
  const boot = storage.boot.method === 'part' ? storage.boot.size : REQPART_BOOT_MIB;
  const node = nodeOfDraft(document);
  const outlives = (path: string) => (node.layout.init ? { survival: survivalOf(path, node) } : {});
  const volumeOutlives = (mount: string) => {
    const found = volumeSurvival(mount, node);
    return found === undefined ? {} : { survival: found.survival };
  };
  const parts: Part[] = [
    { label: WORDS.picture.firmware, size: FIRMWARE_MIB, kind: 'firmware' },
    { label: WORDS.picture.boot, size: boot, kind: 'boot', ...outlives('/boot') },
    { label: WORDS.picture.swap, size: storage.swap, kind: 'swap' },
    { label: storage.pool.name, size: known ?? virtualSize(storage), kind: 'pool' },
    { label: WORDS.picture.free, size: storage.reserved, kind: 'reserve' },
  ];
  return {
    disk: disk.success ? describeDisk(disk.data) : WORDS.disk.toLowerCase(),
    group: storage.vg,
    pool: storage.pool.name,
    parts: parts.filter((part) => part.size > 0),
    volumes: [
      { label: '/', size: storage.root.size, kind: 'root' as const, ...outlives('/') },
      ...storage.volumes.map((volume) => ({ label: volume.mount, size: volume.size, kind: 'volume' as const, ...volumeOutlives(volume.mount) })),
    ].filter((part) => part.size > 0),
    poolSize: known,
    promised: virtualSize(storage),
    made: volumesMadeByImgbased(node.storage, node.layout),
  };
}

/** A size for people: "512 MiB", "16 GiB". */
export function readable(mib: number): string {
  if (mib < 1024) return `${mib} MiB`;
  return mib < 1024 * 1024 ? `${Number((mib / 1024).toFixed(1))} GiB` : `${Number((mib / 1024 / 1024).toFixed(2))} TiB`;
}
