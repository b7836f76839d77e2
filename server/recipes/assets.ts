// SPDX-License-Identifier: GPL-2.0-or-later
// Writes the scratch directory of a customization, from where guestfish copies it into the image.

import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SCRATCH } from '#kickstart/recipe/inside.ts';
import type { Plan } from '#kickstart/recipe/plan.ts';
import type { JobContext } from '../jobs/job.ts';
import { rpmPath } from './rpm-files.ts';

/** Written before any program of the job runs, so nobody can have laid a link there. */
export async function writeAssets({ workDirectory, dataDirectory }: Pick<JobContext, 'workDirectory' | 'dataDirectory'>, { assets }: Plan): Promise<void> {
  const scratch = join(workDirectory, SCRATCH);
  const made = new Set<string>();
  for (const asset of assets) {
    const path = join(scratch, asset.path);
    await makeDirectories(workDirectory, dirname(path), made);
    if ('rpm' in asset) await copyFile(rpmPath(dataDirectory, asset.rpm.sha256), path);
    else await writeFile(path, asset.encoding === 'base64' ? Buffer.from(asset.content, 'base64') : asset.content, { flag: 'wx' });
    await chmod(path, 0o644);
  }
}

/** Readable for the programs of the job, whatever the umask of the server. */
async function makeDirectories(top: string, path: string, made: Set<string>): Promise<void> {
  if (path === top || made.has(path)) return;
  await makeDirectories(top, dirname(path), made);
  await mkdir(path);
  await chmod(path, 0o755);
  made.add(path);
}
