// SPDX-License-Identifier: GPL-2.0-or-later
// Builds the Cockpit package with esbuild: the directory dist/basewright, and the same as an archive for nodes. Same sources, same bytes.
import { createHash } from 'node:crypto';
import { copyFileSync, createWriteStream, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, 'dist');
/** What Cockpit finds as /usr/share/cockpit/basewright. */
const PACKAGE = join(DIST, 'basewright');
/** What a node fetches from the boot plane. */
const ARCHIVE = join(DIST, 'cockpit-basewright.tar.gz');

const filesBelow = (directory) =>
  readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(directory, join(entry.parentPath ?? entry.path, entry.name))).sort();

async function bundle(outdir) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: HERE,
    entryPoints: ['src/index.tsx'],
    outdir,
    bundle: true,
    minify: true,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    // Browsers that the oldest Cockpit served, 287, lets in.
    target: ['es2022', 'chrome109', 'firefox115', 'safari16.4'],
    loader: { '.woff2': 'file' },
    // Backgrounds of themes that this page never has.
    external: ['*.svg'],
    assetNames: 'fonts/[name]',
    legalComments: 'linked',
    logLevel: 'warning',
  });
  for (const name of ['index.html', 'manifest.json']) copyFileSync(join(HERE, 'src', name), join(outdir, name));
}

/** Names, modes and times say nothing about who built it and when. */
async function pack(directory, file) {
  const { default: tar } = await import('tar-stream');
  const archive = tar.pack();
  for (const name of filesBelow(directory)) archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: 'root', gname: 'root' }, readFileSync(join(directory, name)));
  archive.finalize();
  await pipeline(archive, createGzip({ level: 9 }), createWriteStream(file));
}

/** Builds both. A reader of the archive sees the old or the new one, whole. */
export async function buildCockpit() {
  const fresh = join(DIST, `new-${process.pid}`);
  const archive = `${ARCHIVE}.new-${process.pid}`;
  mkdirSync(DIST, { recursive: true });
  try {
    await bundle(fresh);
    await pack(fresh, archive);
    rmSync(PACKAGE, { recursive: true, force: true });
    renameSync(fresh, PACKAGE);
    renameSync(archive, ARCHIVE);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(archive, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildCockpit();
  console.log(`${relative(process.cwd(), ARCHIVE)}: sha256 ${createHash('sha256').update(readFileSync(ARCHIVE)).digest('hex')}`);
}
