// SPDX-License-Identifier: GPL-2.0-or-later
// The small node image of the tests: made once, kept in the system's temporary directory, and believed only while it has its hash.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { cacheFolder, hashOf } from './kept.ts';

const DAY_MS = 86_400_000;

const HERE = import.meta.dirname;

/** What the image depends on: a change in one of these makes a new one. */
const RECIPE = ['debian-root.ts', 'make-image.ts', 'node-layout.ts', 'node-packages.ts', 'programs.ts', 'rpms.ts'];

const Facts = z.strictObject({ nvr: z.string(), sha256: z.string(), kernel: z.string(), arch: z.string() });

export type SmallImage = z.infer<typeof Facts> & { /** A squashfs with LiveOS/rootfs.img (ext4) in it. Read it, never change it. */ readonly path: string };

function recipeHash(): string {
  const hash = createHash('sha256');
  for (const name of RECIPE) hash.update(readFileSync(join(HERE, name)));
  return hash.digest('hex').slice(0, 16);
}

async function whole(folder: string): Promise<SmallImage | undefined> {
  const path = join(folder, 'image.squashfs');
  if (!existsSync(join(folder, 'facts.json')) || !existsSync(path)) return undefined;
  const facts = Facts.safeParse(JSON.parse(readFileSync(join(folder, 'facts.json'), 'utf8')));
  return facts.success && (await hashOf(path)) === facts.data.sha256 ? { ...facts.data, path } : undefined;
}

/** flock lets one builder through; the others find the image made when their turn comes. The kernel takes the lock back from one that died. */
async function build(folder: string): Promise<void> {
  const lock = `${folder}.lock`;
  const child = spawn('flock', ['--exclusive', lock, process.execPath, '--disable-warning=ExperimentalWarning', join(HERE, 'make-once.ts'), folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-8000)));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`The small node image could not be made:\n${said}`);
}

/** The image in the cache, if it is whole. Its folder is locked by the caller. */
export async function isMade(folder: string): Promise<boolean> {
  return (await whole(folder)) !== undefined;
}

/**
 * A real, small node image: boots to multi-user, has an rpm database, and fits imgbased's layout. Made when it is asked for the first time (about two minutes).
 *
 * @throws when it cannot be made here: only root can, on Debian
 */
export async function smallImage(): Promise<SmallImage> {
  const cache = cacheFolder('small-image');
  const name = recipeHash();
  const folder = join(cache, name);
  const found = await whole(folder);
  if (found !== undefined) return found;
  // Of other recipes; a test that began before this one may still read the newest of them.
  for (const old of readdirSync(cache)) if (!old.startsWith(name) && Date.now() - lstatSync(join(cache, old)).mtimeMs > DAY_MS) rmSync(join(cache, old), { recursive: true, force: true });
  await build(folder);
  const made = await whole(folder);
  if (made === undefined) throw new Error(`The small node image in ${folder} is not what its hash says.`);
  return made;
}
