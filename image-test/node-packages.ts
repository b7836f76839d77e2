// SPDX-License-Identifier: GPL-2.0-or-later
// The packages that the small node image says it is made of. Their programs are Debian's; what counts is that the database names them, and owns what imgbased asks it for.
import type { NodeKernel } from './debian-root.ts';
import type { Rpm } from './rpms.ts';

const EL9 = (name: string, version: string, release: string, more: Partial<Rpm> = {}): Rpm => ({ name, version, release: `${release}.el9`, arch: 'x86_64', ...more });

const IMGBASE = '#!/bin/sh\n# The stand-in of the small node image.\necho "imgbase is not part of this image" >&2\nexit 1\n';
const SSHD = 'PermitRootLogin prohibit-password\nUsePAM yes\n';
const GRUBBY = '#!/bin/sh\nexit 0\n';
const PROFILE = 'allocation {\n\tthin_pool_autoextend_threshold=80\n\tthin_pool_autoextend_percent=20\n}\n';

/** imgbased looks for kernel and initramfs among the files of what provides "kernel". */
function kernelPackages({ version, release, name }: NodeKernel, arch: string): Rpm[] {
  const more = { version, release, arch };
  const ghost = { isGhost: true } as const;
  return [
    { ...more, name: 'kernel' },
    { ...more, name: 'kernel-core', provides: [`kernel = ${version}-${release}`, `kernel-uname-r = ${name}`], files: { [`/boot/vmlinuz-${name}`]: { ...ghost, mode: 0o755 }, [`/boot/initramfs-${name}.img`]: { ...ghost, mode: 0o600 } } },
    { ...more, name: 'kernel-modules' },
  ];
}

export function nodePackages(kernel: NodeKernel, arch: string): Rpm[] {
  return [
    ...kernelPackages(kernel, arch),
    EL9('centos-stream-release', '9.0', '26', { arch: 'noarch' }),
    EL9('imgbased', '1.2.26', '1', { arch: 'noarch', files: { '/usr/sbin/imgbase': { text: IMGBASE, mode: 0o755 }, '/etc/lvm/profile/imgbased-pool.profile': { text: PROFILE } } }),
    EL9('python3-imgbased', '1.2.26', '1', { arch: 'noarch' }),
    EL9('openssh-server', '8.7p1', '43', { files: { '/etc/ssh/sshd_config': { text: SSHD, mode: 0o600 } } }),
    EL9('grubby', '8.40', '63', { files: { '/usr/libexec/grubby/grubby-bls': { text: GRUBBY, mode: 0o755 } } }),
    EL9('grub2-tools', '2.06', '92', { epoch: 1 }), EL9('grub2-tools-minimal', '2.06', '92', { epoch: 1 }), EL9('grub2-pc', '2.06', '92', { epoch: 1 }), EL9('grub2-efi-x64', '2.06', '92', { epoch: 1 }), EL9('grub2-common', '2.06', '92', { epoch: 1, arch: 'noarch' }),
    EL9('shim-x64', '15.8', '4', { release: '4.el9_3' }), EL9('efibootmgr', '16', '12'),
    EL9('dracut', '057', '70.git20240819'), EL9('dracut-config-generic', '057', '70.git20240819'), EL9('dracut-network', '057', '70.git20240819'), EL9('device-mapper-multipath', '0.8.7', '32'),
    EL9('lvm2', '2.03.24', '2', { epoch: 9 }), EL9('device-mapper', '1.02.198', '2', { epoch: 9 }), EL9('device-mapper-event', '1.02.198', '2', { epoch: 9 }), EL9('device-mapper-persistent-data', '1.0.9', '3'),
    EL9('systemd', '252', '46'), EL9('systemd-udev', '252', '46'), EL9('util-linux', '2.37.4', '20'), EL9('e2fsprogs', '1.46.5', '6'), EL9('xfsprogs', '6.4.0', '3'), EL9('procps-ng', '3.3.17', '14'), EL9('rsync', '3.2.3', '20'), EL9('tar', '1.34', '7', { epoch: 2 }),
    EL9('rpm', '4.16.1.3', '34'), EL9('python3-rpm', '4.16.1.3', '34'), EL9('python3-systemd', '234', '19'), EL9('dnf', '4.14.0', '17', { arch: 'noarch' }), EL9('policycoreutils', '3.6', '2.1'), EL9('selinux-policy-targeted', '38.1.45', '3', { arch: 'noarch' }),
    EL9('NetworkManager', '1.48.10', '2', { epoch: 1 }), EL9('chrony', '4.5', '3'), EL9('cockpit', '323.1', '1'), EL9('cockpit-ws', '323.1', '1'), EL9('cockpit-system', '323.1', '1', { arch: 'noarch' }), EL9('openssh-clients', '8.7p1', '43'), EL9('sudo', '1.9.5p2', '10'), EL9('bash', '5.1.8', '9'), EL9('coreutils', '8.32', '36'), EL9('glibc', '2.34', '125'),
  ];
}
