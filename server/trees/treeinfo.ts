// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what an installer tree says about itself: .treeinfo (productmd's format 1.x, and lorax's before it), or .discinfo beside lorax's usual paths.

import { parse } from 'ini';
import { z } from 'zod';
import { type Architecture, architectures, TreePath } from './tree.ts';

export type TreeFacts = {
  readonly name: string | null;
  readonly version: string | null;
  /** Null when the tree does not say. */
  readonly arch: string | null;
  readonly kernel: string;
  readonly initrd: string;
  readonly stage2: string;
  readonly checksums: Readonly<Record<string, string>>;
};

/** `message` names the place and says what is wrong there. */
export type ReadTreeinfo = { readonly outcome: 'read'; readonly facts: TreeFacts } | { readonly outcome: 'unreadable'; readonly message: string };

/** Where lorax puts the installer of every architecture. Source: lorax, share/templates.d/99-generic/x86.tmpl and aarch64.tmpl. */
const LORAX = { kernel: 'images/pxeboot/vmlinuz', initrd: 'images/pxeboot/initrd.img', stage2: 'images/install.img' } as const;

const Section = z.record(z.string(), z.unknown());
const File = z.record(z.string(), z.unknown());

/** A value of a section as text; the ini reader turns "true" into a boolean and knows no numbers. */
function valueOf(sections: Readonly<Record<string, unknown>>, section: string, key: string): string | undefined {
  const parsed = Section.safeParse(sections[section]);
  const value = parsed.success && Object.hasOwn(parsed.data, key) ? parsed.data[key] : undefined;
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** @param arch of the machines that the tree is for. */
export function parseTreeinfo(text: string, arch: Architecture): ReadTreeinfo {
  const sections = File.parse(parse(text));
  const get = (section: string, key: string) => valueOf(sections, section, key);
  const said = get('tree', 'arch') ?? get('general', 'arch') ?? null;
  if (Object.keys(sections).every((name) => !/^(general|release|tree|images-.+)$/.test(name))) return { outcome: 'unreadable', message: 'The file .treeinfo has none of the sections [general], [release] and [images-...]. Is this the directory of an installer tree?' };
  const images = `images-${arch}`;
  if (sections[images] === undefined) return { outcome: 'unreadable', message: `Its .treeinfo names no images for ${arch}${said === null ? '' : `: it is a tree for ${said}`}. Choose the other architecture, or the tree for ${arch}.` };
  const paths = {
    kernel: get(images, 'kernel'),
    initrd: get(images, 'initrd'),
    // Trees with several repositories name it once; a tree without one has what lorax writes.
    stage2: get('stage2', 'mainimage') ?? get('stage2', 'instimage') ?? LORAX.stage2,
  };
  const { kernel, initrd, stage2 } = paths;
  if (kernel === undefined || initrd === undefined) return { outcome: 'unreadable', message: `Its .treeinfo names no ${kernel === undefined ? 'kernel' : 'initrd'} under [${images}]: this tree cannot be booted from the network. Choose the one that holds images/pxeboot, for example .../BaseOS/${arch}/os/.` };
  const odd = [kernel, initrd, stage2].find((path) => !TreePath.safeParse(path).success);
  if (odd !== undefined) return { outcome: 'unreadable', message: `Its .treeinfo names the file ${JSON.stringify(odd.slice(0, 100))}, which is no plain path below the tree.` };
  return {
    outcome: 'read',
    facts: {
      name: get('general', 'family') ?? get('release', 'name') ?? null,
      version: get('general', 'version') ?? get('release', 'version') ?? null,
      arch: said, kernel, initrd, stage2, checksums: checksumsIn(sections),
    },
  };
}

/** Path -> sha256; other kinds of checksums are left out. */
function checksumsIn(sections: Readonly<Record<string, unknown>>): Record<string, string> {
  const parsed = Section.safeParse(sections['checksums']);
  return Object.fromEntries(Object.entries(parsed.success ? parsed.data : {}).flatMap(([path, value]) => {
    const [, sha256] = typeof value === 'string' ? /^sha256:([0-9a-f]{64})$/i.exec(value.trim()) ?? [] : [];
    return sha256 !== undefined && TreePath.safeParse(path).success ? [[path, sha256.toLowerCase()] as const] : [];
  }));
}

/**
 * What is known of a boot.iso, which has no .treeinfo: the usual paths, and name, version and architecture of .discinfo.
 * Source: lorax, src/pylorax/discinfo.py (time, release, architecture, one a line).
 */
export function parseDiscinfo(text: string | undefined): TreeFacts {
  const [, release = '', arch = ''] = (text ?? '').split('\n').map((line) => line.trim());
  const [, name, version] = /^(.*\S)\s+(\S+)$/.exec(release) ?? [];
  return { name: name ?? null, version: version ?? null, arch: architectures.find((known) => known === arch) ?? null, ...LORAX, checksums: {} };
}
