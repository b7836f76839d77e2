// SPDX-License-Identifier: GPL-2.0-or-later
// The image that is installed: a squashfs with a small userland, stand-ins for imgbase, lvs and systemctl, and a kernel to boot.
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NODE_GRUB_CONFIG } from './boot-part.ts';
import { makeNodeInitramfs, putUserland } from './initramfs.ts';
import { putRunningSystem } from './running-system.ts';
import { type Kernel, run } from './system-files.ts';

const STAND_INS = fileURLToPath(new URL('node-image', import.meta.url));

/**
 * @param work a new directory to make it in
 * @param runs whether it holds systemd and Python, for the tools of the node; without them the image is half as large, and its initramfs starts what is enabled
 * @returns the file
 */
export function makeNodeImage(work: string, kernel: Kernel, runs: boolean): string {
  const root = join(work, 'root');
  putUserland(root);
  for (const name of ['imgbase', 'lvs', 'systemctl', 'look']) {
    copyFileSync(join(STAND_INS, name), join(root, 'usr/bin', name));
    chmodSync(join(root, 'usr/bin', name), 0o755);
  }
  if (runs) putRunningSystem(root);
  for (const place of ['boot/grub', 'etc/systemd/system']) mkdirSync(join(root, place), { recursive: true });
  copyFileSync(kernel.file, join(root, 'boot/vmlinuz-node'));
  writeFileSync(join(root, 'boot/grub/grub.cfg'), NODE_GRUB_CONFIG);
  writeFileSync(join(root, 'boot/initramfs-node.img'), makeNodeInitramfs(join(work, 'initramfs'), kernel));
  const file = join(work, 'node.squashfs');
  // Its large files are packed already: packing them again only takes time.
  run('mksquashfs', [root, file, '-noappend', '-all-root', '-quiet', '-no-progress', '-noD', '-noF']);
  return file;
}
