// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a root file system of a few kilobytes in which a test of images finds nothing wrong, and images made of it with one thing broken.

import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packSquashfs } from '../../image-test/make-image.ts';
import { finishLayout, prepareLayout } from '../../image-test/node-layout.ts';
import { nodePackages } from '../../image-test/node-packages.ts';
import { run } from '../../image-test/programs.ts';
import { buildRpms, type Rpm } from '../../image-test/rpms.ts';

export const KERNEL = '5.14.0-500.el9.x86_64';

// At the end of the process, and not of one test: what one test made is used by others.
const place = mkdtempSync(join(tmpdir(), 'basewright-tiny-'));
process.once('exit', () => rmSync(place, { recursive: true, force: true }));

/** A new directory, removed after the tests of the file. */
export function temporaryDirectory(): string {
  return mkdtempSync(join(place, 'tiny-'));
}

/** Installs packages into an rpm database, and none of their files. @param database directory of the database. */
export function fillDatabase(database: string, rpms: readonly Rpm[]): void {
  mkdirSync(database, { recursive: true });
  const files = buildRpms(join(temporaryDirectory(), 'build'), rpms);
  run('rpm', ['--dbpath', database, '--justdb', '--install', '--nodeps', '--noscripts', '--nosignature', '--ignorearch', '--ignoreos', '--ignoresize', '--oldpackage', ...files]);
}

const FILES: Readonly<Record<string, string>> = {
  'etc/passwd': 'root:x:0:0:root:/root:/bin/bash\n',
  'etc/group': 'root:x:0:\n',
  'etc/ssh/sshd_config': 'UsePAM yes\n',
  'etc/lvm/lvm.conf': 'activation {\n\t# monitoring = 0\n\tmonitoring = 1\n}\n',
  'etc/lvm/profile/imgbased-pool.profile': 'allocation {\n}\n',
  'usr/lib/dracut/dracut.conf.d/02-generic-image.conf': 'hostonly="no"\n',
  [`boot/vmlinuz-${KERNEL}`]: 'a kernel',
  [`boot/initramfs-${KERNEL}.img`]: 'an initramfs',
  [`usr/lib/modules/${KERNEL}/modules.dep`]: '',
};
const PROGRAMS = ['usr/sbin/imgbase', 'usr/libexec/grubby/grubby-bls'];

let whole: string | undefined;

/** A copy of the root file system, as a directory. */
export function tinyRoot(): string {
  whole ??= makeRoot();
  const copy = join(temporaryDirectory(), 'root');
  cpSync(whole, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function makeRoot(): string {
  const root = join(temporaryDirectory(), 'root');
  mkdirSync(root);
  prepareLayout(root);
  for (const [path, text] of Object.entries(FILES)) put(root, path, text);
  for (const path of PROGRAMS) put(root, path, '#!/bin/sh\n', 0o755);
  fillDatabase(join(root, 'usr/share/rpm'), nodePackages({ running: KERNEL, version: '5.14.0', release: '500.el9', name: KERNEL }, 'x86_64'));
  finishLayout(root);
  return root;
}

/** Writes a file into a root, with its directories. */
export function put(root: string, path: string, text: string | Buffer, mode = 0o644): void {
  const file = join(root, path);
  mkdirSync(join(file, '..'), { recursive: true });
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, text);
  // Whatever the umask is: a store that was opened makes it strict.
  chmodSync(file, mode);
}

/** A file with an ext4 file system that holds what `root` holds. @param size in MiB. */
export function extImage(root: string, size = 16): string {
  const file = join(temporaryDirectory(), 'rootfs.img');
  writeFileSync(file, '');
  truncateSync(file, size * 1024 * 1024);
  run('mke2fs', ['-q', '-t', 'ext4', '-O', '^orphan_file,^metadata_csum_seed', '-N', '4096', '-d', root, file]);
  return file;
}

/** A squashfs of a directory. */
export function squashfsOf(directory: string): string {
  const file = join(temporaryDirectory(), 'image.squashfs');
  packSquashfs(directory, file);
  return file;
}

/** A squashfs that holds files under the given paths, for example `{ 'LiveOS/rootfs.img': file }`. */
export function imageOf(members: Readonly<Record<string, string>>): string {
  const directory = join(temporaryDirectory(), 'outside');
  mkdirSync(directory);
  for (const [path, file] of Object.entries(members)) {
    mkdirSync(join(directory, path, '..'), { recursive: true });
    cpSync(file, join(directory, path));
  }
  return squashfsOf(directory);
}
