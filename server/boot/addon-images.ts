// SPDX-License-Identifier: GPL-2.0-or-later
// The Anaconda add-on for the installer: product.img and updates.img as the add-on's own build wrote them. They hold no secret and are open to all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Answer, addonNotBuilt, imageAnswer, notFound } from './answer.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const IMAGES: ReadonlyMap<string, string> = new Map(['product.img', 'updates.img'].map((name) => [`/addon/${name}`, join(ROOT, 'anaconda-addon', 'build', name)]));

/** The answer for `path` below /addon/. Read anew each time: it is small, asked for once per installation, and may be rebuilt. */
export function addonAnswer(path: string, images = IMAGES): Answer {
  const file = images.get(path);
  if (file === undefined) return notFound;
  try {
    return imageAnswer(readFileSync(file));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return addonNotBuilt;
    throw error;
  }
}
