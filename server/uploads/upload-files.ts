// SPDX-License-Identifier: GPL-2.0-or-later
// Half uploads on the disk: the bytes that came, and beside them what they are going to be.

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** How long an upload is kept after its last byte, in milliseconds. */
export const KEPT_MS = 24 * 3_600_000;

const ID = /^[A-Za-z0-9_-]{22}$/;

/** What is known of an upload beside its bytes. */
export const UploadDocument = z.strictObject({
  format: z.literal(1),
  /** Name of the file, as its owner calls it. */
  name: z.string(),
  /** Of the whole file, in bytes. */
  size: z.number(),
  /** sha256 that its owner expects. */
  expected: z.string().nullable(),
  actor: z.string().nullable(),
  /** `url`: the server fetches it by itself. */
  origin: z.enum(['upload', 'url']),
  /** Name or URL, for the catalogue. */
  source: z.string(),
  /** ETag of what is fetched: only the same content is gone on with. */
  validator: z.string().nullable(),
  /** Where a piece begins that is judged by its checksum when it is complete; nothing from here on counts yet. */
  unjudgedFrom: z.number().nullable(),
  /** sha256 of the image that it has become. */
  sha256: z.string().nullable(),
});
export type UploadDocument = z.infer<typeof UploadDocument>;

export type UploadOnDisk = { readonly document: UploadDocument; /** How many bytes have come. */ readonly offset: number; /** Of the last byte, in milliseconds since 1970. */ readonly changedAt: number };

export function newUploadId(): string {
  return randomBytes(16).toString('base64url');
}

export function uploadDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'uploads');
}

/** Where the bytes of an upload lie. @param id that {@link newUploadId} made. */
export function partPath(dataDirectory: string, id: string): string {
  return join(uploadDirectory(dataDirectory), `${id}.part`);
}

function documentPath(dataDirectory: string, id: string): string {
  return join(uploadDirectory(dataDirectory), `${id}.json`);
}

/** Begins an upload: an empty file for its bytes, then its document. */
export async function createUpload(dataDirectory: string, id: string, document: UploadDocument): Promise<void> {
  mkdirSync(uploadDirectory(dataDirectory), { recursive: true, mode: 0o700 });
  await (await open(partPath(dataDirectory, id), 'wx', 0o600)).close();
  await writeDocument(dataDirectory, id, document);
}

/** Replaces the document of an upload at once: whoever reads it finds the old or the new one. */
export async function writeDocument(dataDirectory: string, id: string, document: UploadDocument): Promise<void> {
  const path = documentPath(dataDirectory, id);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(document));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** The upload as it lies on the disk; undefined when there is none. One that has become an image has all its bytes. */
export async function readUpload(dataDirectory: string, id: string): Promise<UploadOnDisk | undefined> {
  if (!ID.test(id)) return undefined;
  const text = await ifThere(readFile(documentPath(dataDirectory, id), 'utf8'));
  if (text === undefined) return undefined;
  const document = UploadDocument.parse(JSON.parse(text));
  const part = await ifThere(stat(partPath(dataDirectory, id)));
  if (document.sha256 !== null) return { document, offset: document.size, changedAt: (await ifThere(stat(documentPath(dataDirectory, id))))?.mtimeMs ?? 0 };
  return part === undefined ? undefined : { document, offset: part.size, changedAt: part.mtimeMs };
}

/** The ids of all uploads, those that have become images too. */
export async function uploadIds(dataDirectory: string): Promise<string[]> {
  const names = (await ifThere(readdir(uploadDirectory(dataDirectory)))) ?? [];
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).filter((id) => ID.test(id)).sort();
}

/** Removes all that is there of an upload. */
export async function removeUpload(dataDirectory: string, id: string): Promise<void> {
  // The document last: what has none is collected by its age alone.
  await rm(partPath(dataDirectory, id), { force: true });
  await rm(documentPath(dataDirectory, id), { force: true });
}

/**
 * Removes uploads that have stood still for a day, and what a program that was killed left of others.
 *
 * @param now by the clock of the file system, in milliseconds since 1970.
 * @returns how many files were removed.
 */
export async function collectUploads(dataDirectory: string, now: number): Promise<number> {
  const directory = uploadDirectory(dataDirectory);
  const names = (await ifThere(readdir(directory))) ?? [];
  let removed = 0;
  for (const name of names) {
    const id = /^(.*)\.(json|part|json\.new|part\.link)$/.exec(name)?.[1];
    if (id === undefined) continue;
    // A document stands still while its bytes come.
    const times = await Promise.all([name, `${id}.part`].map((each) => ifThere(stat(join(directory, each)))));
    if (times.some((each) => each !== undefined && now - each.mtimeMs <= KEPT_MS)) continue;
    await rm(join(directory, name), { force: true });
    removed += 1;
  }
  return removed;
}

async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
