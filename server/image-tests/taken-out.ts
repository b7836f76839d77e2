// SPDX-License-Identifier: GPL-2.0-or-later
// What unsquashfs wrote, looked at before it is opened: a hostile image must not make us read a link or a device of its own.

import { chmod, lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from './tree.ts';

/**
 * The file that was taken out for `entry` below `directory`, made readable.
 *
 * @returns why it is not what the listing promised, otherwise.
 */
export async function takenOut(directory: string, entry: Entry): Promise<{ readonly path: string } | { readonly reason: string }> {
  const names = entry.path.split('/');
  let here = directory;
  for (const name of ['', ...names.slice(0, -1)]) {
    here = join(here, name);
    if ((await lstat(here).catch(() => undefined))?.isDirectory() !== true) return { reason: 'It came out as something else than its list of files says.' };
    // The image's own permissions may shut out even the owner.
    await chmod(here, 0o755);
  }
  const path = join(directory, entry.path);
  const file = await lstat(path).catch(() => undefined);
  if (file?.isFile() !== true) return { reason: 'It came out as something else than its list of files says.' };
  if (file.size !== entry.size) return { reason: `${file.size} bytes came out, and its list of files says ${entry.size}.` };
  await chmod(path, 0o644);
  return { path };
}
