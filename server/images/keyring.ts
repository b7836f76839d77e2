// SPDX-License-Identifier: GPL-2.0-or-later
// The public keys whose signatures count, as files in the data directory: `keys/<id>.minisign`, or `keys/<id>.openpgp` with `keys/<id>.keyring` beside it.

import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inTemporaryDirectory, runVerifier } from './run-verifier.ts';
import { readPublicKey } from './signature-text.ts';

export type KeyKind = 'minisign' | 'openpgp';

/** `id`: minisign's key id or OpenPGP's fingerprint. `title`: what the key calls itself. `addedAt` in milliseconds since 1970. */
export type TrustedKey = { readonly id: string; readonly kind: KeyKind; readonly title: string; readonly addedAt: number };

const FILE = /^([0-9A-F]{16,64})\.(minisign|openpgp)$/;
const ID = /^[0-9A-F]{16,64}$/;

export function keyDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'keys');
}

/** The file that the program of its kind reads a key from. */
export function keyFile(dataDirectory: string, { id, kind }: Pick<TrustedKey, 'id' | 'kind'>): string {
  return join(keyDirectory(dataDirectory), `${id}.${kind === 'openpgp' ? 'keyring' : 'minisign'}`);
}

/** All trusted keys, by id. */
export async function listKeys(dataDirectory: string): Promise<TrustedKey[]> {
  const directory = keyDirectory(dataDirectory);
  const names = await readdir(directory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const keys = await Promise.all(names.sort().map(async (name): Promise<TrustedKey | undefined> => {
    const [, id, kind] = FILE.exec(name) ?? [];
    if (id === undefined || kind === undefined) return undefined;
    const path = join(directory, name);
    const [head = ''] = (await readFile(path, 'utf8')).split('\n');
    const title = head.replace(/^(untrusted comment|Comment): ?/, '').trim();
    return { id, kind: kind === 'openpgp' ? 'openpgp' : 'minisign', title, addedAt: Math.round((await stat(path)).mtimeMs) };
  }));
  return keys.filter((key) => key !== undefined);
}

export type AddKey = { readonly outcome: 'added' | 'present'; readonly key: TrustedKey } | { readonly outcome: 'refused'; readonly message: string };

/**
 * Trusts a public key, given as text.
 *
 * @throws {VerifierError} when the program that reads it is not there.
 */
export async function addKey(dataDirectory: string, text: string): Promise<AddKey> {
  const read = readPublicKey(text);
  if (read.kind === 'refused') return { outcome: 'refused', message: read.message };
  const known = await listKeys(dataDirectory);
  const prepared = read.kind === 'minisign' ? { id: read.keyId, title: read.comment, text: read.text, ring: undefined } : await readOpenPgpKey(read.text);
  if ('message' in prepared) return { outcome: 'refused', message: prepared.message };
  const present = known.find(({ id }) => id === prepared.id);
  if (present !== undefined) return { outcome: 'present', key: present };
  await mkdir(keyDirectory(dataDirectory), { recursive: true, mode: 0o700 });
  // The keyring first: a key that is listed can be used.
  if (prepared.ring !== undefined) await put(keyFile(dataDirectory, { id: prepared.id, kind: 'openpgp' }), prepared.ring);
  await put(join(keyDirectory(dataDirectory), `${prepared.id}.${read.kind}`), prepared.text);
  const added = (await listKeys(dataDirectory)).find(({ id }) => id === prepared.id);
  if (added === undefined) throw new Error(`the key ${prepared.id} was written and is not there`);
  return { outcome: 'added', key: added };
}

async function put(path: string, content: string | Buffer): Promise<void> {
  await writeFile(`${path}.new`, content, { mode: 0o600, flush: true });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}

/** Signatures that a key has made stay where they are, but count no more. */
export async function removeKey(dataDirectory: string, id: string): Promise<'removed' | 'missing'> {
  if (!ID.test(id)) return 'missing';
  const key = (await listKeys(dataDirectory)).find((one) => one.id === id);
  if (key === undefined) return 'missing';
  await rm(join(keyDirectory(dataDirectory), `${id}.${key.kind}`), { force: true });
  await rm(keyFile(dataDirectory, key), { force: true });
  return 'removed';
}

type Prepared = { readonly id: string; readonly title: string; readonly text: string; readonly ring: Buffer } | { readonly message: string };

/** Source: GnuPG's doc/DETAILS, the format of --with-colons. */
function readOpenPgpKey(text: string): Promise<Prepared> {
  return inTemporaryDirectory(async (home) => {
    const [given, ring] = [join(home, 'given.asc'), join(home, 'ring.gpg')];
    await writeFile(given, text);
    const shown = await runVerifier('gpg', ['--batch', '--no-autostart', '--with-colons', '--show-keys', given], home);
    const rows = shown.stdout.split('\n').map((line) => line.split(':'));
    const keys = rows.filter(([kind]) => kind === 'pub' || kind === 'sec');
    const id = rows.find(([kind]) => kind === 'fpr')?.[9] ?? '';
    if (shown.code !== 0 || keys.length === 0 || !ID.test(id)) return { message: 'gpg cannot read this key. Export it again with "gpg --armor --export NAME".' };
    if (keys.length > 1) return { message: `This holds ${keys.length} keys. Add them one by one, so that each can be removed by itself.` };
    if (/[re]/.test(keys[0]?.[1] ?? '')) return { message: 'This key has been revoked or has expired. Ask who signs for the present one.' };
    const title = (rows.find(([kind]) => kind === 'uid')?.[9] ?? '').replace(/\\x([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    const plain = await runVerifier('gpg', ['--batch', '--no-autostart', '--output', ring, '--dearmor', given], home);
    if (plain.code !== 0) return { message: 'gpg cannot read this key. Export it again with "gpg --armor --export NAME".' };
    return { id, title, text: `Comment: ${title.replace(/\s+/g, ' ')}\n${text}`, ring: await readFile(ring) };
  });
}
