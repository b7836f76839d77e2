// SPDX-License-Identifier: GPL-2.0-or-later
// Brings catalogue and directory together when the server starts: files without a row come in, rows without their file are told.

import { chmod } from 'node:fs/promises';
import type { Store } from '../store/store.ts';
import { registerImage } from './catalogue.ts';
import { findImage, listImages } from './image-store.ts';

export const LOST = 'Its file is gone from the disk of the server, or has another length. Add the file again, or delete the image.';

/** @returns how many images came in, and how many lost their file. */
export async function adoptImages(store: Store, dataDirectory: string): Promise<{ adopted: number; lost: number }> {
  const rows = await store.database.selectFrom('images').select(['sha256', 'size', 'state']).execute();
  const known = new Set(rows.map(({ sha256 }) => sha256));
  const found = listImages(dataDirectory).filter(({ sha256 }) => !known.has(sha256));
  for (const { sha256, size, path, addedAt } of found) {
    // Files of earlier versions could still be written to.
    await chmod(path, 0o444).catch(() => undefined);
    await registerImage(store, { sha256, name: `${sha256.slice(0, 12)}.squashfs`, size, origin: 'found', source: null, parent: null, madeFrom: null, actor: null, at: Math.floor(addedAt) });
  }
  const lost = rows.filter(({ sha256, size, state }) => state !== 'quarantined' && findImage(dataDirectory, sha256)?.size !== size).map(({ sha256 }) => sha256);
  if (lost.length > 0) await store.write((transaction) => transaction.updateTable('images').set({ state: 'quarantined', state_reason: LOST }).where('sha256', 'in', lost).execute());
  return { adopted: found.length, lost: lost.length };
}
