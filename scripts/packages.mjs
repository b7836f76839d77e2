// SPDX-License-Identifier: GPL-2.0-or-later
// Are the npm packages that the lock file names installed, and which Node shall run them? Plain JavaScript: it runs on Node 20 with nothing installed.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PINNED_NODE = join(ROOT, 'node_modules', '.bin', 'node');
const PINNED_MAJOR = 24;

/** Runs a program with this terminal; resolves with its exit code, or 1 when a signal ended it. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/**
 * True when node_modules holds what package-lock.json names, as npm itself noted at the end of its last install.
 * A package for another platform is optional and may be missing; any other difference means that the lock file changed.
 */
export function packagesFit(root = ROOT) {
  const locked = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (locked === undefined || installed === undefined) return false;
  for (const [path, wanted] of Object.entries(locked)) {
    const found = installed[path];
    if (path === '' || (found === undefined && wanted.optional)) continue;
    if (found === undefined || found.version !== wanted.version || found.integrity !== wanted.integrity) return false;
  }
  return Object.keys(installed).every((path) => path in locked);
}

/** Installs the packages of the lock file when they are not there. Throws with what to do when that fails. */
export async function installPackages() {
  if (packagesFit()) return;
  console.log('Installing the npm packages (once; 1-2 minutes) ...');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...args]) : await run('npm', args);
  if (code !== 0) {
    throw new Error('npm could not install the packages; its own message is above. Check that the npm registry can be reached, then start again.');
  }
}

/** The Node that runs Basewright: the pinned one, or this one when there is none for the platform and this one is new enough. Throws when there is neither. */
export function nodeToUse() {
  if (existsSync(PINNED_NODE)) return PINNED_NODE;
  if (Number(process.versions.node.split('.')[0]) >= PINNED_MAJOR) return process.execPath;
  throw new Error(
    `Basewright runs on Node ${PINNED_MAJOR}, which npm installs with it on Linux x64 and arm64. There is none for ${process.platform} ${process.arch}, ` +
      `and this is Node ${process.versions.node}. Install Node ${PINNED_MAJOR} or newer (https://nodejs.org), then start again.`,
  );
}
