// SPDX-License-Identifier: GPL-2.0-or-later
// Makes .venv with pykickstart (and with --dev its test tools). Plain JavaScript: it also runs on Node 20, before anything is installed.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VENV = join(ROOT, '.venv');
const PYTHON = join(VENV, 'bin', 'python');
const STAMP = join(VENV, 'basewright.json');
/** Read by server/validate, which tells the page why there is no check with pykickstart. */
const UNAVAILABLE = join(VENV, 'unavailable.json');
const REQUIREMENTS = join(ROOT, 'kickstart', 'oracle');
const CANDIDATES = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9', '/usr/bin/python3'];
const MINUTES = 60_000;

/**
 * @typedef {{ ok: true, python: string, made: boolean } | { ok: false, reason: string, fix: string }} Prepared
 */

/** The first interpreter that is new enough and can make virtual environments. */
async function findPython() {
  let newest = '';
  for (const candidate of CANDIDATES) {
    let version;
    try {
      version = (await run(candidate, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { timeout: MINUTES })).stdout.trim();
    } catch {
      continue;
    }
    const [major, minor] = version.split('.').map(Number);
    if (major !== 3 || minor < 9) {
      newest ||= version;
      continue;
    }
    try {
      await run(candidate, ['-c', 'import ensurepip, venv'], { timeout: MINUTES });
      return { ok: true, python: candidate, version };
    } catch {
      return {
        ok: false,
        reason: `Python ${version} is installed, but without its "venv" module.`,
        fix: 'Install it (on Debian and Ubuntu: apt install python3-venv), then start again.',
      };
    }
  }
  return {
    ok: false,
    reason: newest === '' ? 'No Python 3 was found.' : `Only Python ${newest} was found; 3.9 or newer is needed.`,
    fix: 'Install Python 3.9 or newer with its venv module (dnf install python3; apt install python3 python3-venv), then start again.',
  };
}

async function requirementsHash() {
  const hash = createHash('sha256');
  for (const name of ['requirements-build.txt', 'requirements.txt', 'requirements-dev.txt']) hash.update(await readFile(join(REQUIREMENTS, name)));
  return hash.digest('hex');
}

async function readStamp() {
  try {
    return JSON.parse(await readFile(STAMP, 'utf8'));
  } catch {
    return {};
  }
}

async function install(name, options) {
  const file = join(REQUIREMENTS, name);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1', '--require-hashes'];
  await run(PYTHON, [...pip, ...options, '-r', file], { timeout: 15 * MINUTES, maxBuffer: 16 * 1024 * 1024 });
}

/** What a failed program said last; of pip's words those it calls an error, not its warnings. */
function lastWords(error) {
  const lines = (`${error.stderr ?? ''}`.trim() || `${error.message ?? error}`).split('\n');
  const told = lines.filter((line) => line.startsWith('ERROR: '));
  return (told.length > 0 ? told : lines.slice(-3)).join(' ').slice(-600);
}

async function make(dev, hash) {
  const found = await findPython();
  if (!found.ok) return found;
  try {
    await rm(VENV, { recursive: true, force: true });
    await run(found.python, ['-m', 'venv', VENV], { timeout: 5 * MINUTES });
    await install('requirements-build.txt', []);
    await install('requirements.txt', ['--no-deps', '--no-build-isolation']);
    if (dev) await install('requirements-dev.txt', ['--only-binary', ':all:']);
    await run(PYTHON, ['-I', '-c', 'import sys; sys.path.insert(0, sys.argv[1]); import reader', REQUIREMENTS], { timeout: MINUTES });
  } catch (error) {
    return {
      ok: false,
      reason: `pykickstart could not be installed into ${VENV}: ${lastWords(error)}`,
      fix: 'Check that the Python package index (PyPI) can be reached from here, then run: node scripts/python.mjs',
    };
  }
  await writeFile(STAMP, `${JSON.stringify({ hash, dev })}\n`);
  return { ok: true, python: PYTHON, made: true };
}

/**
 * Makes .venv when it is missing or its requirements changed; otherwise returns within milliseconds.
 * BASEWRIGHT_PYTHON names an interpreter that already has pykickstart: nothing is made then.
 * @param {{ dev?: boolean }} [options] dev: also pytest, hypothesis, ruff and mypy
 * @returns {Promise<Prepared>} never throws; a failure is also kept for the page that would offer the check
 */
export async function preparePython({ dev = false } = {}) {
  const given = process.env.BASEWRIGHT_PYTHON;
  if (given) return { ok: true, python: given, made: false };
  const hash = await requirementsHash();
  const stamp = await readStamp();
  if (stamp.hash === hash && (stamp.dev || !dev) && existsSync(PYTHON)) return { ok: true, python: PYTHON, made: false };
  const result = await make(dev || stamp.dev === true, hash);
  if (!result.ok) {
    await rm(VENV, { recursive: true, force: true });
    await mkdir(VENV, { recursive: true });
    await writeFile(UNAVAILABLE, `${JSON.stringify({ reason: result.reason, fix: result.fix })}\n`);
  }
  return result;
}

/** Writes the images of the Anaconda add-on that the boot plane serves. Throws when they cannot be written. */
async function buildAddonImages(python) {
  const folder = join(ROOT, 'anaconda-addon');
  await mkdir(join(folder, 'build'), { recursive: true });
  for (const name of ['product.img', 'updates.img']) await run(python, [join(folder, 'build_image.py'), join(folder, 'build', name)], { timeout: MINUTES });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const result = await preparePython({ dev: process.argv.includes('--dev') });
  if (result.ok && process.argv.includes('--addon')) await buildAddonImages(result.python);
  if (result.ok) {
    console.log(result.made ? `Python environment ready: ${result.python}` : `Python environment unchanged: ${result.python}`);
  } else {
    console.error(`${result.reason}\n${result.fix}`);
    process.exitCode = 1;
  }
}
