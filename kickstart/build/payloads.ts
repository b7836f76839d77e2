// SPDX-License-Identifier: GPL-2.0-or-later
// What every node image needs, and what each payload adds: packages, units, and the reasons why a target cannot carry one.
import { z } from 'zod';
import { targets, type TargetId } from '../profile/targets.ts';

export const payloadIds = ['minimal', 'ovirt', 'virtualization'] as const;
export const PayloadId = z.enum(payloadIds, 'Choose one of the listed payloads.');
export type PayloadId = z.infer<typeof PayloadId>;

type Subject = { readonly target: TargetId; readonly arch: 'x86_64' | 'aarch64'; readonly payload: PayloadId };

/**
 * Without these an image cannot be made, installed, started or upgraded.
 * Source: what `imgbase layout --init` and `imgbase update` call (lvm2 with dmeventd, rsync, tar, e2fsprogs, xfsprogs, procps, rpm, grubby, grub2-tools, policycoreutils,
 * "dracut --add multipath", sshd's configuration, iscsi-iname in imgbase-setup.service), and what livemedia-creator's dracut call asks for (dracut-live, dracut-network).
 */
const core = [
  'NetworkManager', 'audit', 'chrony', 'cockpit', 'device-mapper-event', 'device-mapper-multipath', 'dnf', 'dracut', 'dracut-config-generic', 'dracut-live', 'dracut-network', 'e2fsprogs', 'firewalld', 'glibc-langpack-en',
  'grub2-tools', 'grubby', 'imgbased', 'iscsi-initiator-utils', 'kernel', 'lvm2', 'openssh-clients', 'openssh-server', 'policycoreutils', 'procps-ng', 'python3-rpm', 'python3-systemd', 'rpm', 'rsync',
  'selinux-policy-targeted', 'sudo', 'systemd', 'tar', 'util-linux', 'xfsprogs',
] as const;

/** Boot loaders for BIOS and UEFI: the installer takes them from the image. */
const boot = {
  x86_64: ['efibootmgr', 'grub2-efi-x64', 'grub2-pc', 'shim-x64'],
  aarch64: ['efibootmgr', 'grub2-efi-aa64', 'shim-aa64'],
} as const satisfies Record<Subject['arch'], readonly string[]>;

const firmware = { x86_64: 'edk2-ovmf', aarch64: 'edk2-aarch64' } as const satisfies Record<Subject['arch'], string>;

type Payload = {
  readonly label: string;
  readonly about: string;
  readonly packages: (subject: Subject) => readonly string[];
  readonly excluded: readonly string[];
  readonly units: (subject: Subject) => readonly string[];
  /** Brings vdsm's own units, so that stand-ins for them must not be made. */
  readonly hasVdsm: boolean;
};

const isEl8 = (target: TargetId) => targets[target].kickstart === 'RHEL8';

export const payloads: Readonly<Record<PayloadId, Payload>> = {
  minimal: { label: 'Minimal node', about: 'What a node needs to be installed, managed with SSH and Cockpit, and upgraded.', packages: () => [], excluded: [], units: () => [], hasVdsm: false },
  ovirt: {
    label: 'oVirt Node 4.5 (vdsm payload)',
    about: 'A host for oVirt: vdsm and all it needs. The repositories of oVirt 4.5 must be named below.',
    packages: () => ['libvirt-daemon-kvm', 'ovirt-host', 'ovirt-node-ng-image-update-placeholder', 'ovirt-release-host-node', 'qemu-kvm', 'vdsm'],
    // It obsoletes the packages of the image that it carries.
    excluded: ['ovirt-node-ng-image-update'],
    units: () => [],
    hasVdsm: true,
  },
  virtualization: {
    label: 'Virtualization host (libvirt, Cockpit)',
    about: 'Virtual machines with libvirt and KVM, managed with Cockpit.',
    packages: ({ arch }) => ['cockpit-machines', firmware[arch], 'libvirt-client', 'libvirt-daemon-kvm', 'qemu-kvm', 'swtpm', 'virt-install'],
    excluded: [],
    units: ({ target }) => (isEl8(target) ? ['libvirtd'] : ['virtqemud.socket', 'virtnetworkd.socket', 'virtstoraged.socket', 'virtnodedevd.socket']),
    hasVdsm: false,
  },
};

/** Why `target` cannot carry the payload, or undefined when it can. */
export function payloadProblem(payload: PayloadId, target: TargetId): string | undefined {
  return payload === 'ovirt' && targets[target].kickstart !== 'RHEL9' ? 'oVirt 4.5 is made for Enterprise Linux 9.' : undefined;
}

/** The packages that the definition asks for without naming them, in order. */
export function packagesOf(subject: Subject): string[] {
  return [...new Set([...core, ...boot[subject.arch], ...payloads[subject.payload].packages(subject)])].sort((one, other) => (one < other ? -1 : 1));
}

/** Never wanted: a rescue initramfs is made for one machine, and fills /boot. */
export function exclusionsOf({ payload }: Subject): string[] {
  return ['dracut-config-rescue', ...payloads[payload].excluded];
}

/** Units that are enabled in every image of this kind. */
export function unitsOf(subject: Subject): string[] {
  return ['NetworkManager', 'chronyd', 'cockpit.socket', 'sshd', ...payloads[subject.payload].units(subject)];
}

/** Whether `text` is what the glob means. Only `*` is special; each piece is looked for once, so that no glob takes long. */
function matches(glob: string, text: string): boolean {
  const [first = '', ...rest] = glob.split('*');
  if (!text.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return text === first;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

/** Whether a definition may leave the package (or every package that the glob means) out. */
export function excludable(name: string, subject: Subject): boolean {
  return !packagesOf(subject).some((needed) => matches(name, needed));
}
