// SPDX-License-Identifier: GPL-2.0-or-later
// The argument IMAGE of commands: a hash, its beginning, or the NVR of an image of the catalogue.
import type { Database } from '../store/tables.ts';
import { failure, refusal } from './command.ts';

/** Shorter beginnings of a hash are mistyped more easily than they are read. */
const SHORTEST = 8;

/** @throws {CommandError} when it means no image, or more than one. */
export async function findImageArgument(database: Database, text: string): Promise<{ sha256: string }> {
  const isHash = /^[0-9a-f]+$/i.test(text) && text.length >= SHORTEST;
  const hash = text.toLowerCase();
  const found = await database
    .selectFrom('images').select(['sha256', 'name', 'nvr'])
    .where((is) => is.or([is('nvr', '=', text), ...(isHash ? [is.and([is('sha256', '>=', hash), is('sha256', '<=', `${hash}g`)])] : [])]))
    .orderBy('added_at', 'desc').limit(10).execute();
  const [image, another] = found;
  if (image === undefined) throw failure('IMAGE', `There is no image "${text}" in the catalogue. "basewright image list" shows what there is.`);
  if (another !== undefined) throw refusal('IMAGE', `"${text}" means ${found.map(({ sha256 }) => sha256.slice(0, 16)).join(', ')}. Write more of the sha256.`);
  return { sha256: image.sha256 };
}
