// SPDX-License-Identifier: GPL-2.0-or-later
// Where the tests keep what is costly to make, and the hash by which it is known again.
import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** A folder that nobody else can have prepared. @throws when somebody else did */
export function cacheFolder(name: string): string {
  const folder = join(tmpdir(), `basewright-${name}-${process.getuid?.() ?? 0}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o077) !== 0) throw new Error(`${folder} is not a folder of this user alone, so what is in it is not to be trusted. Remove it.`);
  return folder;
}

/** SHA-256 of a file. */
export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(z.instanceof(Buffer).parse(chunk));
  return hash.digest('hex');
}
