// SPDX-License-Identifier: GPL-2.0-or-later
// Builds the Cockpit package with esbuild: the directory dist/basewright, and the same as an archive for nodes. Same sources, same bytes.
import { copyFileSync, createWriteStream, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createGzip } from 'node:zlib';

const HERE = dirname(fileURLToPath(import.meta.url));
const DIST = join(HERE, 'dist');
/** Of the package; Cockpit's manifest has a place for it. */
export const VERSION = JSON.parse(readFileSync(join(HERE, 'src', 'manifest.json'), 'utf8')).version;

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
async function pack(files, file) {
  const { default: tar } = await import('tar-stream');
  const archive = tar.pack();
  for (const [name, path] of files) archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0, uname: 'root', gname: 'root' }, readFileSync(path));
  archive.finalize();
  await pipeline(archive, createGzip({ level: 9 }), createWriteStream(file));
}

const inside = (directory, prefix = '') => filesBelow(directory).map((name) => [`${prefix}${name}`, join(directory, name)]);

/**
 * Builds in `dist`: `basewright/`, which Cockpit takes as it is, the same as `cockpit-basewright.tar.gz` for nodes, and the sources of the RPM (rpmbuild -tb).
 * A reader of an archive sees the old or the new one, whole.
 */
export async function buildCockpit(dist = DIST) {
  const fresh = join(dist, `new-${process.pid}`);
  const built = join(fresh, 'basewright');
  const rpm = `cockpit-basewright-${VERSION}`;
  const archives = ['cockpit-basewright.tar.gz', `${rpm}.tar.gz`];
  mkdirSync(dist, { recursive: true });
  try {
    await bundle(built);
    await pack(inside(built), join(fresh, archives[0]));
    const own = ['cockpit-basewright.spec', 'org.basewright.cockpit_basewright.metainfo.xml', 'README.md'].map((name) => [`${rpm}/${name}`, join(HERE, name)]);
    await pack([...own, [`${rpm}/LICENSE`, join(HERE, '..', 'LICENSE')], ...inside(built, `${rpm}/basewright/`)], join(fresh, archives[1]));
    rmSync(join(dist, 'basewright'), { recursive: true, force: true });
    for (const name of ['basewright', ...archives]) renameSync(join(fresh, name), join(dist, name));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildCockpit();
  console.log(`Built cockpit/dist of version ${VERSION}.`);
}
