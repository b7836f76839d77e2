// SPDX-License-Identifier: GPL-2.0-or-later
// What an image says of itself: its name, its system, its kernel.

import { TargetId } from '#kickstart/profile/targets.ts';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';
import type { ImageFiles } from './image-files.ts';

/** Where imgbased keeps the name of an image. */
export const NVR_FILE = '/usr/share/imgbase/build/meta/nvr';

/** Longer names are none. */
const MOST_NVR = 4096;

export type System = { readonly label: string | null; readonly target: TargetId | null };

const IDS: Readonly<Record<string, string>> = { centos: 'centos', rhel: 'rhel', almalinux: 'alma', rocky: 'rocky', fedora: 'fedora' };

/** The exact content of the file with the name; undefined when it cannot be read. */
export async function readNvr(files: ImageFiles): Promise<string | undefined> {
  return (await files.read(NVR_FILE, MOST_NVR))?.toString('utf8');
}

/** The system, as /etc/os-release tells. */
export async function readSystem(files: ImageFiles): Promise<System> {
  const text = (await files.read('/etc/os-release', 64 * 1024))?.toString('utf8');
  return text === undefined ? { label: null, target: null } : systemOf(text);
}

/** @internal */
export function systemOf(text: string): System {
  const values = new Map(text.split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
    return name === '' ? [] : [[name, value.replace(/^(["'])(.*)\1$/, '$2')] as const];
  }));
  const release = /^\d+/.exec(values.get('VERSION_ID') ?? '')?.[0] ?? '';
  const id = values.get('ID') ?? '';
  const isOvirt = (values.get('VARIANT_ID') ?? '').startsWith('ovirt-node') || /^oVirt Node/i.test(values.get('PRETTY_NAME') ?? '');
  const name = isOvirt && release === '9' ? 'ovirt45' : `${Object.hasOwn(IDS, id) ? IDS[id] ?? '' : '?'}${release}`;
  const target = TargetId.safeParse(name);
  return { label: plainLine(values.get('PRETTY_NAME') ?? id, 120) || null, target: target.success ? target.data : null };
}
