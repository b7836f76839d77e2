// SPDX-License-Identifier: GPL-2.0-or-later
// Takes the installer out of an ISO file with xorriso, without mounting anything: into a new directory, which only gets its use when it is complete.

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, chmod, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { TargetId } from '#kickstart/profile/targets.ts';
import { emptyEnvironment } from '#kickstart/oracle/empty-environment.ts';
import { treesDirectory } from './tree.ts';

/** `name` is that of the new directory under trees/. */
export type Unpacked = { readonly outcome: 'unpacked'; readonly name: string } | { readonly outcome: 'failed'; readonly message: string };

/** What a machine asks an installer tree for; the packages of a DVD are not. */
const WANTED = ['.treeinfo', 'treeinfo', '.discinfo', 'images', 'EFI', 'LiveOS'] as const;

/** A DVD on a slow disk takes a minute. In milliseconds. */
const LIMIT_MS = 15 * 60_000;

const MIB = 1024 * 1024;

/** @param iso absolute path of the file. */
export async function unpackIso(iso: string, target: TargetId, dataDirectory: string): Promise<Unpacked> {
  const problem = await isoProblem(iso);
  if (problem !== undefined) return { outcome: 'failed', message: problem };
  const trees = treesDirectory(dataDirectory);
  await mkdir(trees, { recursive: true, mode: 0o700 });
  const { size } = await stat(iso);
  const { bavail, bsize } = await statfs(trees);
  if (bavail * bsize < size * 1.1) return { outcome: 'failed', message: `There is not enough space under ${trees}: up to ${Math.ceil(size * 1.1 / MIB)} MiB are needed, and ${Math.floor(bavail * bsize / MIB)} MiB are free. Free some, then try again.` };
  const name = `${target}.${randomBytes(6).toString('base64url')}`;
  const directory = join(/* turbopackIgnore: true */ trees, name);
  try {
    const there = await topLevel(iso);
    const wanted = WANTED.filter((entry) => there.includes(entry));
    if (!wanted.includes('images')) return { outcome: 'failed', message: 'This ISO has no directory "images", so it holds no installer that can be booted from the network. Use the boot.iso or DVD of the distribution; a live or cloud image is none.' };
    await mkdir(directory, { mode: 0o700 });
    await xorriso(['-osirrox', 'on', '-indev', iso, ...wanted.flatMap((entry) => ['-extract', `/${entry}`, join(/* turbopackIgnore: true */ directory, entry)])]);
    await makeWritable(directory);
    return { outcome: 'unpacked', name };
  } catch (error) {
    await removeUnpacked(dataDirectory, name);
    return { outcome: 'failed', message: messageOf(error) };
  }
}

/** Removes what was taken out of an ISO; not there is as good. */
export async function removeUnpacked(dataDirectory: string, name: string): Promise<void> {
  await rm(join(treesDirectory(dataDirectory), name), { recursive: true, force: true });
}

/**
 * Removes what a server that was killed in the middle of its work has left of a target: nothing refers to it, and it is older than any work takes.
 * @param kept the directory that is in use.
 * @param now milliseconds since 1970.
 */
export async function removeAbandoned(dataDirectory: string, target: TargetId, kept: string | null, now: number): Promise<void> {
  const trees = treesDirectory(dataDirectory);
  for (const name of await readdir(trees).catch(() => [])) {
    if (!name.startsWith(`${target}.`) || name === kept) continue;
    const found = await stat(join(/* turbopackIgnore: true */ trees, name)).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > 2 * LIMIT_MS) await removeUnpacked(dataDirectory, name);
  }
}

/** ISO 9660 says "CD001" at the beginning of its first descriptor, after 32 KiB for boot loaders. */
async function isoProblem(iso: string): Promise<string | undefined> {
  try {
    await access(iso, constants.R_OK);
    const file = await open(iso, 'r');
    try {
      if (!(await file.stat()).isFile()) return 'This is no file. Give the path of the ISO file itself.';
      const { buffer } = await file.read({ buffer: Buffer.alloc(5), position: 32_769 });
      return buffer.toString('latin1') === 'CD001' ? undefined : 'This file is no ISO image. Give the boot.iso or DVD of the distribution as it was downloaded.';
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'There is no such file on the server. Copy the ISO there, or correct the path.';
    if (code === 'EACCES') return 'The user that runs the server may not read this file. Change its mode, or copy it elsewhere.';
    throw error;
  }
}

/** The names in the root directory of the ISO. */
async function topLevel(iso: string): Promise<string[]> {
  const listed = await xorriso(['-indev', iso, '-ls', '/', '--']);
  // Each name stands in quotes of the shell's kind; those we look for hold none.
  return listed.split('\n').map((line) => line.trim().replace(/^'(.*)'$/, '$1'));
}

function xorriso(words: readonly string[]): Promise<string> {
  const environment = Object.assign(emptyEnvironment(), { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C.UTF-8' });
  return new Promise((resolve, reject) => {
    // -no_rc first: no start-up file of this user may change what it does. A file that is missing inside is an error.
    execFile('xorriso', ['-no_rc', '-abort_on', 'FAILURE', '-return_with', 'FAILURE', '32', ...words], { env: environment, timeout: LIMIT_MS, maxBuffer: 4 * MIB, cwd: '/' }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new XorrisoError(error, stderr));
    });
  });
}

class XorrisoError extends Error {
  readonly said: string;

  constructor(cause: Error, said: string) {
    super(cause.message, { cause });
    this.said = said;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof XorrisoError)) throw error;
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return 'The program xorriso is not installed on this server, and it is what takes the installer out of an ISO. Install the package "xorriso", then try again; or unpack the ISO yourself and give the directory.';
  const line = error.said.split('\n').findLast((text) => /^(xorriso|libisofs|libburn)\s*: (FAILURE|FATAL|SORRY) : /.test(text))?.replace(/^\w+\s*: \w+ : /, '').replace(/[^ -~]/g, '?').slice(0, 300);
  return `xorriso could not take the installer out of this ISO${line === undefined ? '' : ` (${line})`}. Compare its checksum with the distribution's, and copy it again.`;
}

/** Directories of an ISO are read-only, and a directory that its owner may not write cannot be removed. Nobody else may read what lies in the data directory. */
async function makeWritable(directory: string): Promise<void> {
  await chmod(directory, 0o700);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await makeWritable(path);
    else if (entry.isFile()) await chmod(path, 0o600);
  }
}
