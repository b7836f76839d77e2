// SPDX-License-Identifier: GPL-2.0-or-later
// The appliance of libguestfs: the small machine in which it opens images. Made here, once, by the server itself, so that no image ever reaches what the next one is opened with.

import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { basename, delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { accelerator } from './accelerator.ts';
import { programFile } from './child.ts';
import type { WorkerUser } from './isolation.ts';
import { JobFailure } from './job.ts';

const execute = promisify(execFile);

const GUESTFS = /^(guestfish|libguestfs-|virt-)/;
const LIMIT_MS = 10 * 60_000;
const CPUS: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

type Environment = Readonly<Record<string, string | undefined>>;

const made = new Map<string, Promise<string>>();

/**
 * The environment of libguestfs's programs; nothing for others. What the server's own environment says (LIBGUESTFS_…) wins.
 *
 * @param kept directory of the server, which children can read, for the appliance.
 * @throws {JobFailure} when the appliance cannot be made.
 */
export async function guestfsSettings(program: string, environment: Environment, kept: string, user: WorkerUser): Promise<Readonly<Record<string, string>>> {
  if (!GUESTFS.test(basename(program))) return {};
  programFile(program);
  const given = Object.fromEntries(Object.entries(environment).flatMap(([name, value]) => (name.startsWith('LIBGUESTFS_') && value !== undefined ? [[name, value] as const] : [])));
  const emulation = (await accelerator(user)) === 'tcg' ? { LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg' } : {};
  const path = given['LIBGUESTFS_PATH'] ?? (await appliance(kept));
  return { LIBGUESTFS_BACKEND: 'direct', ...emulation, LIBGUESTFS_PATH: path, ...given };
}

/** Made by this process once; supermin itself sees whether packages of the system have changed since. */
function appliance(kept: string): Promise<string> {
  const known = made.get(kept) ?? makeAppliance(kept);
  made.set(kept, known);
  known.catch(() => made.delete(kept));
  return known;
}

async function makeAppliance(kept: string): Promise<string> {
  const directory = join(kept, 'appliance');
  await mkdir(kept, { recursive: true });
  try {
    const { stdout } = await execute(programFile('guestfish'), ['get-path']);
    const sources = stdout.trim().split(delimiter).map((place) => join(place, 'supermin.d'));
    const args = ['--build', '--if-newer', '--lock', join(kept, 'appliance.lock'), '--copy-kernel', '-f', 'ext2', '--host-cpu', CPUS[process.arch] ?? process.arch, ...sources, '-o', directory];
    await execute(programFile('supermin'), args, { cwd: kept, timeout: LIMIT_MS, env: { ...process.env, TMPDIR: kept } });
    // By this file libguestfs knows that nothing is to be made any more.
    await writeFile(join(directory, 'README.fixed'), 'Made by supermin for Basewright; do not change.\n');
    await chmod(directory, 0o755);
    for (const name of ['README.fixed', 'kernel', 'initrd', 'root']) await chmod(join(directory, name), 0o644);
    return directory;
  } catch (error) {
    if (error instanceof JobFailure) throw error;
    const reason = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' && error.stderr !== '' ? error.stderr : String(error);
    throw new JobFailure(`libguestfs could not make the small machine in which it opens images (${reason.trim().slice(-300)}). It needs supermin and a kernel with its modules that ${process.getuid?.() === 0 ? 'root' : 'the user of this server'} may read in /boot: install them, or name a finished one with LIBGUESTFS_PATH.`);
  }
}
