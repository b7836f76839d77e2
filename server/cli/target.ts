// SPDX-License-Identifier: GPL-2.0-or-later
// target list, and the usual spellings of a target.
import { type TargetId, targets } from '#kickstart/profile/targets.ts';
import { type Run, refusal } from './command.ts';
import { table } from './output.ts';
import { suggestion } from './suggest.ts';

/** What people call a distribution, without blanks and dashes. */
const NAMES: Readonly<Record<string, string>> = {
  centosstream: 'centos', stream: 'centos', cs: 'centos', redhat: 'rhel', redhatenterpriselinux: 'rhel',
  almalinux: 'alma', rockylinux: 'rocky', fedoralinux: 'fedora', f: 'fedora', fc: 'fedora', ovirtnode: 'ovirt',
};

/**
 * The target that is meant: `rhel9`, `RHEL 9`, `AlmaLinux-9.4`, `Fedora45`, `F45`, `oVirt-4.5`.
 * @param path the option or argument that it was given by.
 * @throws {CommandError} naming that, with the targets there are
 */
export function readTarget(text: string, path = '--target'): TargetId {
  const plain = text.toLowerCase().replace(/[\s_-]/g, '');
  const [, name = '', major = '', minor = ''] = /^([a-z]+)([0-9]+)(?:\.([0-9]+))?$/.exec(plain) ?? [];
  const known = NAMES[name] ?? name;
  // A minor release of Enterprise Linux has the kickstart of its major one; oVirt's 4.5 is a version of its own.
  const id = known === 'ovirt' ? `${known}${major}${minor}` : `${known}${major}`;
  const target = Object.values(targets).find((candidate) => candidate.id === id);
  if (target !== undefined) return target.id;
  const ids = Object.keys(targets);
  throw refusal(path, `There is no such target.${suggestion(plain, ids)} The targets are ${ids.join(', ')}.`);
}

export const listTargets: Run = () => {
  const list = Object.values(targets).map(({ id, label, kickstart, lacks }) => ({ id, label, kickstart, lacks }));
  return Promise.resolve({ stdout: table(['ID', 'KICKSTART', 'NAME'], list.map(({ id, kickstart, label }) => [id, kickstart, label])), json: { targets: list } });
};
