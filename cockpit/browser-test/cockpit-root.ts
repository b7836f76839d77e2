// SPDX-License-Identifier: GPL-2.0-or-later
// The root directory of a small Debian with one edition of Cockpit: made once by mmdebstrap (half a minute), kept as an archive in the system's temporary directory, and believed only while it has its hash.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, hashOf } from '../../image-test/kept.ts';
import { type Edition, EDITIONS, PACKAGES } from './editions.ts';

const DAY_MS = 86_400_000;
const [ARCHIVE, HASH] = ['root.tar', 'root.tar.sha256'];

/** Of no use to a room, and large. Scripts of packages never see them. */
const SURPLUS = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*', '/usr/share/info/*', '/usr/share/i18n/*', '/usr/lib/udev/hwdb.d/*'];

/** The mirror that this machine itself asks, when it is Debian; undefined leaves the choice to mmdebstrap. */
function mirror(): string | undefined {
  const release = readFileSync('/etc/os-release', 'utf8');
  const suite = /^VERSION_CODENAME=(\S+)$/m.exec(release)?.[1];
  if (!/^ID=debian$/m.test(release) || suite === undefined || !existsSync('/etc/apt')) return undefined;
  const folder = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...(existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [])].filter((file) => /\.(list|sources)$/.test(file) && existsSync(file));
  for (const stanza of files.flatMap((file) => readFileSync(file, 'utf8').split(file.endsWith('.list') ? '\n' : /\n\s*\n/))) {
    const inLine = /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s/.exec(stanza);
    if (inLine?.[2] === suite) return inLine[1];
    if (/^Suites:(.*)$/m.exec(stanza)?.[1]?.split(/\s+/).includes(suite) === true) return /^URIs:\s*(\S+)/m.exec(stanza)?.[1];
  }
  return undefined;
}

/** Makes the root in `folder`, unless somebody else is quicker. */
async function make(edition: Edition, folder: string): Promise<void> {
  if (process.getuid?.() !== 0) throw new Error('The root directory of a Cockpit can only be made by root: its files belong to root and to users of its own.');
  const fresh = mkdtempSync(`${folder}.`);
  const archive = join(fresh, ARCHIVE);
  const from = mirror();
  try {
    await promisify(execFile)('mmdebstrap', [
      '--mode=root', '--variant=essential', '--quiet', '--aptopt=APT::Install-Recommends "false"', ...SURPLUS.map((path) => `--dpkgopt=path-exclude=${path}`), `--include=${PACKAGES.join(',')}`,
      EDITIONS[edition].suite, archive, ...(from === undefined ? [] : [from]),
    ], { env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`, LC_ALL: 'C.UTF-8' }, maxBuffer: 1 << 26 });
    writeFileSync(join(fresh, HASH), await hashOf(archive));
    if (!existsSync(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function isWhole(folder: string): Promise<boolean> {
  const [archive, hash] = [join(folder, ARCHIVE), join(folder, HASH)];
  return existsSync(archive) && existsSync(hash) && (await hashOf(archive)) === readFileSync(hash, 'utf8');
}

/**
 * A tar archive of the root directory. Read it, never change it.
 *
 * @throws when it cannot be made here: only root can, with Debian's packages
 */
export async function cockpitRoot(edition: Edition): Promise<string> {
  const cache = cacheFolder('cockpit-root');
  const name = `${edition}-${createHash('sha256').update(readFileSync(import.meta.filename)).update(JSON.stringify([EDITIONS[edition].suite, PACKAGES])).digest('hex').slice(0, 16)}`;
  const folder = join(cache, name);
  if (!(await isWhole(folder))) {
    rmSync(folder, { recursive: true, force: true });
    await make(edition, folder);
    if (!(await isWhole(folder))) throw new Error(`The root directory in ${folder} is not what its hash says.`);
  }
  // Of other recipes; a test that began before this one may still read the newest of them.
  for (const old of readdirSync(cache)) if (old.startsWith(`${edition}-`) && !old.startsWith(name) && Date.now() - lstatSync(join(cache, old)).mtimeMs > DAY_MS) rmSync(join(cache, old), { recursive: true, force: true });
  return join(folder, ARCHIVE);
}
