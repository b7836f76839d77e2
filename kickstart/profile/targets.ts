// SPDX-License-Identifier: GPL-2.0-or-later
// The distributions a profile can install, the kickstart version each one speaks, and what each one lacks.
import { z } from 'zod';
import type { KickstartVersion } from '../language/versions.ts';

export const targetIds = [
  'centos9', 'centos10', 'rhel8', 'rhel9', 'rhel10', 'alma8', 'alma9', 'alma10', 'rocky8', 'rocky9', 'rocky10',
  'fedora42', 'fedora43', 'fedora44', 'fedora45', 'ovirt45',
] as const;

/** The distribution and version to install. */
export const TargetId = z.enum(targetIds, 'Choose one of the listed distributions.');
export type TargetId = z.infer<typeof TargetId>;

/** Something a target may lack; each is a rule of the model and a hidden field of the wizard. */
export type Feature = 'timesource' | 'rootAllowSsh' | 'yescrypt' | 'kdumpAddon' | 'eula' | 'layerUpdates';

export type Target = {
  readonly id: TargetId;
  readonly label: string;
  readonly kickstart: KickstartVersion;
  /** What this target lacks, and why, in words for the admin. */
  readonly lacks: Readonly<Partial<Record<Feature, string>>>;
};

const CLONE = 'imgbased updates only Fedora, CentOS and Red Hat products; "imgbase update" refuses this distribution, so a node can be installed but not upgraded.';
const EL8 = {
  timesource: 'Enterprise Linux 8 has no "timesource" command; NTP servers are written as "timezone --ntpservers".',
  rootAllowSsh: 'The installer of Enterprise Linux 8 has no "rootpw --allow-ssh".',
  yescrypt: 'The C library of Enterprise Linux 8 cannot check yescrypt hashes; use a $6$ (SHA-512) hash.',
} as const;
const EL9 = { rootAllowSsh: '"rootpw --allow-ssh" exists only in later minor releases of Enterprise Linux 9; give root an SSH key instead.' } as const;
const NOT_RHEL = { eula: 'Only Red Hat Enterprise Linux asks for its license agreement.' } as const;
const FEDORA = { kdumpAddon: 'Fedora\'s installation media do not carry the kdump add-on.', ...NOT_RHEL } as const;

/** A row of the table below: one target of an Enterprise Linux or Fedora release. */
function target(id: TargetId, label: string, kickstart: KickstartVersion, ...lacks: Target['lacks'][]): Target {
  return { id, label, kickstart, lacks: Object.fromEntries(lacks.flatMap((reasons) => Object.entries(reasons))) };
}

/** Every target. Source of the versions: the handler each installer ships (RHEL8, RHEL9, RHEL10) or is released with (F42 and later). */
export const targets: Readonly<Record<TargetId, Target>> = {
  centos9: target('centos9', 'CentOS Stream 9', 'RHEL9', EL9, NOT_RHEL),
  centos10: target('centos10', 'CentOS Stream 10', 'RHEL10', NOT_RHEL),
  rhel8: target('rhel8', 'Red Hat Enterprise Linux 8', 'RHEL8', EL8),
  rhel9: target('rhel9', 'Red Hat Enterprise Linux 9', 'RHEL9', EL9),
  rhel10: target('rhel10', 'Red Hat Enterprise Linux 10', 'RHEL10'),
  alma8: target('alma8', 'AlmaLinux 8', 'RHEL8', EL8, NOT_RHEL, { layerUpdates: CLONE }),
  alma9: target('alma9', 'AlmaLinux 9', 'RHEL9', EL9, NOT_RHEL, { layerUpdates: CLONE }),
  alma10: target('alma10', 'AlmaLinux 10', 'RHEL10', NOT_RHEL, { layerUpdates: CLONE }),
  rocky8: target('rocky8', 'Rocky Linux 8', 'RHEL8', EL8, NOT_RHEL, { layerUpdates: CLONE }),
  rocky9: target('rocky9', 'Rocky Linux 9', 'RHEL9', EL9, NOT_RHEL, { layerUpdates: CLONE }),
  rocky10: target('rocky10', 'Rocky Linux 10', 'RHEL10', NOT_RHEL, { layerUpdates: CLONE }),
  fedora42: target('fedora42', 'Fedora 42', 'F42', FEDORA),
  fedora43: target('fedora43', 'Fedora 43', 'F43', FEDORA),
  fedora44: target('fedora44', 'Fedora 44', 'F44', FEDORA),
  fedora45: target('fedora45', 'Fedora 45', 'F45', FEDORA),
  ovirt45: target('ovirt45', 'oVirt Node 4.5 (Enterprise Linux 9)', 'RHEL9', EL9, NOT_RHEL),
};

/** Why `target` lacks `feature`, or undefined when it has it. */
export function lacks(targetId: TargetId, feature: Feature): string | undefined {
  return targets[targetId].lacks[feature];
}
