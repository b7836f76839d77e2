// SPDX-License-Identifier: GPL-2.0-or-later
// What `imgbase layout --init` needs of the partitioning and the image name; each rule is one of its failures, found before a disk is touched.
import type { Image } from './image.ts';
import type { Layout } from './layout.ts';
import { nistSizes, volumeName, type Storage, type Volume } from './storage.ts';
import { poolSize, type Problem } from './storage-rules.ts';

/** MiB of pool metadata that imgbased grows to. Source: imgbased's lvm.py. */
const METADATA_MIB = 1024;
/** MiB the volume group must keep free for that growth and lvm's spare copy. */
export const MIN_RESERVED_MIB = 2048;

type Sliced = { readonly image: Image; readonly storage: Storage; readonly layout: Layout };

/** The volumes imgbased would make by itself, because the profile does not define them. */
export function volumesMadeByImgbased(storage: { readonly volumes: readonly Pick<Volume, 'mount'>[] }, layout: Pick<Layout, 'init' | 'nodeStorage'>): string[] {
  if (!layout.init || layout.nodeStorage === 'minimal') return [];
  const defined = new Set(storage.volumes.map((volume) => volume.mount));
  return Object.keys(nistSizes).filter((mount) => !defined.has(mount));
}

/** Folders of the package managers: imgbased removes them from /var and puts links into the layer there. Source: relocate_update_manager in osupdater.py. */
export const RELOCATED = /^\/var\/lib\/(dnf|yum)(\/|$)/;

/** Volumes at which the layout step stops, with the reason. They keep a host from being armed; the profile itself may be stored, as before this was known. */
export function relocatedVolumes({ storage, layout }: Pick<Sliced, 'storage' | 'layout'>): { readonly field: string; readonly message: string }[] {
  if (!layout.init) return [];
  return storage.volumes.flatMap(({ mount }, index) => (RELOCATED.test(mount) ? [{ field: `storage.volumes.${index}.mount`, message: `imgbased removes ${mount} to put a link into the layer there, and stops at a mount point. Remove this volume.` }] : []));
}

function nameProblems(storage: Storage, nvr: string | undefined): Problem[] {
  const problems: Problem[] = [];
  const owner = new Map(Object.keys(nistSizes).filter((mount) => mount !== '/var').map((mount) => [volumeName(mount), mount]));
  const check = (name: string, mount: string, path: (string | number)[]) => {
    const wanted = owner.get(name);
    if (wanted !== undefined && wanted !== mount) problems.push({ path: ['storage', ...path], message: `imgbased uses the volume name "${name}" for ${wanted}; choose another name here.` });
    if (nvr !== undefined && (name === nvr || name === `${nvr}+1`)) problems.push({ path: ['storage', ...path], message: `imgbased will call the base "${nvr}" and the layer "${nvr}+1"; choose another volume name.` });
  };
  check(storage.root.name, '/', ['root', 'name']);
  check(storage.pool.name, '', ['pool', 'name']);
  storage.volumes.forEach((volume, index) => check(volume.name, volume.mount, ['volumes', index, 'name']));
  return problems;
}

function headroomProblems(storage: Storage): Problem[] {
  const problems: Problem[] = [];
  const metadata = storage.pool.metadata ?? 0;
  if (metadata < METADATA_MIB && storage.reserved < MIN_RESERVED_MIB) {
    problems.push({ path: ['storage', 'reserved'], message: `Leave at least ${MIN_RESERVED_MIB} MiB of the volume group free: imgbased grows the pool's metadata to ${METADATA_MIB} MiB, and LVM its spare copy with it. (Or give the pool ${METADATA_MIB} MiB of metadata at once.)` });
  }
  const pool = poolSize(storage);
  const least = 2 * storage.root.size;
  if (pool !== undefined && pool > 0 && pool < storage.root.size * 1.5) {
    problems.push({ path: ['storage', storage.pool.size === undefined ? 'diskSize' : 'pool', ...(storage.pool.size === undefined ? [] : ['size'])], message: `The pool has ${pool} MiB; a base and a layer of a ${storage.root.size} MiB root volume want about ${least} MiB. Make the root volume smaller or the pool larger.` });
  }
  return problems;
}

/** Everything in a profile that would make the layout step fail. Empty when the profile does not ask for the layout. */
export function layoutRules({ image, storage, layout }: Sliced): Problem[] {
  if (!layout.init) return [];
  const problems = [...nameProblems(storage, image.nvr), ...headroomProblems(storage)];
  if (!storage.volumes.some((volume) => volume.mount === '/var')) {
    problems.push({ path: ['storage', 'volumes'], message: 'Add a volume for /var: the layout step stops without it ("SeparateVarPartition").' });
  }
  if (image.nvr !== undefined && !/node|rhvh/.test(image.nvr)) {
    problems.push({ path: ['image', 'nvr'], message: 'The image name must hold "node" (or "rhvh"): imgbased removes every boot entry whose title has neither, its own included, and the machine would not start.' });
  }
  return problems;
}
