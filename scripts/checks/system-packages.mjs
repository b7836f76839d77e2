// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests need from the system, and why; installed by apt-get or dnf when it is missing and we may.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const hasCommand = (...names) => (process.env.PATH ?? '').split(delimiter).concat('/usr/sbin', '/sbin').some((place) => names.some((name) => existsSync(join(place, name))));
const hasFile = (...paths) => paths.some((path) => existsSync(path));
/** A kernel with its modules; a container has its host's kernel, but not as a package. */
const hasKernel = () => existsSync('/lib/modules') && readdirSync('/lib/modules').some((version) => hasFile(`/boot/vmlinuz-${version}`, `/lib/modules/${version}/vmlinuz`));
/** The addon's tests need the system's own Python, not only some Python in PATH. */
const pythonMakesEnvironments = () => ['python3', '/usr/bin/python3'].every((python) => spawnSync(python, ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0);

/** `apt` and `dnf` are package names; `isThere` looks for what the package brings. Without an optional one only what `why` names is missing. */
export const SYSTEM_PACKAGES = [
  { apt: ['chromium'], dnf: ['chromium'], why: 'the browser of the end-to-end tests', isThere: () => hasCommand('chromium') || process.env.BASEWRIGHT_CHROMIUM !== undefined },
  { apt: ['python3', 'python3-venv'], dnf: ['python3'], why: 'pykickstart, the judge of every kickstart, in an environment of its own', isThere: pythonMakesEnvironments },
  { apt: ['dbus-daemon'], dnf: ['dbus-daemon'], why: 'the bus of the addon\'s tests', isThere: () => hasCommand('dbus-daemon') },
  { apt: ['python3-gi', 'gir1.2-glib-2.0'], dnf: ['python3-gobject-base'], why: 'the addon\'s D-Bus library', isThere: () => spawnSync('/usr/bin/python3', ['-c', 'from gi.repository import Gio'], { stdio: 'ignore' }).status === 0 },
  { apt: ['make', 'cpio', 'rpm', 'rpmlint'], dnf: ['make', 'cpio', 'rpm-build', 'rpmlint'], why: 'the addon\'s image and package', isThere: () => ['make', 'cpio', 'rpmbuild', 'rpmlint'].every((name) => hasCommand(name)) },
  { apt: ['user-mode-linux', 'kmod'], dnf: [], why: 'the machine in which the addon makes real LVM layouts', isThere: () => hasCommand('linux.uml') && hasCommand('insmod') },
  {
    apt: ['lvm2', 'dmeventd', 'dmsetup', 'thin-provisioning-tools', 'e2fsprogs', 'xfsprogs', 'grub-common', 'procps', 'util-linux'],
    dnf: ['lvm2', 'device-mapper-event', 'device-mapper-persistent-data', 'e2fsprogs', 'xfsprogs', 'procps-ng', 'util-linux'],
    why: 'volumes and file systems inside that machine',
    isThere: () => ['lvm', 'dmeventd', 'thin_check', 'mkfs.ext4', 'mkfs.xfs', 'grub-editenv', 'pkill'].every((name) => hasCommand(name)),
  },
  { apt: ['openssl'], dnf: ['openssl'], why: 'the certificates of the management controllers in the tests', isThere: () => hasCommand('openssl') },
  { apt: ['xorriso'], dnf: ['xorriso'], why: 'takes installer trees out of ISO images', isThere: () => hasCommand('xorriso') },
  {
    apt: ['qemu-system-x86', 'ipxe-qemu', 'ovmf', 'seabios'], dnf: ['qemu-system-x86-core', 'ipxe-roms-qemu', 'edk2-ovmf', 'seabios-bin'], why: 'machines that boot from the boot plane with real firmware',
    isThere: () => hasCommand('qemu-system-x86_64') && hasFile('/usr/lib/ipxe/qemu/pxe-virtio.rom', '/usr/share/ipxe/1af41000.rom') && hasFile('/usr/share/OVMF/OVMF_CODE_4M.fd', '/usr/share/edk2/ovmf/OVMF_CODE.fd'),
  },
  {
    apt: ['grub-common', 'grub-efi-amd64-bin', 'grub-pc-bin', 'mtools'], dnf: ['grub2-tools-minimal', 'grub2-efi-x64-modules', 'grub2-pc-modules', 'mtools'], why: 'the boot loaders of those machines',
    isThere: () => ['grub-mkimage', 'mformat'].every((name) => hasCommand(name)) && hasFile('/usr/lib/grub/x86_64-efi/kernel.img') && hasFile('/usr/lib/grub/i386-pc/boot.img'),
  },
  {
    apt: ['linux-image-amd64', 'kmod', 'busybox-static', 'cpio', 'findutils', 'iproute2', 'squashfs-tools', 'systemd', 'python3'], dnf: ['kernel-core', 'kmod', 'busybox', 'cpio', 'findutils', 'iproute', 'squashfs-tools', 'systemd', 'python3'], why: 'their stand-in for the installer, and the image that it installs',
    isThere: () => ['busybox', 'modprobe', 'cpio', 'find', 'ip', 'mksquashfs', 'systemd-tmpfiles'].every((name) => hasCommand(name)) && hasFile('/usr/lib/systemd/systemd') && hasFile('/usr/bin/python3') && hasKernel(),
  },
  {
    apt: ['guestfish', 'libguestfs-xfs', 'linux-image-amd64'], dnf: ['guestfs-tools', 'libguestfs-xfs', 'kernel-core'], why: 'opens images inside of a machine of its own, to customize them; xfs is a package apart',
    isThere: () => hasCommand('guestfish') && hasKernel() && hasFile('/usr/lib/x86_64-linux-gnu/guestfs/supermin.d/packages-xfs', '/usr/lib/aarch64-linux-gnu/guestfs/supermin.d/packages-xfs', '/usr/lib64/guestfs/supermin.d/zz-packages-xfs'),
  },
  { apt: ['policycoreutils'], dnf: ['policycoreutils'], why: 'sets the labels of SELinux in an image that a recipe changes', isThere: () => hasCommand('setfiles') },
  { apt: ['mmdebstrap', 'e2fsprogs', 'util-linux'], dnf: ['mmdebstrap', 'e2fsprogs', 'util-linux'], why: 'makes the small node image that the tests publish, customize and boot', isThere: () => ['mmdebstrap', 'debugfs', 'flock', 'unshare'].every((name) => hasCommand(name)) },
  { apt: ['rpm', 'createrepo-c', 'minisign', 'gnupg'], dnf: ['rpm-build', 'rpm-sign', 'createrepo_c', 'minisign', 'gnupg2'], why: 'packages and signatures of that image', isThere: () => ['rpm', 'rpmbuild', 'rpmsign', 'createrepo_c', 'minisign', 'gpg'].every((name) => hasCommand(name)) },
  {
    apt: ['mmdebstrap', 'debian-archive-keyring', 'util-linux', 'procps', 'python3'], dnf: ['mmdebstrap', 'debian-keyring', 'util-linux', 'procps-ng', 'python3'], why: 'makes the small systems with the editions of Cockpit that the tests of its page run in',
    isThere: () => hasFile('/usr/share/keyrings/debian-archive-keyring.gpg', '/usr/share/keyrings/debian-archive-keyring.pgp') && ['mmdebstrap', 'unshare', 'nsenter', 'pivot_root', 'python3'].every((name) => hasCommand(name)),
  },
  { apt: ['appstream'], dnf: ['appstream'], why: 'judges what software centres are told of the Cockpit page', isThere: () => hasCommand('appstreamcli') },
  { apt: ['curl'], dnf: ['curl'], why: 'asks the boot plane as Anaconda does', isThere: () => hasCommand('curl') },
  { apt: ['dnsmasq-base', 'isc-dhcp-server', 'kea-dhcp4-server'], dnf: ['dnsmasq', 'dhcp-server', 'kea'], why: 'the DHCP servers that read the configurations for them', isThere: () => ['dnsmasq', 'dhcpd', 'kea-dhcp4'].every((name) => hasCommand(name)) },
  { apt: ['grub-common'], dnf: ['grub2-tools'], why: 'GRUB\'s parser, which reads the boot scripts', isThere: () => hasCommand('grub-script-check', 'grub2-script-check') },
  { apt: ['nginx-light'], dnf: ['nginx'], why: 'the web server in front of the boot plane, and the yardstick of bench/', isThere: () => hasCommand('nginx') },
  { apt: ['wrk'], dnf: ['wrk'], why: 'the load of bench/', isThere: () => hasCommand('wrk'), optional: true },
];

function packageTool() {
  if (hasCommand('apt-get')) return 'apt';
  return hasCommand('dnf') ? 'dnf' : undefined;
}

function asRoot(command) {
  return process.getuid?.() === 0 ? command : ['sudo', '-n', ...command];
}

function execute([program, ...args], log) {
  try {
    log(execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }));
    return true;
  } catch (error) {
    log(`${error.stdout ?? ''}${error.stderr ?? error.message}`);
    return false;
  }
}

function install(tool, names, log) {
  if (tool === 'dnf') return execute(asRoot(['dnf', 'install', '-y', '--setopt=install_weak_deps=False', ...names]), log);
  return execute(asRoot(['apt-get', 'install', '-y', '--no-install-recommends', ...names]), log);
}

/**
 * Installs what is missing. `log` takes what the package tool says.
 * @returns {string[]} one sentence for each needed thing that is still missing; empty when the tests can run
 */
export function installSystemPackages(log) {
  const missing = SYSTEM_PACKAGES.filter((entry) => !entry.isThere());
  if (missing.length === 0) return [];
  const tool = packageTool();
  if (tool === undefined) return missing.filter((entry) => !entry.optional).map((entry) => `${entry.apt[0]} is missing (${entry.why}); there is no apt-get or dnf to install it with.`);
  const names = missing.flatMap((entry) => entry[tool]);
  console.log(`Installing from the system's packages: ${names.join(' ')} ...`);
  if (tool === 'apt') execute(asRoot(['apt-get', 'update']), log); // When it fails, the lists that are there may do.
  // All at once is quicker; one by one when that fails, so that an optional package does not keep the others out.
  if (!install(tool, names, log)) for (const entry of missing) install(tool, entry[tool], log);
  const still = missing.filter((entry) => !entry.isThere());
  for (const entry of still.filter(({ optional }) => optional)) console.log(`Not installed: ${entry[tool].join(' ')} (${entry.why}); the tests run without it.`);
  // A Fedora-like system has no such package; only Debian's can run that check.
  return still.filter(({ optional }) => !optional).map((entry) => (entry[tool].length === 0 ? `${entry.apt.join(' ')} is missing (${entry.why}), and this distribution has no such package.` : `${entry[tool].join(' ')} could not be installed (${entry.why}). As root run: ${tool === 'apt' ? 'apt-get' : 'dnf'} install ${entry[tool].join(' ')}`));
}
