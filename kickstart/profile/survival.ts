// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a path on a node with layers: which changes outlive an image upgrade, and which are lost or hidden.
import { volumesMadeByImgbased } from './layout-rules.ts';
import type { Layout } from './layout.ts';
import type { Script } from './scripts.ts';
import type { Storage } from './storage.ts';

/**
 * - `kept`: imgbased carries it into every new layer (changed files of /etc, and /root).
 * - `shared`: it lies on a volume of its own, which all layers use.
 * - `lost`: it is part of the layer and is not in the next one.
 * - `hidden`: it is written below a mount that only appears when the layer boots.
 */
export type Survival = 'kept' | 'shared' | 'lost' | 'hidden';

type Node = { readonly storage: Storage; readonly layout: Layout };

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
