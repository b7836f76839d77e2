// SPDX-License-Identifier: GPL-2.0-or-later
// Uploaded rpm files: packages/<sha256>.rpm in the data directory, and what their headers say.

import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { Package } from '#kickstart/catalogue/package.ts';
import type { RecipeRpm } from '#kickstart/recipe/plan.ts';
import type { Recipe } from '#kickstart/recipe/recipe.ts';
import { diskSpace } from '../images/image-store.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { readRpmHeader } from './rpm-header.ts';

/** Larger packages belong into an image definition. In bytes. */
export const RPM_BYTES = 2 * 1024 ** 3;
/** Left free for the database. In bytes. */
const MARGIN = 512 * 1024 * 1024;
/** Nothing comes for longer; in milliseconds. */
const ABANDONED_MS = 24 * 3_600_000;
const INCOMING = '.incoming-';

const Body = z.object({ package: Package, installedSize: z.number(), summary: z.string() });

/** `addedAt` in milliseconds since 1970, sizes in bytes. */
export type RpmFile = {
  readonly sha256: string;
  readonly name: string;
  readonly size: number;
  readonly package: Package;
  readonly installedSize: number;
  readonly summary: string;
  readonly addedAt: number;
  readonly addedBy: string | null;
};

export function rpmDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'packages');
}

export function rpmPath(dataDirectory: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('this is no sha256');
  return join(rpmDirectory(dataDirectory), `${sha256}.rpm`);
}

export type AddRpm = { readonly outcome: 'added' | 'present'; readonly rpm: RpmFile } | { readonly outcome: 'refused'; readonly message: string } | { readonly outcome: 'full' | 'too-large'; readonly message: string };

/**
 * Takes an rpm file in: hashed while it is written, its header read by rpm without rights, on the disk before it has its name.
 *
 * @param name of the file as it came; only its last part counts.
 * @throws what reading and writing throw; nothing is left behind then.
 */
export async function addRpm(store: Store, dataDirectory: string, { name, stream, actor }: { readonly name: string; readonly stream: AsyncIterable<Uint8Array>; readonly actor: string | null }): Promise<AddRpm> {
  const directory = rpmDirectory(dataDirectory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  await removeAbandoned(directory);
  const incoming = join(directory, `${INCOMING}${randomBytes(9).toString('base64url')}`);
  try {
    const written = await write(stream, incoming, directory);
    if ('outcome' in written) return written;
    const header = await readRpmHeader(incoming, dataDirectory);
    if (header.outcome === 'refused') return header;
    const { outcome: _, ...body } = header;
    const row = { sha256: written.sha256, name: fileName(name, body.package), size: written.size, body: JSON.stringify(body), added_at: store.now(), added_by: actor };
    const known = await findRpm(store.database, row.sha256);
    await rename(incoming, rpmPath(dataDirectory, row.sha256));
    await syncDirectory(directory);
    if (known !== undefined) return { outcome: 'present', rpm: known };
    await store.database.insertInto('rpm_files').values(row).onConflict((conflict) => conflict.column('sha256').doNothing()).execute();
    return { outcome: 'added', rpm: rpmFile(row) };
  } finally {
    await rm(incoming, { force: true });
  }
}

type Written = { readonly sha256: string; readonly size: number };

async function write(stream: AsyncIterable<Uint8Array>, path: string, directory: string): Promise<Written | Extract<AddRpm, { message: string }>> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  try {
    let size = 0;
    let checked = 0;
    for await (const bytes of stream) {
      if (size === 0 && !isRpm(bytes)) return { outcome: 'refused', message: 'This is no rpm file: it does not begin as one. Choose a binary package, NAME-VERSION-RELEASE.ARCH.rpm.' };
      size += bytes.byteLength;
      if (size > RPM_BYTES) return { outcome: 'too-large', message: 'An rpm file may have at most 2 GiB here. Put it into a repository, and name that in the recipe.' };
      const isTime = checked === 0 || size - checked > 64 * 1024 * 1024;
      if (isTime && (await diskSpace(directory)).free < MARGIN) return { outcome: 'full', message: `There are less than ${MARGIN / 1024 ** 2} MiB free in ${directory}. Free some space, then try again.` };
      if (isTime) checked = size;
      hash.update(bytes);
      for (let done = 0; done < bytes.byteLength;) done += (await file.write(bytes, done)).bytesWritten;
    }
    if (size === 0) return { outcome: 'refused', message: 'The file is empty.' };
    await file.sync();
    return { sha256: hash.digest('hex'), size };
  } finally {
    await file.close();
  }
}

/** Source: rpm's lead, magic ed ab ee db; a first part of fewer bytes is judged by rpm itself. */
function isRpm(bytes: Uint8Array): boolean {
  return bytes.byteLength < 4 || (bytes[0] === 0xed && bytes[1] === 0xab && bytes[2] === 0xee && bytes[3] === 0xdb);
}

/** A name that shells and people can take; the package's own where the file's is strange. */
function fileName(given: string, { name, version, release, arch }: Package): string {
  const plain = basename(given);
  if (/^[A-Za-z0-9_][A-Za-z0-9_.+~^-]{0,250}\.rpm$/.test(plain)) return plain;
  return `${`${name}-${version}-${release}.${arch}`.replace(/[^A-Za-z0-9_.+~^-]/g, '_').slice(0, 250)}.rpm`;
}

async function removeAbandoned(directory: string): Promise<void> {
  for (const name of (await readdir(directory)).filter((each) => each.startsWith(INCOMING))) {
    const path = join(directory, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function findRpm(database: Database, sha256: string): Promise<RpmFile | undefined> {
  const row = await database.selectFrom('rpm_files').selectAll().where('sha256', '=', sha256).executeTakeFirst();
  return row && rpmFile(row);
}

/** All rpm files by name; with those who use them. */
export async function listRpms(database: Database): Promise<(RpmFile & { readonly usedBy: readonly string[] })[]> {
  const [rows, users] = [await database.selectFrom('rpm_files').selectAll().orderBy('name').orderBy('sha256').execute(), await rpmUsers(database)];
  return rows.map((row) => ({ ...rpmFile(row), usedBy: users.get(row.sha256) ?? [] }));
}

/** The rpm files of a recipe, in its order, or the hashes of those that are missing. */
export async function rpmsOf(database: Database, dataDirectory: string, recipe: Recipe): Promise<{ readonly rpms: RecipeRpm[]; readonly missing: string[] }> {
  const rpms: RecipeRpm[] = [];
  const missing: string[] = [];
  for (const sha256 of recipe.rpms) {
    const found = await findRpm(database, sha256);
    if (found === undefined || !existsSync(rpmPath(dataDirectory, sha256))) missing.push(sha256);
    else rpms.push({ sha256, name: found.name, installedSize: found.installedSize });
  }
  return { rpms, missing };
}

export type DeleteRpm = { readonly outcome: 'deleted' | 'missing' } | { readonly outcome: 'in-use'; readonly recipes: readonly string[] };

/** Deletes an rpm file that no recipe uses. */
export async function deleteRpm(store: Store, dataDirectory: string, sha256: string): Promise<DeleteRpm> {
  return store.write(async (transaction) => {
    if ((await findRpm(transaction, sha256)) === undefined) return { outcome: 'missing' };
    const recipes = (await rpmUsers(transaction)).get(sha256) ?? [];
    if (recipes.length > 0) return { outcome: 'in-use', recipes };
    await transaction.deleteFrom('rpm_files').where('sha256', '=', sha256).execute();
    await rm(rpmPath(dataDirectory, sha256), { force: true });
    return { outcome: 'deleted' };
  });
}

/** Ids of the recipes and of the jobs on their way that use each rpm file. */
async function rpmUsers(database: Database): Promise<Map<string, string[]>> {
  const users = new Map<string, string[]>();
  const note = (sha256: string, user: string) => users.set(sha256, [...(users.get(sha256) ?? []), user]);
  for (const { id, body } of await database.selectFrom('recipes').select(['id', 'body']).orderBy('id').execute()) {
    for (const sha256 of Uses.parse(JSON.parse(body)).rpms) note(sha256, id);
  }
  const jobs = await database.selectFrom('jobs').select(['id', 'input']).where('kind', '=', 'customize').where('state', 'in', ['queued', 'running']).execute();
  for (const { id, input } of jobs) {
    for (const sha256 of JobUses.parse(JSON.parse(input)).recipe.rpms) note(sha256, `job ${id}`);
  }
  return users;
}

const Uses = z.object({ rpms: z.array(z.string()).default([]) });
const JobUses = z.object({ recipe: Uses });

function rpmFile(row: { sha256: string; name: string; size: number; body: string; added_at: number; added_by: string | null }): RpmFile {
  return { sha256: row.sha256, name: row.name, size: row.size, ...Body.parse(JSON.parse(row.body)), addedAt: row.added_at, addedBy: row.added_by };
}
