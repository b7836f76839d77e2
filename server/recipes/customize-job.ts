// SPDX-License-Identifier: GPL-2.0-or-later
// The job "customize": takes the root file system out of the parent, lets guestfish put the recipe into it, packs it again, and catalogues what came out.

import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { guestfishScript } from '#kickstart/recipe/guestfish.ts';
import { planRecipe, type FileSystem, type Plan } from '#kickstart/recipe/plan.ts';
import { findCatalogued, registerImage } from '../images/catalogue.ts';
import { addImage } from '../images/image-store.ts';
import { lastLine, listSquashfs } from '../image-tests/listing.ts';
import { chooseRoot, extractRoot, inGiB, rootFileSystem } from '../image-tests/root-image.ts';
import { JobFailure, type JobContext, type JobHandler } from '../jobs/job.ts';
import { freeBytes } from '../jobs/work-directory.ts';
import { writeAssets } from './assets.ts';
import { runGuestfish } from './guestfish-run.ts';
import { freeOfRoot } from './root-space.ts';
import { rpmsOf } from './rpm-files.ts';
import { CustomizeInput, imageNvrs } from './run-recipe.ts';

const HOUR_MS = 60 * 60_000;
const MIB = 1024 * 1024;
/** Left free beside what the job writes, in bytes. */
const MARGIN = 1024 * MIB;
/** How far the parts of the work are, of the whole. */
const UNPACKED = 0.1;
const CUSTOMIZED = 0.6;
const PACKED = 0.95;

/** Makes an image out of its parent and a recipe. Nothing is catalogued unless every step went well. */
export const customizeImage: JobHandler = async (context, given) => {
  const input = CustomizeInput.parse(given);
  const { recipe, parent, nvr, actor } = input;
  const plan = await planOf(context, input);
  context.progress('Unpacking the image', 0);
  const squashfs = await context.imageFile(parent);
  const packing = await packingOf(context, squashfs);
  const { rootImage, member, fileSystem } = await unpack(context, squashfs, plan);
  await writeAssets(context, plan);
  await runGuestfish(context, guestfishScript(plan, fileSystem), plan, { from: UNPACKED, to: CUSTOMIZED });
  const packed = await pack(context, rootImage, member, packing);
  context.progress('Putting the image into the catalogue', PACKED);
  const added = await addImage(context.dataDirectory, packed);
  if (added.outcome === 'refused') throw new JobFailure(`The image that came out is not whole: ${added.message}`);
  if (added.outcome === 'full') throw new JobFailure(`There is no room for the new image: it needs ${Math.ceil(added.needed / MIB)} MiB, and ${Math.floor(added.free / MIB)} MiB are free. Free some space, then run this again.`);
  const { sha256, size } = added;
  await registerImage(context.store, { sha256, name: `${nvr}.squashfs`, size, origin: 'customization', source: recipe.id, parent, madeFrom: { recipe, parent, nvr }, actor });
  context.log(`${nvr} is in the catalogue with the checksum ${sha256}, and waits for its test.`);
  return { sha256, nvr };
};

async function planOf(context: JobContext, { recipe, nvr, parent }: CustomizeInput): Promise<Plan> {
  if ((await imageNvrs(context.store.database)).includes(nvr)) throw new JobFailure(`An image is called ${nvr} already. Run the recipe from its page instead: it gives the next free name.`);
  const image = await findCatalogued(context.store.database, parent);
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  if (image?.arch !== undefined && image.arch !== null && image.arch !== machine) {
    throw new JobFailure(`The image is for ${image.arch}, and this server is ${machine}: the programs of the image cannot run here. Download the recipe's script, and run it on a machine with ${image.arch}.`);
  }
  const { rpms, missing } = await rpmsOf(context.store.database, context.dataDirectory, recipe);
  if (missing.length > 0) throw new JobFailure(`The rpm file ${String(missing[0]).slice(0, 12)}… of the recipe is not here any more. Upload it again, then run this again.`);
  return planRecipe(recipe, rpms, nvr);
}

/** How the parent is packed: the new one is packed likewise. */
type Packing = { readonly compression: string; readonly block: string; readonly size: number };

async function packingOf(context: JobContext, squashfs: string): Promise<Packing> {
  const { code, stdout, stderr } = await context.run('unsquashfs', ['-s', squashfs], { limit: 60_000, logged: 'nothing' });
  const text = stdout.toString('latin1');
  const compression = /^Compression (gzip|lzo|xz|lz4|zstd)$/m.exec(text)?.[1];
  const block = /^Block size ([0-9]+)$/m.exec(text)?.[1];
  if (code !== 0 || compression === undefined || block === undefined) throw new JobFailure(`The parent cannot be read as a squashfs image. unsquashfs says: ${lastLine(stderr)}`);
  return { compression, block, size: (await lstat(squashfs)).size };
}

type Unpacked = { readonly rootImage: string; /** Its path in the squashfs. */ readonly member: string; readonly fileSystem: FileSystem };

async function unpack(context: JobContext, squashfs: string, plan: Plan): Promise<Unpacked> {
  const listing = await listSquashfs(context, squashfs);
  if (listing.outcome === 'unreadable') throw new JobFailure(`The parent cannot be opened: ${listing.reason}`);
  const root = chooseRoot(listing);
  if (root.outcome === 'wrong') throw new JobFailure(`The parent has no root file system: ${root.evidence}`);
  if (root.outcome === 'plain') {
    throw new JobFailure('The parent is a squashfs without a LiveOS/rootfs.img in it: its files could be unpacked by root only, and nothing of an image runs as root here. Build it with an ext4 or xfs root image in it, as livemedia-creator --make-pxe-live does.');
  }
  if (root.doubt !== undefined) throw new JobFailure(`The parent has more than one root file system, and which one is installed depends on the installer. ${root.doubt} Leave one of them in it.`);
  await needRoom(context, root.member.size + plan.room + (await lstat(squashfs)).size);
  const extracted = await extractRoot(context, squashfs, root.member);
  if (extracted.outcome === 'failed') throw new JobFailure(`The root file system cannot be taken out of the parent: ${extracted.reason}`);
  const rootImage = join(context.workDirectory, 'rootfs.img');
  await rename(extracted.path, rootImage);
  const fileSystem = await rootFileSystem(rootImage);
  if (fileSystem === undefined) throw new JobFailure('The root file system of the parent is neither ext4 nor xfs, so it cannot be customized.');
  await grow(context, rootImage, fileSystem, plan.room);
  return { rootImage, member: root.member.path, fileSystem };
}

async function needRoom(context: JobContext, bytes: number): Promise<void> {
  const { workDirectory } = context;
  const free = await freeBytes(workDirectory);
  context.log(`It may take ${inGiB(bytes)} GiB for a while; ${inGiB(free)} GiB are free in ${workDirectory}.`);
  if (free < bytes + MARGIN) throw new JobFailure(`Customizing this image may take ${inGiB(bytes + MARGIN)} GiB for a while, and ${inGiB(free)} GiB are free in ${workDirectory}. Free some space, or set BASEWRIGHT_WORK to a directory on a larger disk, then run this again.`);
}

/** Makes the file larger, by a hole that takes no space, where the file system has too little room for the recipe. */
async function grow(context: JobContext, rootImage: string, fileSystem: FileSystem, room: number): Promise<void> {
  const missing = room - await freeOfRoot(rootImage, fileSystem);
  if (missing <= 0) return;
  const file = await open(rootImage, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const size = Math.ceil(((await file.stat()).size + missing) / MIB) * MIB;
    await file.truncate(size);
    context.log(`The root file system is grown to ${Math.ceil(size / MIB)} MiB, so that the recipe has room.`);
  } finally {
    await file.close();
  }
}

async function pack(context: JobContext, rootImage: string, member: string, { compression, block }: Packing): Promise<string> {
  context.progress('Packing the image', CUSTOMIZED);
  const tree = join(context.workDirectory, 'tree');
  const directory = join(tree, 'LiveOS');
  for (const path of [tree, directory]) {
    await mkdir(path);
    // Whatever the umask of the server: mksquashfs passes over what it cannot read.
    await chmod(path, 0o755);
  }
  const { size } = await lstat(rootImage);
  await rename(rootImage, join(directory, basename(member)));
  const packed = join(context.workDirectory, 'packed.squashfs');
  let shown = 0;
  const onLine = (line: string) => {
    const percent = Number(/ ([0-9]{1,3})%$/.exec(line)?.[1] ?? 0);
    if (percent <= shown) return;
    shown = percent;
    context.progress('Packing the image', CUSTOMIZED + (PACKED - CUSTOMIZED) * Math.min(percent, 100) / 100);
  };
  const { code, end, stderr } = await context.run('mksquashfs', [tree, packed, '-comp', compression, '-b', block, '-all-root', '-no-xattrs', '-noappend', '-exit-on-error'], { limit: 6 * HOUR_MS, logged: 'nothing', onLine });
  if (code !== 0) throw new JobFailure(end === 'limit' ? 'Packing the image took longer than six hours.' : `The image cannot be packed. mksquashfs says: ${lastLine(stderr)}`);
  if (!(await lstat(packed)).isFile()) throw new JobFailure('mksquashfs left something else than a file.');
  const listing = await listSquashfs(context, packed);
  const inside = listing.outcome === 'listed' ? listing.entries.get(member) : undefined;
  if (inside?.size !== size) throw new JobFailure('mksquashfs packed something else than the whole root file system. Run this again; when it happens again, look at the disk of the work directory.');
  return packed;
}
