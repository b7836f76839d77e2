// SPDX-License-Identifier: GPL-2.0-or-later
// Images and channels as plain files, laid out as their addresses are: for any web server, object store or mirror that machines ask instead of this one.

import { constants } from 'node:fs';
import { chmod, copyFile, link, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { channelManifest } from '../channels/manifest.ts';
import { isAsHashed } from '../files/as-hashed.ts';
import type { Site } from '../installations/installability.ts';
import type { Database } from '../store/tables.ts';
import { findImage, type StoredImage } from './image-store.ts';

/** An image that a mirror has. */
export type Mirrored = { readonly sha256: string; readonly name: string; /** In bytes. */ readonly size: number; readonly hashedAt: number };

/** What a mirror needs: every image that is, or was, the image of a channel, as long as it is there and whole. */
export async function publishedImages(database: Database): Promise<Mirrored[]> {
  const rows = await database
    .selectFrom('images')
    .select(['sha256', 'name', 'size', 'hashed_at'])
    .where('state', '!=', 'quarantined')
    .where((where) => where.or([
      where.exists(where.selectFrom('channels').select('channels.id').whereRef('channels.sha256', '=', 'images.sha256')),
      where.exists(where.selectFrom('channel_moves').select('channel_moves.number').whereRef('channel_moves.sha256', '=', 'images.sha256')),
    ]))
    .orderBy('sha256')
    .execute();
  return rows.map(({ hashed_at: hashedAt, ...row }) => ({ ...row, hashedAt }));
}

/** Name and text of each channel's manifest. */
async function manifests(database: Database, site: Pick<Site, 'imagesUrl'>): Promise<[file: string, text: string][]> {
  const rows = await database
    .selectFrom('channels')
    .innerJoin('images', 'images.sha256', 'channels.sha256')
    .select(['channels.id', 'channels.title', 'channels.target', 'channels.updated_at', 'images.sha256', 'images.name', 'images.nvr', 'images.size', 'images.signature'])
    .select((row) => row.selectFrom('channel_moves').select(({ fn }) => fn.max('at').as('at')).whereRef('channel_moves.channel_id', '=', 'channels.id').whereRef('channel_moves.sha256', '=', 'channels.sha256').as('published_at'))
    .where('images.state', '!=', 'quarantined')
    .orderBy('channels.id')
    .execute();
  return rows.map(({ published_at, updated_at, ...row }) => [`${row.id}.json`, `${JSON.stringify(channelManifest({ ...row, publishedAt: published_at ?? updated_at }, site), null, 2)}\n`]);
}

export type Exported = { /** Put there now. */ readonly added: number; /** There already. */ readonly present: number; readonly removed: number; readonly channels: number; /** Names of those whose file is not what it was when it was hashed. */ readonly damaged: readonly string[] };

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Makes `directory` what a mirror serves: `<sha256>/<name>`, `channels/<id>.json` and SHA256SUMS. Images are linked where the file system allows it, and
 * copied elsewhere; what is there already stays.
 *
 * @param isPruned takes away images that were deleted. What is damaged, and channels that are gone, go in any case.
 */
export async function exportMirror(database: Database, site: Site, directory: string, isPruned: boolean): Promise<Exported> {
  const count = { added: 0, present: 0, removed: 0 };
  const damaged: string[] = [];
  // A link in a mirror is the damaged file itself.
  const bad = new Set((await database.selectFrom('images').select('sha256').where('state', '=', 'quarantined').execute()).map(({ sha256 }) => sha256));
  const whole: Mirrored[] = [];
  await makeOpen(directory);
  for (const image of await publishedImages(database)) {
    const stored = findImage(site.dataDirectory, image.sha256);
    if (stored === undefined || !isAsHashed({ size: stored.size, modifiedAt: stored.addedAt }, image)) {
      damaged.push(image.name);
      bad.add(image.sha256);
      continue;
    }
    count[await place(stored, image, join(directory, image.sha256))] += 1;
    whole.push(image);
  }
  count.removed = await removeOthers(directory, (name) => SHA256.test(name) && (isPruned || bad.has(name)), new Set(whole.map(({ sha256 }) => sha256)));
  const channels = await manifests(database, site);
  await makeOpen(join(directory, 'channels'));
  for (const [name, text] of channels) await writeOpen(join(directory, 'channels', name), text);
  await removeOthers(join(directory, 'channels'), (name) => name.endsWith('.json'), new Set(channels.map(([name]) => name)));
  await writeOpen(join(directory, 'SHA256SUMS'), whole.map(({ sha256, name }) => `${sha256}  ${sha256}/${name}\n`).join(''));
  return { ...count, channels: channels.length, damaged };
}

async function place({ path }: StoredImage, { name, size }: Mirrored, directory: string): Promise<'added' | 'present'> {
  const target = join(directory, name);
  if ((await stat(target).catch(() => undefined))?.size === size) return 'present';
  await makeOpen(directory);
  const incoming = join(directory, '.incoming');
  await rm(incoming, { force: true });
  try {
    // The stored file may be read by everybody who gets to it, and written to by nobody: so is its second name.
    await chmod(path, 0o444);
    await link(path, incoming);
  } catch {
    // Another file system, or one without links.
    await copyFile(path, incoming, constants.COPYFILE_FICLONE);
    await chmod(incoming, 0o444);
  }
  await rename(incoming, target);
  return 'added';
}

async function removeOthers(directory: string, isOurs: (name: string) => boolean, wanted: ReadonlySet<string>): Promise<number> {
  const gone = (await readdir(directory)).filter((name) => isOurs(name) && !wanted.has(name));
  for (const name of gone) await rm(join(directory, name), { recursive: true });
  return gone.length;
}

/** Whatever this process keeps to itself elsewhere: a web server is to read this. */
async function makeOpen(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o755);
}

/** At once, so that nobody fetches half of it. */
async function writeOpen(path: string, text: string): Promise<void> {
  const incoming = `${path}.new`;
  await writeFile(incoming, text);
  await chmod(incoming, 0o644);
  await rename(incoming, path);
}
