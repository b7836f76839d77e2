// SPDX-License-Identifier: GPL-2.0-or-later
// The initramfs of the stand-in for the installer, and that of the node: programs of this system, a busybox for the rest, and the scripts of guest/.
import { chmodSync, copyFileSync, cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Kernel, programFile, putModules, putProgram, run } from './system-files.ts';

const GUEST = fileURLToPath(new URL('guest', import.meta.url));

/** Disk, network, and the file system of the node. crc32c_generic is asked for by ext4 at run time only. */
const NODE_MODULES = ['virtio_pci', 'virtio_blk', 'virtio_net', 'crc32c_generic', 'ext4'];
const INSTALLER_MODULES = [...NODE_MODULES, 'squashfs', 'loop'];

/** What generated scripts call. */
const PROGRAMS = ['bash', 'curl', 'ip', 'lsblk', 'mke2fs', 'cat', 'cp', 'cut', 'grep', 'head', 'ls', 'mkdir', 'readlink', 'rm', 'sed', 'sort', 'tail', 'timeout', 'tr', 'wc'];

const PLACES = ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64', 'etc', 'tmp', 'root', 'var/log', 'mnt', 'proc', 'sys', 'dev', 'run'];

/** Makes `root` a small userland: merged /usr, these programs of the system, and busybox under all names that are still free. */
function putTools(root: string, programs: readonly string[]): void {
  for (const place of PLACES) mkdirSync(join(root, place), { recursive: true });
  for (const place of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${place}`, join(root, place));
  for (const program of programs) putProgram(root, program);
  if (programs.includes('bash')) symlinkSync('bash', join(root, 'usr/bin/sh'));
  copyFileSync(programFile('busybox'), join(root, 'usr/bin/busybox'));
  const taken = new Set(readdirSync(join(root, 'usr/bin')));
  const applets = run('busybox', ['--list']).toString().split('\n');
  for (const applet of applets) if (applet !== '' && !taken.has(applet)) symlinkSync('busybox', join(root, 'usr/bin', applet));
}

/** What generated scripts find, in the installer and on a node: bash and GNU's tools, as on the real ones. */
export function putUserland(root: string): void {
  putTools(root, PROGRAMS);
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
}

function putGuest(root: string, kernel: Kernel, modules: readonly string[]): void {
  putModules(root, kernel, modules);
  cpSync(GUEST, join(root, 'guest'), { recursive: true });
  copyFileSync(join(GUEST, 'init'), join(root, 'init'));
  for (const program of ['init', 'guest/lease.sh']) chmodSync(join(root, program), 0o755);
}

/** Packs a directory as an initramfs. */
function pack(root: string): Buffer {
  // find stays outside of links to directories.
  const names = run('find', ['.', '-mindepth', '1'], { cwd: root }).toString();
  return gzipSync(run('cpio', ['-o', '-H', 'newc', '-R', '0:0', '--quiet'], { cwd: root, input: names }), { level: 3 });
}

/**
 * The installer's.
 *
 * @param work a new directory to make it in
 * @param bootPart what the stand-in writes to the beginning of a disk, so that the machine boots from there
 */
export function makeInstallerInitramfs(work: string, kernel: Kernel, bootPart: Buffer): Buffer {
  putUserland(work);
  putGuest(work, kernel, INSTALLER_MODULES);
  for (const program of ['systemctl', 'systemd-run']) {
    copyFileSync(join(GUEST, program), join(work, 'usr/bin', program));
    chmodSync(join(work, 'usr/bin', program), 0o755);
  }
  writeFileSync(join(work, 'guest', 'boot-part.img'), bootPart);
  return pack(work);
}

/** The node's, which only finds its disk: a boot loader that reads through the BIOS is slow. */
export function makeNodeInitramfs(work: string, kernel: Kernel): Buffer {
  putTools(work, []);
  putGuest(work, kernel, NODE_MODULES);
  return pack(work);
}
