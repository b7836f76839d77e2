// SPDX-License-Identifier: GPL-2.0-or-later
// For tests, in the browser too: the files of a small installer tree.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Release = { family?: string; version?: string; arch?: string; mainimage?: string | null; checksums?: Readonly<Record<string, string>> };

const INSTALLER: Readonly<Record<string, string>> = {
  'images/pxeboot/vmlinuz': 'the kernel', 'images/pxeboot/initrd.img': 'the initrd', 'images/install.img': 'the second stage', 'images/efiboot.img': 'the EFI image', 'EFI/BOOT/BOOTX64.EFI': 'shim', 'EFI/BOOT/grubx64.efi': 'grub', 'EFI/BOOT/grub.cfg': 'menu',
};

/** A .treeinfo in the words of productmd's format 1.2. Source: productmd, doc/treeinfo-1.1.rst. */
export function treeinfoText({ family = 'CentOS Stream', version = '9', arch = 'x86_64', mainimage = 'images/install.img', checksums }: Release = {}): string {
  const sums = checksums ?? Object.fromEntries(Object.entries(INSTALLER).filter(([path]) => path.startsWith('images/')).map(([path, text]) => [path, createHash('sha256').update(text).digest('hex')]));
  const short = family.replace(/[a-z ]/g, '');
  return [
    '[checksums]', ...Object.entries(sums).map(([path, sum]) => `${path} = sha256:${sum}`), '',
    '[general]', '; WARNING.0 = This section provides compatibility with pre-productmd treeinfos.', `arch = ${arch}`, `family = ${family}`, `name = ${family} ${version}`, 'packagedir = Packages', `platforms = ${arch},xen`, 'repository = .', 'timestamp = 1763900000', 'variant = BaseOS', `version = ${version}`, '',
    '[header]', 'type = productmd.treeinfo', 'version = 1.2', '',
    `[images-${arch}]`, 'efiboot.img = images/efiboot.img', 'initrd = images/pxeboot/initrd.img', 'kernel = images/pxeboot/vmlinuz', '',
    '[images-xen]', 'initrd = images/pxeboot/initrd.img', 'kernel = images/pxeboot/vmlinuz', '',
    '[release]', `name = ${family}`, `short = ${short}`, `version = ${version}`, '',
    ...(mainimage === null ? [] : ['[stage2]', `mainimage = ${mainimage}`, '']),
    '[tree]', `arch = ${arch}`, 'build_timestamp = 1763900000', `platforms = ${arch},xen`, 'variants = BaseOS', '',
    '[variant-BaseOS]', 'id = BaseOS', 'name = BaseOS', 'packages = Packages', 'repository = .', 'type = variant', 'uid = BaseOS', '',
  ].join('\n');
}

/** Makes the directory with an installer and, in `more`, other files; `undefined` leaves one out. @returns `root` */
export function makeTreeIn(root: string, more: Readonly<Record<string, string | undefined>> = {}, release: Release = {}): string {
  const files: Readonly<Record<string, string | undefined>> = { '.treeinfo': treeinfoText(release), ...INSTALLER, 'Packages/bash.rpm': 'a package', ...more };
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
