// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: small installer trees, as directories, as ISO files made by the real xorriso, and behind a real HTTP server.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';

/** A directory that is gone after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-trees-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export type Release = { family?: string; version?: string; arch?: string; mainimage?: string | null; checksums?: Readonly<Record<string, string>> };

const INSTALLER: Readonly<Record<string, string>> = {
  'images/pxeboot/vmlinuz': 'the kernel', 'images/pxeboot/initrd.img': 'the initrd', 'images/install.img': 'the second stage', 'images/efiboot.img': 'the EFI image', 'EFI/BOOT/BOOTX64.EFI': 'shim', 'EFI/BOOT/grubx64.efi': 'grub', 'EFI/BOOT/grub.cfg': 'menu',
};

/** A .treeinfo in the words of productmd's format 1.2. Source: productmd, doc/treeinfo-1.1.rst. */
export function treeinfoText({ family = 'CentOS Stream', version = '9', arch = 'x86_64', mainimage = 'images/install.img', checksums }: Release = {}): string {
  const sums = checksums ?? Object.fromEntries(Object.entries(INSTALLER).filter(([path]) => path.startsWith('images/')).map(([path, text]) => [path, createHash('sha256').update(text).digest('hex')]));
  const short = family.replace(/[a-z ]/g, '');
  return [
    '[checksums]', ...Object.entries(sums).map(([path, sum]) => `${path} = sha256:${sum}`), '',
    '[general]', '; WARNING.0 = This section provides compatibility with pre-productmd treeinfos.', `arch = ${arch}`, `family = ${family}`, `name = ${family} ${version}`, 'packagedir = Packages', `platforms = ${arch},xen`, 'repository = .', 'timestamp = 1763900000', 'variant = BaseOS', `version = ${version}`, '',
    '[header]', 'type = productmd.treeinfo', 'version = 1.2', '',
    `[images-${arch}]`, 'efiboot.img = images/efiboot.img', 'initrd = images/pxeboot/initrd.img', 'kernel = images/pxeboot/vmlinuz', '',
    '[images-xen]', 'initrd = images/pxeboot/initrd.img', 'kernel = images/pxeboot/vmlinuz', '',
    '[release]', `name = ${family}`, `short = ${short}`, `version = ${version}`, '',
    ...(mainimage === null ? [] : ['[stage2]', `mainimage = ${mainimage}`, '']),
    '[tree]', `arch = ${arch}`, 'build_timestamp = 1763900000', `platforms = ${arch},xen`, 'variants = BaseOS', '',
    '[variant-BaseOS]', 'id = BaseOS', 'name = BaseOS', 'packages = Packages', 'repository = .', 'type = variant', 'uid = BaseOS', '',
  ].join('\n');
}

/** A directory with an installer and, in `more`, other files; `undefined` leaves one out. */
export function makeTree(more: Readonly<Record<string, string | undefined>> = {}, release: Release = {}): string {
  const root = join(temporaryDirectory(), 'os');
  const files: Readonly<Record<string, string | undefined>> = { '.treeinfo': treeinfoText(release), ...INSTALLER, 'Packages/bash.rpm': 'a package', ...more };
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** An ISO of a directory, as lorax makes it: Rock Ridge and Joliet. */
export function makeIso(root: string): string {
  const iso = join(temporaryDirectory(), 'boot.iso');
  execFileSync('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'CentOS-Stream-9-BaseOS-x86_64', '-o', iso, root], { stdio: 'ignore' });
  return iso;
}

export type Mirror = { readonly url: string; /** Method and path of every request. */ readonly asked: string[] };

/** Serves a directory under /os. @param answer may answer a path with another status, or undefined to let it be. */
export async function startMirror(root: string, answer: (path: string) => { status: number; location?: string } | undefined = () => undefined): Promise<Mirror> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/os\//, '');
    asked.push(`${request.method ?? ''} ${path}`);
    const other = answer(path);
    if (other !== undefined) {
      response.writeHead(other.status, other.location === undefined ? {} : { location: other.location }).end();
      return;
    }
    try {
      const bytes = readFileSync(join(root, path));
      response.writeHead(200, { 'content-length': bytes.length }).end(request.method === 'HEAD' ? undefined : bytes);
    } catch {
      response.writeHead(404).end('not here');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/os`, asked };
}
