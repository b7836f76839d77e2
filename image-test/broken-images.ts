// SPDX-License-Identifier: GPL-2.0-or-later
// Images that are wrong in one way each, made from the small one without mounting anything: its root file system is changed by debugfs and packed again.
import { closeSync, constants, copyFileSync, ftruncateSync, linkSync, mkdirSync, openSync, readSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SmallImage } from './small-image.ts';
import { run } from './programs.ts';

/** Where images are broken: the small one, its root file system, and a folder for what comes out. */
export type Workshop = { readonly image: SmallImage; readonly rootImage: string; readonly folder: string };

/** How an image becomes a broken one; the file that came out. */
export type Breaking = (workshop: Workshop) => string;

/** Takes the root file system out of the image. @param folder an empty one, on a disk with a gigabyte of room */
export function openWorkshop(image: SmallImage, folder: string): Workshop {
  run('unsquashfs', ['-quiet', '-no-progress', '-dest', join(folder, 'whole'), image.path]);
  return { image, rootImage: join(folder, 'whole/LiveOS/rootfs.img'), folder };
}

let count = 0;
function place({ folder }: Workshop, name: string): string {
  count += 1;
  mkdirSync(join(folder, String(count)));
  return join(folder, String(count), name);
}

/** Unpacked inside: packing again would take longer than the test. */
function pack(workshop: Workshop, members: Readonly<Record<string, string>>): string {
  const file = place(workshop, 'image.squashfs');
  const root = place(workshop, 'root');
  mkdirSync(join(root, 'LiveOS'), { recursive: true });
  for (const [name, from] of Object.entries(members)) linkSync(from, join(root, 'LiveOS', name));
  run('mksquashfs', [root, file, '-noappend', '-quiet', '-no-progress', '-all-root', '-noI', '-noD', '-noF', '-noX']);
  return file;
}

/** A copy of the small image with changed bytes. */
function overwritten(workshop: Workshop, change: (file: number, size: number) => void): string {
  const file = place(workshop, 'image.squashfs');
  copyFileSync(workshop.image.path, file, constants.COPYFILE_FICLONE);
  const handle = openSync(file, 'r+');
  try {
    change(handle, statSync(file).size);
  } finally {
    closeSync(handle);
  }
  return file;
}

/** Flips the lowest bit of the byte at this place. */
export function flipBit(path: string, at: number): void {
  const file = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, at);
  byte.writeUInt8(byte.readUInt8(0) ^ 1);
  writeSync(file, byte, 0, 1, at);
  closeSync(file);
}

/** The small image with requests of debugfs carried out on its root file system. */
function edited(...requests: readonly string[]): Breaking {
  return (workshop) => packEdited(workshop, requests);
}

function packEdited(workshop: Workshop, requests: readonly string[]): string {
  const root = place(workshop, 'rootfs.img');
  run('cp', ['--sparse=always', '--reflink=auto', workshop.rootImage, root]);
  const script = place(workshop, 'requests');
  writeFileSync(script, `${requests.join('\n')}\n`);
  const said = run('debugfs', ['-w', '-f', script, root]).toString().split('\n').filter((line) => line !== '' && !/^(debugfs: |Allocated inode: )/.test(line));
  if (said.length > 0) throw new Error(`debugfs: ${said.join('; ')}`);
  return pack(workshop, { 'rootfs.img': root });
}

/** Takes a name away and keeps what it stood for, so that the file system stays without errors; a directory in the one that it was in. */
const hide = (path: string, to = '/root/hidden'): string[] => [`ln ${path} ${to}`, `unlink ${path}`];

function replaced(path: string, content: string | Buffer): Breaking {
  return (workshop) => {
    const source = place(workshop, 'content');
    writeFileSync(source, content);
    return packEdited(workshop, [`rm ${path}`, `write ${source} ${path}`]);
  };
}

/** The rpm database without a package. */
function withoutPackage(name: string): Breaking {
  return (workshop) => {
    const database = place(workshop, 'rpmdb.sqlite');
    run('debugfs', ['-R', `dump /usr/share/rpm/rpmdb.sqlite ${database}`, workshop.rootImage]);
    run('rpm', ['--dbpath', join(database, '..'), '--erase', '--justdb', '--nodeps', '--noscripts', name]);
    // What was written stands beside it until the journal is folded in.
    const handle = new DatabaseSync(database);
    handle.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    handle.close();
    return packEdited(workshop, ['rm /usr/share/rpm/rpmdb.sqlite', `write ${database} /usr/share/rpm/rpmdb.sqlite`]);
  };
}

const NVR = '/usr/share/imgbase/build/meta/nvr';

export const breakings = {
  truncated: (workshop) => overwritten(workshop, (file, size) => ftruncateSync(file, Math.floor(size / 2))),
  /** Zeros at many places: what does not compress is stored as it is, and nothing shows there. */
  damagedBlocks: (workshop) => overwritten(workshop, (file, size) => {
    for (let part = 1; part < 40; part += 1) writeSync(file, Buffer.alloc(4096), 0, 4096, Math.floor((size * part) / 40));
  }),
  noName: edited(...hide(NVR)),
  nameWithNewline: (workshop) => replaced(NVR, `${workshop.image.nvr}\n`)(workshop),
  nameWithoutNode: replaced(NVR, 'small-host-9.0-1.el9'),
  twoImages: (workshop) => {
    const second = place(workshop, 'second.img');
    writeFileSync(second, '');
    truncateSync(second, 1 << 20);
    return pack(workshop, { 'rootfs.img': workshop.rootImage, 'second.img': second });
  },
  noKernel: (workshop) => packEdited(workshop, hide(`/boot/vmlinuz-${workshop.image.kernel}`)),
  fileSystemError: edited('sif /etc/hostname links_count 7'),
  noFactory: edited(...hide('/usr/share/factory/etc/passwd'), ...hide('/usr/share/factory/etc/group', '/root/hidden-too')),
  device: edited('cd /dev', 'mknod urandom c 1 9'),
  noCrash: edited(...hide('/var/crash', '/var/hidden')),
  noSshd: edited(...hide('/etc/ssh/sshd_config')),
  noGrubby: withoutPackage('grubby'),
  emptyInitramfs: (workshop) => replaced(`/boot/initramfs-${workshop.image.kernel}.img`, Buffer.alloc(4096))(workshop),
  brokenKernel: (workshop) => {
    const kernel = place(workshop, 'vmlinuz');
    run('debugfs', ['-R', `dump /boot/vmlinuz-${workshop.image.kernel} ${kernel}`, workshop.rootImage]);
    const file = openSync(kernel, 'r+');
    // Behind its header, where its packed body is.
    writeSync(file, Buffer.alloc(65536, 0xa5), 0, 65536, 1 << 20);
    closeSync(file);
    return packEdited(workshop, [`rm /boot/vmlinuz-${workshop.image.kernel}`, `write ${kernel} /boot/vmlinuz-${workshop.image.kernel}`]);
  },
  noTarget: edited(...hide('/usr/lib/systemd/system/multi-user.target')),
  failingUnit: (workshop) => {
    const file = place(workshop, 'unit');
    writeFileSync(file, '[Unit]\nDescription=Fails\n[Service]\nType=oneshot\nExecStart=/bin/sh -c "echo the disk array is missing; exit 3"\n');
    return packEdited(workshop, [
      `write ${file} /etc/systemd/system/array-check.service`, 'cd /etc/systemd/system', 'mkdir multi-user.target.wants', 'cd multi-user.target.wants', 'symlink array-check.service ../array-check.service',
    ]);
  },
} as const satisfies Readonly<Record<string, Breaking>>;
