// SPDX-License-Identifier: GPL-2.0-or-later
// Run with the lock of the cache held: makes the small image in a folder, unless another did meanwhile.
import { rmSync } from 'node:fs';
import { makeImage } from './make-image.ts';
import { isMade } from './small-image.ts';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: make-once.ts FOLDER');
if (!(await isMade(folder))) {
  rmSync(folder, { recursive: true, force: true });
  makeImage(folder);
}
