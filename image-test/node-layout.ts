// SPDX-License-Identifier: GPL-2.0-or-later
// What makes a root file system one that imgbased accepts: what "imgbase image-build --postprocess" leaves behind, and what the layers ask for.
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Of the small image. */
export const NVR = 'small-node-9.0-1.el9';

const OS_RELEASE = [
  'NAME="CentOS Stream"', 'VERSION="9"', 'ID="centos"', 'ID_LIKE="rhel fedora"', 'VERSION_ID="9"', 'PLATFORM_ID="platform:el9"', 'PRETTY_NAME="CentOS Stream 9"', 'CPE_NAME="cpe:/o:centos:centos:9"', 'VARIANT="Small node of the tests"', '',
].join('\n');

const FILES: Readonly<Record<string, string>> = {
  'usr/lib/os-release': OS_RELEASE,
  'etc/system-release-cpe': 'cpe:/o:centos:centos:9\n',
  'etc/centos-release': 'CentOS Stream release 9\n',
  'etc/default/grub': 'GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX=""\nGRUB_ENABLE_BLSCFG=true\n',
  'boot/grub2/grub.cfg': '# Written anew at installation.\n',
  'boot/grub2/grubenv': '# GRUB Environment Block\n'.padEnd(1024, '#'),
  'etc/fstab': '',
  'etc/issue': '\\S\nKernel \\r on an \\m\n\n',
  'etc/hostname': 'localhost.localdomain\n',
  // Empty: the first start gives the machine its own.
  'etc/machine-id': '',
  'etc/rpm/macros.imgbased': '%_dbpath /usr/share/rpm\n',
  // Without a newline: imgbased takes the whole file as the name.
  'usr/share/imgbase/build/meta/nvr': NVR,
};

/** Targets as they stand in the link. */
const LINKS: Readonly<Record<string, string>> = {
  'etc/os-release': '../usr/lib/os-release',
  'etc/system-release': 'centos-release',
  'etc/redhat-release': 'centos-release',
  'etc/grub2.cfg': '../boot/grub2/grub.cfg',
  'etc/grub2-efi.cfg': '../boot/grub2/grub.cfg',
  'var/lib/rpm': '../../usr/share/rpm',
  // Consoles that nobody looks at.
  'etc/systemd/system/getty-static.service': '/dev/null',
  'etc/systemd/system/default.target': '/usr/lib/systemd/system/multi-user.target',
};

/** "imgbase update" stops them, and fails where they do not exist. */
const STOPPED_UNITS = ['vdsmd', 'supervdsmd', 'vdsm-network'];

const FOLDERS = ['home', 'tmp', 'var/log/audit', 'var/tmp', 'var/crash', 'var/lib', 'media', 'mnt', 'opt', 'srv', 'boot/loader/entries', 'usr/share/factory', 'etc/ssh'];

function put(root: string, path: string, text: string): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  // What lies there may be a link that leads out of the image.
  rmSync(file, { recursive: true, force: true });
  writeFileSync(file, text);
}

/** Before the packages are put in. */
export function prepareLayout(root: string): void {
  for (const [path, text] of Object.entries(FILES)) put(root, path, text);
  for (const folder of FOLDERS) mkdirSync(join(root, folder), { recursive: true });
  for (const [path, to] of Object.entries(LINKS)) {
    rmSync(join(root, path), { recursive: true, force: true });
    mkdirSync(dirname(join(root, path)), { recursive: true });
    symlinkSync(to, join(root, path));
  }
  for (const name of STOPPED_UNITS) put(root, `etc/systemd/system/${name}.service`, '[Unit]\nDescription=Nothing: imgbase update stops it\n[Service]\nType=oneshot\nExecStart=/bin/true\n');
  for (const sticky of ['tmp', 'var/tmp']) chmodSync(join(root, sticky), 0o1777);
}

/** After everything else: the factory copies, and no device. */
export function finishLayout(root: string): void {
  for (const place of ['dev', 'run', 'proc', 'sys']) {
    rmSync(join(root, place), { recursive: true, force: true });
    mkdirSync(join(root, place));
  }
  for (const name of readdirSync(root)) if (/^(initrd\.img|vmlinuz)/.test(name) && lstatSync(join(root, name)).isSymbolicLink()) rmSync(join(root, name));
  for (const place of ['etc', 'var']) cpSync(join(root, place), join(root, 'usr/share/factory', place), { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  if (!existsSync(join(root, 'usr/share/factory/etc/passwd'))) throw new Error('The factory has no passwd file.');
}
