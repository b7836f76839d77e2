// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a path on a node with layers: which changes outlive an image upgrade, and which are lost or hidden.
import { volumesMadeByImgbased } from './layout-rules.ts';
import type { Layout } from './layout.ts';
import type { Script } from './scripts.ts';
import type { Volume } from './storage.ts';

/**
 * - `kept`: imgbased carries it into every new layer (changed files of /etc, and /root).
 * - `shared`: it lies on a volume of its own, which all layers use.
 * - `lost`: it is part of the layer and is not in the next one.
 * - `hidden`: it is written below a mount that only appears when the layer boots.
 */
export type Survival = 'kept' | 'shared' | 'lost' | 'hidden';

type Node = { readonly storage: { readonly volumes: readonly Pick<Volume, 'mount'>[] }; readonly layout: Pick<Layout, 'init' | 'nodeStorage'> };

const under = (path: string, mount: string) => path === mount || path.startsWith(`${mount}/`);
const deepest = (path: string, mounts: readonly string[]) => mounts.filter((mount) => under(path, mount)).sort((a, b) => b.length - a.length)[0];

/**
 * What becomes of `path` (absolute, inside the installed system) when it is written at the end of the installation.
 * Source: imgbased's osupdater (merges /etc and /root into a new layer, makes missing volumes without mounting them during an installation).
 */
export function survivalOf(path: string, { storage, layout }: Node): Survival {
  const made = volumesMadeByImgbased(storage, layout);
  const mount = deepest(path, [...storage.volumes.map((volume) => volume.mount), ...made, '/boot']);
  if (mount !== undefined) return made.includes(mount) ? 'hidden' : 'shared';
  return under(path, '/etc') || under(path, '/root') || under(path, '/usr/share/rhn') ? 'kept' : 'lost';
}

type Place = { readonly path: string; /** What imgbased does there beyond its rule for the path. */ readonly note?: string };

/**
 * Where each setting ends on the node. Source: Anaconda's modules, for what the installer writes; imgbased's osupdater.py for the notes
 * (migrate_etc, fix_systemd_services, _permit_root_login, adjust_mounts_and_boot).
 */
const places = {
  'layout.upgrade.agent': { path: '/etc/basewright' },
  'locale.lang': { path: '/etc/locale.conf' },
  'locale.keyboards': { path: '/etc/vconsole.conf' },
  'locale.timezone': { path: '/etc/localtime' },
  'locale.utc': { path: '/etc/adjtime' },
  'locale.ntp.mode': { path: '/etc/chrony.conf' },
  'network.hostname': { path: '/etc/hostname' },
  'network.interfaces.*.kind': { path: '/etc/NetworkManager/system-connections' },
  'users.root.password': { path: '/etc/shadow', note: 'imgbased also writes "PermitRootLogin yes" into the SSH configuration of every new layer.' },
  'users.root.sshKeys': { path: '/root/.ssh/authorized_keys' },
  'users.accounts.*.name': { path: '/etc/passwd' },
  'users.accounts.*.groups': { path: '/etc/group' },
  'users.accounts.*.hash': { path: '/etc/shadow' },
  'users.accounts.*.sshKeys': { path: '/home' },
  'services.cockpit': { path: '/etc/systemd/system' },
  'services.enabled': { path: '/etc/systemd/system' },
  'services.disabled': { path: '/etc/systemd/system', note: 'What is disabled here is disabled in the new layer too.' },
  'services.firewall.enabled': { path: '/etc/firewalld' },
  'services.firewall.services': { path: '/etc/firewalld' },
  'services.firewall.ports': { path: '/etc/firewalld' },
  'services.selinux': { path: '/etc/selinux/config', note: 'Policy modules that were added on the node are not carried over.' },
  'finish.kernelArguments': { path: '/etc/default/grub', note: 'The boot entry of the new layer is made from it.' },
  'finish.kdump.mode': { path: '/etc/kdump.conf', note: 'The memory set aside is a kernel argument, which is kept too.' },
} as const satisfies Record<string, Place>;

/** Fields that end on the node at one place; `*` stands for the number of an item. */
export const settingFields = Object.keys(places);
const table: ReadonlyMap<string, Place> = new Map(Object.entries(places));

/** What becomes of the setting of `field` (a dotted path into the profile), and where it lies on the node; undefined for one that ends at no place of its own, and on a node without layers. */
export function settingSurvival(field: string, node: Node): (Place & { readonly survival: Survival }) | undefined {
  const place = table.get(field.replace(/\.\d+(?=\.|$)/g, '.*'));
  return place === undefined || !node.layout.init ? undefined : { ...place, survival: survivalOf(place.path, node) };
}

export type SurvivalFinding = { /** Line of the script's body, from 1. */ readonly line: number; readonly path: string; readonly survival: 'lost' | 'hidden'; readonly message: string };

const PATH = String.raw`["']?(/[A-Za-z0-9._/@+-]+)`;
/** Ways a shell line writes a file, each with the path in the first group. Read for hints, not proof: a script can always write in ways no pattern sees. */
const WRITES: readonly RegExp[] = [
  new RegExp(String.raw`>>?\|?\s*${PATH}`, 'g'),
  new RegExp(String.raw`\b(?:tee|touch|mkdir|rmdir|rm|truncate|install\s+-d)\b(?:\s+-[^\s]+|\s+[0-7]{3,4})*\s+${PATH}`, 'g'),
  new RegExp(String.raw`\b(?:cp|mv|ln|install|rsync)\b[^;&|\n]*\s${PATH}["']?\s*(?:$|[;&|])`, 'g'),
  new RegExp(String.raw`\bsed\b[^;&|\n]*\s-i[^\s]*[^;&|\n]*\s${PATH}["']?\s*(?:$|[;&|])`, 'g'),
  new RegExp(String.raw`\b(?:curl|wget)\b[^;&|\n]*\s-[oO]\s*${PATH}`, 'g'),
  new RegExp(String.raw`\b(?:tar|unzip)\b[^;&|\n]*\s-[Cd]\s*${PATH}`, 'g'),
  new RegExp(String.raw`\b(?:chmod|chown|chgrp|restorecon|setfacl)\b[^;&|\n]*\s${PATH}`, 'g'),
  new RegExp(String.raw`\bdd\b[^;&|\n]*\sof=${PATH}`, 'g'),
];
const PACKAGES = /\b(?:(?:dnf|yum|microdnf)\s+(?:-[^\s]+\s+)*(?:install|localinstall|update|upgrade|remove|erase|group\s*install)|rpm\s+-[A-Za-z]*[iUFe][A-Za-z]*|pip3?\s+install|npm\s+(?:i|install)\s+-g)\b/;
const TARGET_PREFIX = /^\/mnt\/(sysroot|sysimage)(?=\/)/;

function writtenPaths(line: string): string[] {
  return [...new Set(WRITES.flatMap((pattern) => [...line.matchAll(pattern)].map((match) => match[1] ?? '')))].filter((path) => path.length > 1 && !/^\/(dev|proc|sys|run)(\/|$)/.test(path));
}

function finding(line: number, path: string, survival: Survival, made: string | undefined): SurvivalFinding[] {
  if (survival === 'lost') return [{ line, path, survival, message: `Line ${line} changes ${path}, which is part of the layer: the next image upgrade starts without it. Put the change into the image, or below /etc, /root or a volume of its own.` }];
  if (survival === 'hidden') return [{ line, path, survival, message: `Line ${line} writes to ${path}, but imgbased makes ${made ?? 'that path'} a volume that is mounted only when the node boots, over what was written. Define ${made ?? 'it'} as a volume of the profile.` }];
  return [];
}

/** The lines of a %post whose result the next upgrade loses or a later mount hides. Other sections do not write into the layer. */
export function scriptSurvival(script: Script, node: Node): SurvivalFinding[] {
  if (script.section !== 'post' || !node.layout.init) return [];
  const made = volumesMadeByImgbased(node.storage, node.layout);
  return script.body.split('\n').flatMap((text, index) => {
    const line = index + 1;
    if (/^\s*#/.test(text)) return [];
    const packages = PACKAGES.test(text) ? finding(line, '/usr', 'lost', undefined) : [];
    const files = writtenPaths(text).flatMap((written) => {
      if (script.nochroot && !TARGET_PREFIX.test(written)) return [];
      const path = script.nochroot ? written.replace(TARGET_PREFIX, '') : written;
      return under(path, '/tmp') ? [] : finding(line, path, survivalOf(path, node), deepest(path, made));
    });
    return [...packages, ...files];
  });
}
