// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the rpm database of an image with the rpm of this server, as a child without rights; what stands in it is hostile.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Package } from '#kickstart/catalogue/package.ts';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';
import type { JobContext } from '../jobs/job.ts';
import type { ImageFiles } from './image-files.ts';
import { lastLine } from './listing.ts';

/** Where imgbased wants it, where it is elsewhere, and where it was before. */
export const PLACES = ['/usr/share/rpm', '/usr/lib/sysimage/rpm', '/var/lib/rpm'] as const;

/** The files of each kind of database. Source: rpm's lib/backend (sqlite, ndb, bdb). */
const KINDS = [
  { kind: 'sqlite', main: 'rpmdb.sqlite', files: /^rpmdb\.sqlite(-wal|-shm)?$/ },
  { kind: 'ndb', main: 'Packages.db', files: /^(Packages|Index)\.db$/ },
  { kind: 'Berkeley DB', main: 'Packages', files: /^[A-Z][A-Za-z]{2,20}$/ },
] as const;

/** The database of a whole node has 100 to 300 MiB. In bytes. */
const MOST_DATABASE = 1024 ** 3;
const MOST_FILES = 40;
/** A node has 1,000 packages, the largest installations 10,000. */
const MOST_PACKAGES = 50_000;
const LIMIT = 10 * 60_000;

/** No name holds these: they part fields and entries. */
const FIELD = '\u001f';
const ENTRY = '\u001e';
const SIGNATURES = ['DSAHEADER', 'RSAHEADER', 'SIGGPG', 'SIGPGP'];
const SIGNATURE = SIGNATURES.reduceRight((otherwise, tag) => `%|${tag}?{%{${tag}:pgpsig}}:{${otherwise}}|`, '');
const FORMAT = `${['%{NAME}', '%|EPOCH?{%{EPOCH}}:{}|', '%{VERSION}', '%{RELEASE}', '%{ARCH}', SIGNATURE].join(FIELD)}${ENTRY}`;

export type RpmDatabase = {
  readonly outcome: 'read';
  readonly place: (typeof PLACES)[number];
  readonly kind: string;
  readonly packages: readonly Package[];
  /** Entries that name no package. */
  readonly strange: number;
  /** For each package that provides "kernel": its name, and the files below /boot that it owns. */
  readonly kernels: readonly { readonly name: string; readonly files: readonly string[] }[];
};

export type Reading = RpmDatabase | { readonly outcome: 'missing' } | { readonly outcome: 'unreadable'; readonly place: string; readonly reason: string; /** Not the image is at fault: this server's rpm does not know the format. */ readonly isForeign: boolean };

/** Takes the database out into the work directory and lists its packages, sorted by name. */
export async function readRpmDatabase(context: JobContext, files: ImageFiles): Promise<Reading> {
  const found = await findDatabase(files);
  if (found === undefined) return { outcome: 'missing' };
  const { place, kind, names } = found;
  const directory = join(context.workDirectory, 'rpm-database');
  await mkdir(directory, { recursive: true });
  for (const name of names) {
    const isOut = await files.extract(`${place}/${name}`, join(directory, name), MOST_DATABASE);
    if (!isOut) return { outcome: 'unreadable', place, reason: `${place}/${name} cannot be read, or has more than ${MOST_DATABASE / 1024 ** 2} MiB.`, isForeign: false };
  }
  const ask = (...args: string[]) => context.run('rpm', ['--dbpath', directory, '--nosignature', '--nodigest', ...args], { most: 64 * 1024 * 1024, limit: LIMIT, logged: 'nothing' });
  const { code, end, stdout, stderr } = await ask('-qa', '--qf', FORMAT);
  const unreadable = (reason: string, isForeign = false) => ({ outcome: 'unreadable', place, reason, isForeign } as const);
  if (end === 'limit') return unreadable('rpm took longer than ten minutes.');
  if (end === 'too much output') return unreadable('It lists more than 64 MiB of names.');
  const { packages, strange } = readPackages(stdout.toString('utf8'), stderr);
  if (packages.length > MOST_PACKAGES) return unreadable(`It lists more than ${MOST_PACKAGES} packages.`);
  if (packages.length > 0 && code === 0) return { outcome: 'read', place, kind, packages, strange, kernels: readKernels((await ask('-q', '--whatprovides', 'kernel', '--qf', `%{NAME}${FIELD}[%{FILENAMES}${FIELD}]${ENTRY}`)).stdout.toString('utf8')) };
  if (/backend|unsupported|not supported|unknown db/i.test(stderr) && packages.length === 0) return unreadable(`It is a ${kind} database, and the rpm of this server says: ${lastLine(stderr)}`, true);
  return unreadable(stderr.trim() === '' ? 'It lists no packages.' : `rpm says: ${lastLine(stderr)}`);
}

async function findDatabase(files: ImageFiles): Promise<{ readonly place: (typeof PLACES)[number]; readonly kind: string; readonly names: readonly string[] } | undefined> {
  for (const place of PLACES) {
    const names = (await files.list(place)) ?? [];
    const kind = KINDS.find(({ main }) => names.includes(main));
    if (kind !== undefined) return { place, kind: kind.kind, names: names.filter((name) => kind.files.test(name)).slice(0, MOST_FILES) };
  }
  return undefined;
}

/** @internal @param said what rpm said beside: it passes over entries that it cannot read. */
export function readPackages(text: string, said = ''): { readonly packages: Package[]; readonly strange: number } {
  const packages: Package[] = [];
  let strange = [...said.matchAll(/damaged header|skipping h#|bad header|header .* (?:invalid|bad)/gi)].length;
  for (const entry of text.split(ENTRY).slice(0, -1)) {
    const read = readPackage(entry.split(FIELD));
    if (read === undefined) strange += 1;
    else packages.push(read);
  }
  return { packages: packages.sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1)), strange };
}

/** What rpm's own rules allow in a name, a version and an architecture. */
const WORD = /^(?:[A-Za-z0-9_.+~^:{}%-]{1,256}|\(none\))$/;

function readPackage([name = '', epoch = '', version = '', release = '', arch = '', signature = '', ...more]: string[]): Package | undefined {
  const words = [name, version, release, arch];
  if (more.length > 0 || !words.every((word) => WORD.test(word)) || !/^\d{0,10}$/.test(epoch)) return undefined;
  // Keys that were imported lie among the packages, without an architecture.
  return Package.parse({ name, epoch: epoch === '' ? null : Number(epoch), version, release, arch: arch === '(none)' ? 'noarch' : arch, key: keyOf(signature) });
}

/** The key of "RSA/SHA256, Thu 12 Sep 2024 ..., Key ID 05b555b38483c65d": its last 16 digits. */
function keyOf(signature: string): string | null {
  const digits = /key (?:id|fingerprint):? *([0-9a-f]{8,64})/i.exec(signature)?.[1];
  return digits === undefined ? null : digits.slice(-16).toLowerCase();
}

function readKernels(text: string): { readonly name: string; readonly files: readonly string[] }[] {
  return text.split(ENTRY).slice(0, -1).slice(0, 100).map((entry) => {
    const [name = '', ...files] = entry.split(FIELD);
    return { name: plainLine(name, 120), files: files.filter((file) => file.startsWith('/boot/')).slice(0, 100) };
  });
}
