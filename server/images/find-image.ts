// SPDX-License-Identifier: GPL-2.0-or-later
// Finds an image by its content: images lie in one directory, each under its own sha256.

import { statSync } from 'node:fs';
import { join } from 'node:path';

export type FoundImage = { /** Absolute. */ readonly path: string; /** In bytes. */ readonly size: number };

/** Undefined when there is none. @param directory of all images; @param sha256 64 lower-case hexadecimal digits. */
export function findImage(directory: string, sha256: string): FoundImage | undefined {
  if (!/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  const path = join(directory, sha256);
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true ? { path, size: found.size } : undefined;
}
