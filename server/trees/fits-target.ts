// SPDX-License-Identifier: GPL-2.0-or-later
// Whether the installer in a tree is the one of a target: another release's would read the kickstart by other rules.

import { type TargetId, targetIds, targets } from '#kickstart/profile/targets.ts';

type Family = 'centos' | 'rhel' | 'alma' | 'rocky' | 'fedora' | 'ovirt';

/** How the trees of each family begin their names ([general] family, or the first words of .discinfo). */
const NAMES: readonly (readonly [Family, RegExp])[] = [
  ['centos', /^centos\b/i], ['rhel', /^(red hat enterprise linux|rhel)\b/i], ['alma', /^almalinux\b/i], ['rocky', /^rocky\b/i], ['fedora', /^fedora\b/i], ['ovirt', /^ovirt\b/i],
];

/** oVirt Node 4.5 is installed by the installer of any Enterprise Linux 9. */
const OF_OVIRT: readonly Family[] = ['centos', 'rhel', 'alma', 'rocky'];

const NEWEST_FEDORA = targetIds.filter((id) => id.startsWith('fedora')).at(-1);

/**
 * Why a tree of this name and version is not for `target`; undefined when it is, or does not say what it is.
 * Only the major version counts: installers of one release read the same kickstart language.
 */
export function targetProblem(target: TargetId, name: string | null, version: string | null): string | undefined {
  if (name === null || version === null) return undefined;
  const family = NAMES.find(([, pattern]) => pattern.test(name))?.[0];
  return family !== undefined && isFor(target, family, version) ? undefined : wrong(target, name, version);
}

function isFor(target: TargetId, family: Family, version: string): boolean {
  const [major = ''] = version.split(/[.-]/);
  if (target === 'ovirt45') return family === 'ovirt' ? version.startsWith('4.5') : OF_OVIRT.includes(family) && major === '9';
  if (family === 'fedora' && /^rawhide$/i.test(version)) return target === NEWEST_FEDORA;
  return target === `${family}${major}`;
}

function wrong(target: TargetId, name: string, version: string): string {
  const other = targetIds.find((id) => id !== 'ovirt45' && NAMES.some(([family, pattern]) => pattern.test(name) && isFor(id, family, version)));
  return `This is the installer of ${name} ${version}, and the target is ${targets[target].label}. Choose a tree of that${other === undefined ? '' : `, or give this one to the target ${other}`}.`;
}
