// SPDX-License-Identifier: GPL-2.0-or-later
// Everything that a simulated installation is made of: an installer tree as a distribution has it, the image to install, and disks.
import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, ftruncateSync, mkdirSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Accelerator, findAccelerator } from './accelerator.ts';
import { bootSector, makeBootPart } from './boot-part.ts';
import { makeInstallerInitramfs } from './initramfs.ts';
import type { Firmware } from './machine.ts';
import { makeNodeImage } from './node-squashfs.ts';
import { installedKernel } from './system-files.ts';

const DISK_SIZE = 512 << 20;

export type Parts = {
  readonly accelerator: Accelerator;
  /** A directory with .treeinfo, kernel, initramfs and stage 2: what a mirror or a mounted ISO holds. */
  readonly tree: string;
  readonly image: { readonly file: string; readonly sha256: string; readonly size: number };
  /** For makeDisk. */
  readonly bootPart: Buffer;
};

const FILES = { kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'images/install.img' } as const;

/** In the words of a distribution's installer tree. @param checksums of its files */
function treeinfo(checksums: Readonly<Record<string, string>>): string {
  return [
    '[checksums]', ...Object.entries(checksums).map(([path, sum]) => `${path} = sha256:${sum}`), '',
    '[general]', 'arch = x86_64', 'family = CentOS Stream', 'name = CentOS Stream 9', 'platforms = x86_64', 'variant = BaseOS', 'version = 9', '',
    '[header]', 'type = productmd.treeinfo', 'version = 1.2', '',
    '[images-x86_64]', `initrd = ${FILES.initrd}`, `kernel = ${FILES.kernel}`, '',
    '[release]', 'name = CentOS Stream', 'short = CentOS-Stream', 'version = 9', '',
    '[stage2]', `mainimage = ${FILES.stage2}`, '',
    '[tree]', 'arch = x86_64', 'platforms = x86_64', 'variants = BaseOS', '',
  ].join('\n');
}

function makeTree(root: string, kernel: string, initramfs: Buffer): void {
  mkdirSync(join(root, 'images/pxeboot'), { recursive: true });
  copyFileSync(kernel, join(root, FILES.kernel));
  writeFileSync(join(root, FILES.initrd), initramfs);
  writeFileSync(join(root, FILES.stage2), 'The stand-in for the installer is an initramfs only.\n');
  const checksums = Object.fromEntries(Object.values(FILES).map((path) => [path, sha256Of(join(root, path))]));
  writeFileSync(join(root, '.treeinfo'), treeinfo(checksums));
}

/** Some seconds of work. @param work a new directory; it holds everything that is made @param runs whether the image holds systemd and Python */
export async function makeParts(work: string, runs: boolean): Promise<Parts> {
  const tree = join(work, 'tree');
  const kernel = installedKernel();
  const bootPart = makeBootPart(join(work, 'boot-part'), DISK_SIZE);
  makeTree(tree, kernel.file, makeInstallerInitramfs(join(work, 'initramfs'), kernel, bootPart));
  const file = makeNodeImage(join(work, 'node'), kernel, runs);
  const image = { file, sha256: sha256Of(file), size: statSync(file).size };
  return { accelerator: await findAccelerator(kernel.file, join(tree, FILES.initrd)), tree, image, bootPart };
}

/** A disk that boots and says {@link LOCAL_LINE}, without a node on it: for BIOS from a boot sector, for UEFI from GRUB on an ESP. */
export function makeDisk(file: string, firmware: Firmware, { bootPart }: Parts): void {
  const disk = openSync(file, 'w');
  writeSync(disk, firmware === 'bios' ? bootSector() : bootPart);
  ftruncateSync(disk, DISK_SIZE);
  closeSync(disk);
}

export function sha256Of(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
