// SPDX-License-Identifier: GPL-2.0-or-later
// The packages that an image needs to become a node, by what it is for, and why each of them.
import type { TargetId } from '../profile/targets.ts';

/** What an image is for, beside being a node. */
export type Payload = 'ovirt' | 'virtualization' | 'none';

export type Need = {
  /** One of these is enough: names differ between distributions. The first is the usual one. */
  readonly anyOf: readonly string[];
  /** What it is needed for: "the layout step makes volumes with it". */
  readonly reason: string;
};

const need = (reason: string, ...anyOf: string[]): Need => ({ anyOf, reason });

/** Without these no installation comes to its end. Source: what Anaconda, dracut and imgbased run. */
const required: readonly Need[] = [
  need('the system starts with it', 'kernel-core', 'kernel', 'kernel-rt-core', 'kernel-64k-core'),
  need('the installer and every update make the initramfs with it', 'dracut'),
  need('the first process of the system', 'systemd'),
  need('base and layers are volumes', 'lvm2'),
  need('watches the pool of the volumes; the layout step ends it', 'device-mapper-event', 'dmeventd'),
  need('makes base and layer', 'imgbased'),
  need('imgbased compares versions with it', 'python3-rpm'),
  need('imgbased asks it for kernels and files', 'rpm'),
  need('makes the boot entry of each layer', 'grubby'),
  need('writes the boot menu', 'grub2-tools', 'grub2-tools-minimal'),
  need('the boot loader', 'grub2-pc', 'grub2-efi-x64', 'grub2-efi-aa64', 'grub2-ppc64le', 's390utils-base', 's390utils-core'),
  need('the layout step changes its sshd_config, and stops without', 'openssh-server'),
  need('imgbased copies volumes with it', 'rsync'),
  need('findmnt and mount', 'util-linux', 'util-linux-core'),
  need('makes and checks ext4', 'e2fsprogs'),
  need('pkill, with which the layout step ends', 'procps-ng'),
  need('restorecon and getenforce, which the layout step runs', 'policycoreutils'),
];

const recommended: readonly Need[] = [
  need('the image starts on hardware other than that it was built on', 'dracut-config-generic'),
  need('"imgbase update" unpacks images with it', 'tar'),
  need('imgbased reads the journal with it when it looks at security profiles', 'python3-systemd'),
  need('"imgbase update" adds multipath to the initramfs', 'device-mapper-multipath'),
  need('volumes with xfs', 'xfsprogs'),
  need('SELinux\' rules', 'selinux-policy-targeted'),
  need('the network of the installed system', 'NetworkManager'),
  need('the node in the browser', 'cockpit', 'cockpit-system', 'cockpit-ws'),
];

const payloads: Readonly<Record<Payload, readonly Need[]>> = {
  none: [],
  virtualization: [
    need('runs the virtual machines', 'qemu-kvm', 'qemu-kvm-core'),
    need('manages the virtual machines', 'libvirt-daemon', 'libvirt-daemon-driver-qemu', 'libvirt-daemon-kvm'),
  ],
  ovirt: [
    need('the agent that oVirt Engine talks to', 'vdsm'),
    need('what oVirt Engine expects of a host', 'ovirt-host'),
    need('runs the virtual machines', 'qemu-kvm', 'qemu-kvm-core'),
    need('manages the virtual machines', 'libvirt-daemon', 'libvirt-daemon-driver-qemu', 'libvirt-daemon-kvm'),
    need('time that agrees with the Engine', 'chrony'),
  ],
};

/** What an image is for, as its target and packages tell. */
export function payloadOf(target: TargetId | null, names: ReadonlySet<string>): Payload {
  if (target === 'ovirt45' || names.has('vdsm') || names.has('ovirt-host')) return 'ovirt';
  return ['libvirt-daemon', 'libvirt-daemon-driver-qemu', 'qemu-kvm', 'qemu-kvm-core'].some((name) => names.has(name)) ? 'virtualization' : 'none';
}

export type Missing = { readonly required: readonly Need[]; readonly payload: readonly Need[]; readonly recommended: readonly Need[] };

/** What is missing of all that an image with this payload needs. */
export function missingPackages(payload: Payload, names: ReadonlySet<string>): Missing {
  const absent = (needs: readonly Need[]) => needs.filter(({ anyOf }) => !anyOf.some((name) => names.has(name)));
  return { required: absent(required), payload: absent(payloads[payload]), recommended: absent(recommended) };
}
