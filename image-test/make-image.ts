// SPDX-License-Identifier: GPL-2.0-or-later
// Makes the small node image, as root, on Debian, in about two minutes; small-image.ts keeps it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NodeKernel, settle, settleKernel, unpackPackages } from './debian-root.ts';
import { finishLayout, NVR, prepareLayout } from './node-layout.ts';
import { nodePackages } from './node-packages.ts';
import { EPOCH, run } from './programs.ts';
import { buildRpms, signRpms } from './rpms.ts';

const ARCH = arch() === 'arm64' ? 'aarch64' : 'x86_64';

/** Room for what a customization adds; holes cost nothing. In bytes. */
const ROOT_SIZE = 768 << 20;

function installPackages(root: string, work: string, kernel: NodeKernel): void {
  const files = buildRpms(join(work, 'build'), nodePackages(kernel, ARCH));
  signRpms(work, files);
  mkdirSync(join(root, 'usr/share/rpm'), { recursive: true });
  run('rpm', ['--root', root, '--dbpath', '/usr/share/rpm', '--install', '--nodeps', '--noscripts', '--nosignature', '--ignorearch', '--ignoreos', ...files]);
}

/** Packs a folder as livemedia-creator does: an ext4 image under LiveOS, in a squashfs. */
function packImage(work: string, root: string, file: string): void {
  const live = join(work, 'squashfs-root', 'LiveOS');
  mkdirSync(live, { recursive: true });
  const image = join(live, 'rootfs.img');
  writeFileSync(image, '');
  truncateSync(image, ROOT_SIZE);
  const id = '5a3c2f0e-6d1b-4b8a-9c7e-1f2d3b4c5a69';
  // Features that the tools of Enterprise Linux 9 know.
  run('mke2fs', ['-q', '-t', 'ext4', '-O', '^orphan_file,^metadata_csum_seed', '-L', 'root', '-U', id, '-E', `hash_seed=${id},lazy_itable_init=1,nodiscard`, '-m', '1', '-d', root, image]);
  packSquashfs(join(work, 'squashfs-root'), file);
}

/** @param folder whose content becomes the squashfs */
export function packSquashfs(folder: string, file: string): void {
  run('mksquashfs', [folder, file, '-noappend', '-quiet', '-no-progress', '-all-root', '-comp', 'zstd', '-Xcompression-level', '3', '-b', '256K']);
}

/** @param target a folder for image.squashfs and facts.json. @throws when it cannot be made */
export function makeImage(target: string): void {
  if (process.getuid?.() !== 0) throw new Error('The small node image can only be made by root: its files belong to root, and its initramfs is made inside of it.');
  const work = mkdtempSync(join(tmpdir(), 'basewright-image-'));
  try {
    const root = unpackPackages(work);
    settle(root);
    prepareLayout(root);
    const kernel = settleKernel(root, ARCH);
    installPackages(root, work, kernel);
    finishLayout(root);
    // What was made now looks as old as what came out of packages.
    run('find', [root, '-newermt', `@${EPOCH}`, '-exec', 'touch', '--no-dereference', `--date=@${EPOCH}`, '{}', '+']);
    const file = join(target, 'image.squashfs');
    mkdirSync(target, { recursive: true });
    packImage(work, root, `${file}.new`);
    renameSync(`${file}.new`, file);
    const facts = { nvr: NVR, sha256: createHash('sha256').update(readFileSync(file)).digest('hex'), kernel: kernel.name, arch: ARCH };
    writeFileSync(join(target, 'facts.json'), `${JSON.stringify(facts)}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
