// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: an image of this machine's own programs, made in seconds, that is just enough for a recipe: shell, coreutils, tar, rpm, systemctl and a factory.

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

const PROGRAMS = ['sh', 'cat', 'chmod', 'chown', 'comm', 'cp', 'false', 'find', 'grep', 'ls', 'mkdir', 'rm', 'sed', 'setfiles', 'sleep', 'sort', 'stat', 'tail', 'tar', 'tr', 'wc', 'xargs', 'systemctl', 'rpm'];
const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`;

export type MiniImage = { readonly fileSystem?: 'ext4' | 'xfs'; readonly compression?: string; readonly nvr?: string; /** Changes the tree before it is packed. */ readonly change?: (root: string) => void };

/** A directory that is gone after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-recipe-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { env: { ...process.env, PATH }, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Gone after the test file. @returns the path of a squashfs with LiveOS/rootfs.img in it. */
export function miniImage(image: MiniImage = {}): string {
  return packMiniImage(temporaryDirectory(), image);
}

/** @param directory to make it in; made where there is none. @returns its path. */
export function packMiniImage(directory: string, { fileSystem = 'ext4', compression = 'gzip', nvr = 'mini-node-1.0-1', change }: MiniImage = {}): string {
  const root = join(directory, 'root');
  fill(root, nvr);
  change?.(root);
  mkdirSync(join(directory, 'tree', 'LiveOS'), { recursive: true });
  const image = join(directory, 'tree', 'LiveOS', 'rootfs.img');
  if (fileSystem === 'xfs') makeXfs(root, image);
  else run('mke2fs', ['-q', '-t', 'ext4', '-E', 'root_owner=0:0', '-d', root, image, '160M']);
  const packed = join(directory, 'image.squashfs');
  run('mksquashfs', [join(directory, 'tree'), packed, '-comp', compression, '-all-root', '-quiet', '-no-progress']);
  return packed;
}

function fill(root: string, nvr: string): void {
  for (const name of ['etc/systemd/system', 'usr/bin', 'usr/lib/systemd/system', 'usr/lib/rpm', 'usr/share/rpm', 'usr/share/imgbase/build/meta', 'usr/share/factory', 'var/lib', 'var/log', 'var/tmp', 'dev', 'proc', 'sys', 'run', 'tmp', 'root']) mkdirSync(join(root, name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(name === 'sbin' ? 'usr/bin' : `usr/${name}`, join(root, name));
  for (const name of ['lib', 'lib64']) mkdirSync(join(root, 'usr', name), { recursive: true });
  for (const name of PROGRAMS) addProgram(root, name);
  if (existsSync('/usr/lib/rpm')) cpSync('/usr/lib/rpm', join(root, 'usr/lib/rpm'), { recursive: true, verbatimSymlinks: true, filter: (path) => !/python|perl|find-|brp|\.so/.test(path) });
  run('rpm', ['--root', root, '--dbpath', '/usr/share/rpm', '--initdb']);
  writeFileSync(join(root, 'usr/share/imgbase/build/meta/nvr'), nvr);
  writeFileSync(join(root, 'usr/lib/systemd/system/mini.service'), '[Service]\nExecStart=/usr/bin/true\n[Install]\nWantedBy=multi-user.target\n');
  const files = { passwd: 'root:x:0:0:root:/root:/bin/sh\nmini:x:777:777::/:/bin/sh\n', group: 'root:x:0:\nmini:x:777:\n', 'old.conf': 'old\n', 'machine-id': '', 'os-release': 'ID=mini\n' };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, 'etc', name), content);
  mkdirSync(join(root, 'etc/selinux/targeted/contexts/files'), { recursive: true });
  writeFileSync(join(root, 'etc/selinux/config'), 'SELINUX=enforcing\nSELINUXTYPE=targeted\n');
  writeFileSync(join(root, 'etc/selinux/targeted/contexts/files/file_contexts'), '/.*\tsystem_u:object_r:default_t:s0\n/usr/lib(/.*)?\tsystem_u:object_r:lib_t:s0\n');
  for (const name of ['etc', 'var']) cpSync(join(root, name), join(root, 'usr/share/factory', name), { recursive: true, verbatimSymlinks: true });
}

function addProgram(root: string, name: string): void {
  const file = realpathSync(run('which', [name]).trim());
  cpSync(file, join(root, 'usr/bin', name), { dereference: true });
  for (const [, library = ''] of run('ldd', [file]).matchAll(/(?:=> |^\s*)(\/[^ ]+) \(0x/gm)) {
    const target = join(root, realpathSync(dirname(library)), library.slice(dirname(library).length + 1));
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) cpSync(realpathSync(library), target);
  }
}

/** By guestfish: nothing else fills an xfs without root. */
function makeXfs(root: string, image: string): void {
  writeFileSync(image, '');
  truncateSync(image, 400 * 1024 * 1024);
  run('mkfs.xfs', ['-q', image]);
  const archive = `${image}.tar`;
  run('tar', ['-C', root, '--owner=0', '--group=0', '-cf', archive, '.']);
  const settings = { LIBGUESTFS_BACKEND: 'direct', LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg' };
  execFileSync('guestfish', ['--format=raw', '-a', image, 'run', ':', 'mount', '/dev/sda', '/', ':', 'tar-in', archive, '/'], { env: { ...process.env, ...settings, PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
  rmSync(archive);
}

/** Takes the root file system out of an image. @returns its path. */
export function rootOf(squashfs: string): string {
  const directory = join(temporaryDirectory(), 'tree');
  run('unsquashfs', ['-quiet', '-no-progress', '-d', directory, squashfs]);
  return join(directory, 'LiveOS', 'rootfs.img');
}

/** What debugfs says. @param request for example `stat /etc/motd`. */
export function debugfs(image: string, request: string): string {
  return run('debugfs', ['-R', request, image]);
}
