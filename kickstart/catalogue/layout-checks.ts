// SPDX-License-Identifier: GPL-2.0-or-later
// Can imgbased make a layer of the image, install it and upgrade to it: the checks, what happens without, and how to mend it.
// Source: imgbased 1.2.26, where every one of these failures was seen or read.
import type { CheckWords } from './integrity-checks.ts';

const POSTPROCESS = 'End the build with "imgbase --debug --experimental image-build --postprocess --set-nvr=NAME-VERSION-RELEASE".';
const NVR_FILE = 'Write the name without a line break: printf %s NAME-VERSION-RELEASE > /usr/share/imgbase/build/meta/nvr (echo adds one).';

const nvr = {
  nvr: {
    title: 'It holds its own name (NVR) in /usr/share/imgbase/build/meta/nvr',
    consequence: 'The layout step stops at once with "There is no NVR set for this build", and no upgrade to this image is possible.',
    fix: POSTPROCESS,
  },
  'nvr-newline': {
    title: 'The file with its name ends without a line break',
    consequence: 'imgbased takes the line break for a part of the name: "Failed to create a new layer", after tags were written that stop every further attempt.',
    fix: NVR_FILE,
  },
  'nvr-form': {
    title: 'Its name is a NAME-VERSION-RELEASE of letters, digits and _ . + -',
    consequence: 'The layout step stops with "Failed to parse NVR" or "Invalid LV name", after tags were written that stop every further attempt.',
    fix: 'Give the image a name like my-node-4.5.1-1.el9, and build it anew.',
  },
  'nvr-length': {
    title: 'Its name has at most 53 characters',
    consequence: 'The layer is called like the image with "+1", and imgbased makes no volume with a name of more than 55 characters: "Failed to create a new layer".',
    fix: 'Give the image a shorter name.',
  },
  'nvr-title': {
    title: 'Its name holds "node" or "rhvh"',
    consequence: 'imgbased removes every boot entry whose title has neither, its own included: the machine would not start any more.',
    fix: 'Give the image a name that holds "node", for example edge-node-1.0-1.',
  },
  'nvr-file': {
    title: 'Its file is not called by another version',
    consequence: 'People who go by the name of the file install another version than they think.',
    fix: 'Upload the image again under the name that it holds.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;

const build = {
  links: {
    title: 'Its links can be followed',
    consequence: 'What the installer and imgbased look for there, they will not find either.',
    fix: 'Replace the named links in the build.',
  },
  directories: {
    title: '/boot, /dev, /etc, /usr and /var are directories',
    consequence: 'The installer mounts file systems there and writes into them: it would stop, or write into another place.',
    fix: 'Make them plain directories in the build, not links.',
  },
  system: {
    title: 'It says which system it is, and Basewright knows it',
    consequence: 'It cannot be offered for a target, and the installer may treat it like another system.',
    fix: 'Install the package with the release files of the distribution (for example centos-stream-release), so that /etc/os-release tells the truth.',
  },
  'os-release': {
    title: '/etc/os-release is a link, as the distribution ships it',
    consequence: 'imgbased refuses to finish such a build ("This file is not a symlink"), so this image was finished in another way.',
    fix: 'ln -sf ../usr/lib/os-release /etc/os-release in the build, then finish it with imgbase.',
  },
  factory: {
    title: 'It keeps a copy of its own users in /usr/share/factory/etc',
    consequence: 'The layout step ends without any message (only --debug tells), because it compares users with that copy; upgrades cannot tell your changes from those of the image.',
    fix: POSTPROCESS,
  },
  dev: {
    title: 'Its /dev is empty',
    consequence: 'imgbased makes /dev/urandom itself and stops where it is there already ("mknod: File exists"); other devices make upgrades fail.',
    fix: 'Empty /dev at the end of the build, for example with "find /dev -xdev -mindepth 1 -delete" in the image. Images made from containers have devices there.',
  },
  nist: {
    title: 'The directories are there that become volumes of their own',
    consequence: 'The layout step stops with "Is no dir", after some volumes were made.',
    fix: 'Make the named directories in the build: mkdir -p /home /tmp /var/crash /var/log/audit /var/tmp.',
  },
  'var-imgbased': {
    title: 'It does not bring a /var/imgbased',
    consequence: 'With the minimal volume layout (node_storage=minimal) imgbased makes this directory itself, and stops where it is there already.',
    fix: 'Remove /var/imgbased at the end of the build: rm -rf /var/imgbased.',
  },
  'machine-id': {
    title: 'Its /etc/machine-id is empty',
    consequence: 'Machines that are upgraded to this image may get the same identity, and then the same DHCP lease.',
    fix: 'Empty it at the end of the build: truncate -s 0 /etc/machine-id.',
  },
  fstab: {
    title: 'Its /etc/fstab names no root by UUID or LABEL',
    consequence: 'Where this line reaches an installed system, imgbased stops with "Can\'t find LV for: UUID=..." when it makes the next layer.',
    fix: 'Empty /etc/fstab at the end of the build; the installer writes it.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;

const boot = {
  kernel: {
    title: 'It holds a kernel: /boot/vmlinuz-VERSION-RELEASE',
    consequence: 'The installer finds no kernel to start, and imgbased makes no boot entry for a name with more or fewer dashes.',
    fix: 'Install the package kernel in the build, and see that /boot/vmlinuz-* is not removed.',
  },
  modules: {
    title: 'The modules of its kernel are there',
    consequence: 'The installer cannot make an initramfs, and the node finds neither its disks nor its network.',
    fix: 'Install kernel and kernel-modules of one version in the build.',
  },
  initramfs: {
    title: 'Every kernel has its /boot/initramfs-VERSION-RELEASE.img',
    consequence: 'imgbased copies kernel and initramfs for each layer, and stops where one of them is missing, after the old boot entries were removed.',
    fix: 'Run "dracut --no-hostonly /boot/initramfs-VERSION-RELEASE.img VERSION-RELEASE" in the build.',
  },
  'kernel-owner': {
    title: 'Its rpm database says which package the kernel comes from',
    consequence: 'imgbased asks rpm what provides "kernel" and takes its files below /boot: without both it stops with "kfiles were not found", after all volumes were made.',
    fix: 'Install the kernel as a package (kernel-core), not as plain files, and leave its files in /boot.',
  },
  'generic-initramfs': {
    title: 'Its initramfs is made for any hardware',
    consequence: 'An initramfs for the machine that built the image may lack the drivers of yours, until the installer makes it anew.',
    fix: 'Install dracut-config-generic in the build, and make the initramfs after that.',
  },
  'grub-cfg': {
    title: '/etc/grub2.cfg (or grub2-efi.cfg) leads to /boot/grub2/grub.cfg',
    consequence: 'imgbased finds no boot menu to change: "No grub conf found", after all volumes were made.',
    fix: 'Install grub2-tools in the build; it brings these links.',
  },
  grubenv: {
    title: 'Its /boot/grub2/grubenv is one, or is left to the installer',
    consequence: 'imgbased cannot say which layer starts: it skips a file that does not have 1024 bytes, and stops where a link leads nowhere.',
    fix: 'Make it anew in the build: grub2-editenv /boot/grub2/grubenv create.',
  },
  'default-grub': {
    title: '/etc/default/grub is a file, or is left to the installer',
    consequence: 'The kernel arguments of the next layer cannot be written.',
    fix: 'Remove what stands there in the build; the installer writes the file.',
  },
  'grubby-bls': {
    title: 'imgbased finds grubby where it looks: /usr/libexec/grubby/grubby-bls',
    consequence: 'Without it imgbased writes boot entries in an older way: the first layer may start, and the first upgrade fails. Enterprise Linux 10 and Fedora do not ship the file.',
    fix: 'Make a link in the build: mkdir -p /usr/libexec/grubby && ln -s /usr/sbin/grubby /usr/libexec/grubby/grubby-bls.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;

const layers = {
  imgbase: {
    title: 'It holds the program imgbase',
    consequence: 'There is nothing that could make a base and a layer: the installation ends with a plain system, or fails.',
    fix: 'Install the package imgbased in the build.',
  },
  'pool-profile': {
    title: 'The profile of the pool is there: /etc/lvm/profile/imgbased-pool.profile',
    consequence: 'LVM stops with "Failed to find configuration profile" while the layout is made.',
    fix: 'Install the package imgbased in the build; it brings the file.',
  },
  'lvm-monitoring': {
    title: 'LVM watches its pools (activation/monitoring in lvm.conf)',
    consequence: 'The layout is made, and then its last step fails, so the installation counts as failed; and a pool that gets full is not grown.',
    fix: 'Remove "monitoring = 0" from /etc/lvm/lvm.conf in the build.',
  },
  'sshd-config': {
    title: '/etc/ssh/sshd_config is there',
    consequence: 'imgbased changes it in every layer and stops without it.',
    fix: 'Install openssh-server in the build.',
  },
  cpe: {
    title: '/etc/system-release-cpe says which product it is',
    consequence: 'The layout step ends without any message (only --debug tells).',
    fix: 'Install the package with the release files of the distribution, for example centos-stream-release.',
  },
  'update-product': {
    title: 'Its product is one that imgbased upgrades',
    consequence: 'It can be installed, but "imgbase update" refuses every product but Fedora, CentOS and Red Hat Enterprise Linux: these nodes can only be installed anew.',
    fix: 'Use CentOS Stream or Red Hat Enterprise Linux for nodes that shall be upgraded, or an imgbased that knows the product.',
  },
  'vdsm-units': {
    title: 'The units are there that an upgrade stops: vdsmd, supervdsmd, vdsm-network',
    consequence: 'The node installs, and its first "imgbase update" fails with "Unit vdsmd.service not loaded".',
    fix: 'Without vdsm, ship stand-ins: oneshot services of these names that start /bin/true.',
  },
} as const satisfies Readonly<Record<string, CheckWords>>;

export const layoutChecks = { ...nvr, ...build, ...boot, ...layers } as const;
