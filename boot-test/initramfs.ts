// SPDX-License-Identifier: GPL-2.0-or-later
// The stand-in for the installer, as an initramfs: the system's shell, curl, ip and lsblk, a busybox for the rest, and the scripts of guest/.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Kernel, programFile, putModules, putProgram, run } from './system-files.ts';

const GUEST = fileURLToPath(new URL('guest', import.meta.url));

/** Disk, network, and the file systems of an installation. crc32c_generic is asked for by ext4 at run time only. */
const MODULES = ['virtio_pci', 'virtio_blk', 'virtio_net', 'e1000', 'crc32c_generic', 'ext4', 'squashfs', 'loop'];

/** What generated scripts call, as the installer has it; the rest is busybox. */
const PROGRAMS = ['bash', 'curl', 'ip', 'lsblk', 'mke2fs'];

/** Makes `root` a small userland: merged /usr, the programs above, and busybox under the names that are still free. */
export function putUserland(root: string): void {
  for (const place of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'etc', 'tmp', 'root', 'var/log', 'mnt', 'proc', 'sys', 'dev', 'run']) mkdirSync(join(root, place), { recursive: true });
  for (const place of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${place}`, join(root, place));
  for (const program of PROGRAMS) putProgram(root, program);
  copyFileSync(programFile('busybox'), join(root, 'usr/bin/busybox'));
  symlinkSync('bash', join(root, 'usr/bin/sh'));
  const taken = new Set(readdirSync(join(root, 'usr/bin')));
  const applets = run('busybox', ['--list']).toString().split('\n');
  for (const applet of applets) if (applet !== '' && !taken.has(applet)) symlinkSync('busybox', join(root, 'usr/bin', applet));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
}

/** Packs a directory as an initramfs. */
function pack(root: string): Buffer {
  // find stays outside of links to directories.
  const names = run('find', ['.', '-mindepth', '1'], { cwd: root }).toString();
  return gzipSync(run('cpio', ['-o', '-H', 'newc', '-R', '0:0', '--quiet'], { cwd: root, input: names }), { level: 3 });
}

/**
 * @param work an empty directory to make it in
 * @param bootPart what the stand-in writes to the beginning of a disk, so that the machine boots from there
 */
export function makeInitramfs(work: string, kernel: Kernel, bootPart: Buffer): Buffer {
  putUserland(work);
  putModules(work, kernel, MODULES);
  cpSync(GUEST, join(work, 'guest'), { recursive: true });
  copyFileSync(join(GUEST, 'init'), join(work, 'init'));
  chmodSync(join(work, 'init'), 0o755);
  chmodSync(join(work, 'guest', 'lease.sh'), 0o755);
  copyFileSync(join(GUEST, 'systemctl'), join(work, 'usr/bin/systemctl'));
  chmodSync(join(work, 'usr/bin/systemctl'), 0o755);
  writeFileSync(join(work, 'guest', 'boot-part.img'), bootPart);
  return pack(work);
}
