// SPDX-License-Identifier: GPL-2.0-or-later
// Builds what running nodes fetch, and the admin plane with `next build`; what takes long only when something that goes into it has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeToUse, ROOT, run } from './packages.mjs';

const STAMP = join(ROOT, '.next', 'basewright-build');
const SOURCES = ['app', 'kickstart', 'server', 'public', 'proxy.ts', 'instrumentation.ts', 'next.config.js', 'tsconfig.json', 'package.json', 'package-lock.json'];
/** What the page in Cockpit is made of. */
const COCKPIT_SOURCES = [join('cockpit', 'src'), join('cockpit', 'build.mjs'), 'kickstart', 'package-lock.json'];
const COCKPIT_STAMP = join(ROOT, 'cockpit', 'dist', 'basewright-build');
const GOES_IN = /\.(tsx?|m?js|css|html|json|svg|ico|woff2?)$/;
const STAYS_OUT = /\.test\.tsx?$/;

function* filesBelow(path) {
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(path, entry.name);
    // Hidden folders are caches of other tools (mypy's holds JSON), and change without a change of ours.
    if (entry.isDirectory() && !entry.name.startsWith('.')) yield* filesBelow(file);
    else if (entry.isDirectory()) continue;
    else if (GOES_IN.test(entry.name) && !STAYS_OUT.test(entry.name)) yield file;
  }
}

/** One hash over name and content of every file that a build reads; usually `next build`. */
export function sourceHash(root = ROOT, sources = SOURCES) {
  const hash = createHash('sha256');
  for (const source of sources.map((name) => join(root, name)).filter((path) => existsSync(path))) {
    for (const file of GOES_IN.test(source) ? [source] : filesBelow(source)) hash.update(`${file.slice(root.length)}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds what the boot plane gives to nodes: their tools, and the page in Cockpit when the last one is not of these sources. Throws when one cannot be built. */
export async function buildForNodes() {
  const { buildNode } = await import('../node/build.mjs');
  buildNode();
  const hash = sourceHash(ROOT, COCKPIT_SOURCES);
  if (existsSync(COCKPIT_STAMP) && readFileSync(COCKPIT_STAMP, 'utf8') === hash) return;
  const { buildCockpit } = await import('../cockpit/build.mjs');
  await buildCockpit();
  writeFileSync(COCKPIT_STAMP, hash);
}

/** Builds when the last build is not of these sources. Throws when the build fails. Returns whether it built. */
export async function buildIfChanged({ quiet = true } = {}) {
  const hash = sourceHash();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return false;
  rmSync(STAMP, { force: true });
  console.log('Building the web pages (only after a change; about half a minute) ...');
  const environment = { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
  const stdio = ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'];
  const code = await run(nodeToUse(), [join('node_modules', 'next', 'dist', 'bin', 'next'), 'build'], { env: environment, stdio });
  if (code !== 0) throw new Error('The web pages could not be built. For the whole output run: npm run build');
  writeFileSync(STAMP, hash);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildForNodes();
  if (!(await buildIfChanged({ quiet: false }))) console.log('The web pages are built already.');
}
