// SPDX-License-Identifier: GPL-2.0-or-later
// Files that begin as squashfs images do, for the tests of uploads: large enough to take a while, and every run the same.
import { createHash, createCipheriv } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { squashfsBytes } from '../server/images/squashfs.fixture.ts';

/** @param size in bytes. @returns its sha256. */
export function writeImageFile(path: string, size: number, seed: string): string {
  const key = createHash('sha256').update(seed).digest();
  // The key stream of a cipher: bytes like chance, and quickly.
  const bytes = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(size));
  squashfsBytes(size).copy(bytes, 0, 0, 96);
  writeFileSync(path, bytes);
  return createHash('sha256').update(bytes).digest('hex');
}
