// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a path on a node with layers: which changes outlive an image upgrade, and which are lost or hidden.
import { RELOCATED, volumesMadeByImgbased } from './layout-rules.ts';
import type { Layout } from './layout.ts';
import { MountPoint } from './names.ts';
import type { Script } from './scripts.ts';
import { OF_THE_LAYER } from './storage-rules.ts';
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
 * Source: imgbased's osupdater (merges /etc and /root into a new layer, makes missing volumes without mounting them during an installation, moves what package managers keep in /var into the layer).
 */
export function survivalOf(path: string, { storage, layout }: Node): Survival {
  if (RELOCATED.test(path)) return 'lost';
  const made = volumesMadeByImgbased(storage, layout);
  const mount = deepest(path, [...storage.volumes.map((volume) => volume.mount), ...made, '/boot']);
  if (mount !== undefined) return made.includes(mount) ? 'hidden' : 'shared';
  return under(path, '/etc') || under(path, '/root') || under(path, '/usr/share/rhn') ? 'kept' : 'lost';
}

/** Whether a path can be the mount point of a volume; the rules of the profile say why another cannot. */
export const isVolumePath = (mount: string): boolean => MountPoint.safeParse(mount).success && !OF_THE_LAYER.test(mount);

export type VolumeSurvival = { readonly survival: Survival; /** What would become of the path without this volume; undefined where the layout needs it. */ readonly without: Survival | undefined; /** What imgbased does there beyond that. */ readonly note: string };

/** Source: osupdater.py's migrate_var, which walks the new image's /var through all mounts, and relocate_update_manager; a volume elsewhere is mounted over what the layer has. */
const volumeNotes = {
  relocated: 'imgbased removes this path to put a link into the layer there, and stops at a mount point. Remove this volume.',
  var: 'imgbased adds what only the new image has there, and renews files of its packages; the old ones stay beside them as .imgbak.',
  other: 'What the new image itself has at this path stays hidden below the volume.',
} as const;

/** What becomes of a volume that is mounted at `mount`; undefined for a path that cannot be a volume, and on a node without layers. */
export function volumeSurvival(mount: string, node: Node): VolumeSurvival | undefined {
  if (!node.layout.init || !isVolumePath(mount)) return undefined;
  const others = node.storage.volumes.filter((volume) => volume.mount !== mount);
  const among = (volumes: Node['storage']['volumes']) => survivalOf(mount, { ...node, storage: { volumes } });
  return { survival: among([...others, { mount }]), without: mount === '/var' ? undefined : among(others), note: volumeNotes[RELOCATED.test(mount) ? 'relocated' : under(mount, '/var') ? 'var' : 'other'] };
}

type Place = { readonly path: string; /** What imgbased does there beyond its rule for the path. */ readonly note?: string };

/**
 * Where each setting ends on the node; `extra.packages` stands for the body of a kept %packages section. Source: Anaconda's modules, for what the installer writes; imgbased's osupdater.py for the notes
 * (migrate_etc, fix_systemd_services, _permit_root_login, adjust_mounts_and_boot).
 */
const places = {
  'layout.upgrade.agent': { path: '/etc/basewright' },
  'layout.upgrade.window': { path: '/etc/basewright/node.conf' },
  'layout.upgrade.healthMinutes': { path: '/etc/basewright/node.conf' },
  'locale.lang': { path: '/etc/locale.conf' },
  'locale.keyboards': { path: '/etc/vconsole.conf' },
  'locale.timezone': { path: '/etc/localtime' },
  'locale.utc': { path: '/etc/adjtime' },
  'locale.ntp.mode': { path: '/etc/chrony.conf' },
  'locale.ntp.servers': { path: '/etc/chrony.conf' },
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
  'extra.packages': { path: '/usr', note: 'The installer copies the image and installs none of these packages.' },
  'finish.kdump.mode': { path: '/etc/kdump.conf', note: 'The memory set aside is a kernel argument, which is kept too.' },
} as const satisfies Record<string, Place>;

/** Fields that end on the node at one place; `*` stands for the number of an item. */
export const settingFields = Object.keys(places);
const table: ReadonlyMap<string, Place> = new Map(Object.entries(places));

export type SettingSurvival = Place & { readonly survival: Survival };

/** What becomes of the setting of `field` (a dotted path into the profile), and where it lies on the node; undefined for one that ends at no place of its own, and on a node without layers. */
export function settingSurvival(field: string, node: Node): SettingSurvival | undefined {
  const place = table.get(field.replace(/\.\d+(?=\.|$)/g, '.*'));
  return place === undefined || !node.layout.init ? undefined : { ...place, survival: survivalOf(place.path, node) };
}

export type SurvivalFinding = { /** Line of the script's body, from 1. */ readonly line: number; readonly path: string; readonly survival: Exclude<Survival, 'shared'>; readonly message: string };

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
/** What imgbased's plugin sees and keeps, where it runs. Source: plugin-dnf/imgbased-persist.py, and rpmpersistence.py, which only logs when it cannot install them again. */
const PERSISTED = /\b(?:dnf|yum)\s+(?:-[^\s]+\s+)*(?:install|localinstall|update|upgrade|group\s*install)(?![a-z])/;
const UNSEEN = /\s--(?:noplugins|disableplugin)\b/;
const PACKAGES = /\b(?:microdnf\s+(?:-[^\s]+\s+)*(?:install|update|upgrade|remove)|(?:dnf|yum)\s+(?:-[^\s]+\s+)*(?:remove|erase)|rpm\s+-(?![A-Za-z]*[qVK])[A-Za-z]*[iUFe][A-Za-z]*|pip3?\s+install|npm\s+(?:i|install)\s+-g)(?![a-z])/;
const TARGET = /\/mnt\/(?:sysroot|sysimage)(?=[/\s]|$)/;
const TARGET_PREFIX = /^\/mnt\/(sysroot|sysimage)(?=\/)/;

function writtenPaths(line: string): string[] {
  return [...new Set(WRITES.flatMap((pattern) => [...line.matchAll(pattern)].map((match) => match[1] ?? '')))].filter((path) => path.length > 1 && !/^\/(dev|proc|sys|run)(\/|$)/.test(path));
}

function finding(line: number, path: string, survival: Survival, made: string | undefined): SurvivalFinding[] {
  if (survival === 'lost') return [{ line, path, survival, message: `Line ${line} changes ${path}, which is part of the layer: the next image upgrade starts without it. Put the change into the image, or below /etc, /root or a volume of its own.` }];
  if (survival === 'hidden') return [{ line, path, survival, message: `Line ${line} writes to ${path}, but imgbased makes ${made ?? 'that path'} a volume that is mounted only when the node boots, over what was written. Define ${made ?? 'it'} as a volume of the profile.` }];
  return [];
}

function packageFinding(line: number, text: string, nochroot: boolean): SurvivalFinding[] {
  const isPersisted = PERSISTED.test(text);
  if ((!isPersisted && !PACKAGES.test(text)) || (nochroot && !TARGET.test(text))) return [];
  if (!isPersisted || UNSEEN.test(text) || (nochroot && !/\bchroot\s/.test(text))) return finding(line, '/usr', 'lost', undefined);
  return [{ line, path: '/usr', survival: 'kept', message: `Line ${line} installs packages into the layer. imgbased keeps copies of them in /var/imgbased/persisted-rpms and installs those again in every new layer, but the upgrade goes on without them when that fails. Put them into the image with a recipe instead.` }];
}

/** The lines that the shell runs, with their numbers. What a here-document writes into a file is none of them; one that a shell reads is. */
function commandLines(body: string): { readonly line: number; readonly text: string }[] {
  const lines = body.split('\n');
  let end = -1;
  return lines.flatMap((text, index) => {
    if (index <= end || /^\s*#/.test(text)) return [];
    const word = /(?<!<)<<-?\s*(["']?)([A-Za-z_]\w*)\1/.exec(text)?.[2];
    if (word !== undefined && !/\b(?:ba|da|k)?sh\b/.test(text)) end = Math.max(end, lines.findIndex((other, at) => at > index && other.replace(/^\t+/, '') === word));
    return [{ line: index + 1, text }];
  });
}

/** The lines of a %post whose result the next upgrade loses or a later mount hides. Other sections do not write into the layer. */
export function scriptSurvival(script: Script, node: Node): SurvivalFinding[] {
  if (script.section !== 'post' || !node.layout.init) return [];
  const made = volumesMadeByImgbased(node.storage, node.layout);
  return commandLines(script.body).flatMap(({ line, text }) => {
    const packages = packageFinding(line, text, script.nochroot);
    const files = writtenPaths(text).flatMap((written) => {
      if (script.nochroot && !TARGET_PREFIX.test(written)) return [];
      const path = script.nochroot ? written.replace(TARGET_PREFIX, '') : written;
      return under(path, '/tmp') ? [] : finding(line, path, survivalOf(path, node), deepest(path, made));
    });
    return [...packages, ...files];
  });
}
