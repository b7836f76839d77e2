// SPDX-License-Identifier: GPL-2.0-or-later
// Detached signatures of images: kept only when minisign or gpgv says that a trusted key made them over exactly the bytes that lie here.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '../store/store.ts';
import { findImage } from './image-store.ts';
import { keyFile, listKeys, type TrustedKey } from './keyring.ts';
import { inTemporaryDirectory, runVerifier } from './run-verifier.ts';
import { readSignature } from './signature-text.ts';

export type Verified = { readonly outcome: 'verified'; readonly key: TrustedKey; readonly text: string } | { readonly outcome: 'refused'; readonly message: string };

/**
 * Verifies a signature over a file with the trusted keys. Reads the whole file once.
 *
 * @throws {VerifierError} when the program is not there or takes too long.
 */
export async function verifySignature(dataDirectory: string, file: string, given: string): Promise<Verified> {
  const signature = readSignature(given);
  if (signature.kind === 'refused') return { outcome: 'refused', message: signature.message };
  const keys = (await listKeys(dataDirectory)).filter(({ kind }) => kind === signature.kind);
  const candidates = signature.kind === 'minisign' ? keys.filter(({ id }) => id === signature.keyId) : keys;
  if (candidates.length === 0) return { outcome: 'refused', message: untrusted(signature.kind === 'minisign' ? `the key ${signature.keyId}` : 'an OpenPGP key') };
  return inTemporaryDirectory(async (home): Promise<Verified> => {
    const path = join(home, 'signature');
    await writeFile(path, signature.text);
    const verdict = signature.kind === 'minisign' ? await byMinisign({ dataDirectory, home, path, file }, candidates) : await byGpgv({ dataDirectory, home, path, file }, candidates);
    return typeof verdict === 'string' ? { outcome: 'refused', message: verdict } : { outcome: 'verified', key: verdict, text: signature.text };
  });
}

type Place = { readonly dataDirectory: string; readonly home: string; readonly path: string; readonly file: string };

const OTHER_BYTES = 'This signature is not over the bytes of this image. Either it belongs to another file, or the image is not the one that was signed: compare its sha256 with that of the signer.';

function untrusted(key: string): string {
  return `This signature was made by ${key}, which is not among the trusted keys. Add its public key first, if it is whom you expect.`;
}

async function byMinisign({ dataDirectory, home, path, file }: Place, [key]: readonly TrustedKey[]): Promise<TrustedKey | string> {
  if (key === undefined) return untrusted('an unknown key');
  const { code } = await runVerifier('minisign', ['-V', '-q', '-m', file, '-x', path, '-p', keyFile(dataDirectory, key)], home);
  return code === 0 ? key : OTHER_BYTES;
}

/** Source: GnuPG's doc/DETAILS, status lines. gpgv trusts every key it is given, so an expired or revoked one is told only there. */
async function byGpgv({ dataDirectory, home, path, file }: Place, keys: readonly TrustedKey[]): Promise<TrustedKey | string> {
  const rings = keys.flatMap((key) => ['--keyring', keyFile(dataDirectory, key)]);
  const { code, stdout } = await runVerifier('gpgv', ['--status-fd', '1', '--homedir', home, ...rings, path, file], home);
  const status = stdout.split('\n').filter((line) => line.startsWith('[GNUPG:] ')).map((line) => line.slice('[GNUPG:] '.length).split(' '));
  const has = (word: string) => status.find(([first]) => first === word);
  if (has('BADSIG') !== undefined) return OTHER_BYTES;
  if (has('EXPKEYSIG') !== undefined || has('REVKEYSIG') !== undefined || has('EXPSIG') !== undefined) return 'The signature or its key has expired or was revoked. Ask for a new signature with the present key.';
  if (has('NO_PUBKEY') !== undefined) return untrusted(`the OpenPGP key ${has('NO_PUBKEY')?.[1] ?? ''}`);
  // The last word of VALIDSIG is the fingerprint of the primary key, whichever of its subkeys signed.
  const fingerprint = has('VALIDSIG')?.at(-1);
  const key = keys.find(({ id }) => id === fingerprint);
  if (code !== 0 || has('GOODSIG') === undefined || key === undefined) return 'gpgv does not take this signature. Sign the file again with "gpg --armor --detach-sign FILE".';
  return key;
}

export type PutSignature = { readonly outcome: 'kept'; readonly key: TrustedKey } | { readonly outcome: 'missing' } | { readonly outcome: 'refused'; readonly message: string };

/** Keeps a signature with an image after it was verified. @throws {VerifierError} */
export async function putSignature(store: Store, dataDirectory: string, sha256: string, text: string): Promise<PutSignature> {
  const file = findImage(dataDirectory, sha256);
  const row = await store.database.selectFrom('images').select('sha256').where('sha256', '=', sha256).executeTakeFirst();
  if (file === undefined || row === undefined) return { outcome: 'missing' };
  const verdict = await verifySignature(dataDirectory, file.path, text);
  if (verdict.outcome === 'refused') return verdict;
  const changed = await store.database.updateTable('images').set({ signature: verdict.text, signer: verdict.key.id }).where('sha256', '=', sha256).executeTakeFirst();
  return changed.numUpdatedRows === 0n ? { outcome: 'missing' } : { outcome: 'kept', key: verdict.key };
}

/** Takes the signature of an image away. One without a signature stays as it is. */
export async function deleteSignature(store: Store, sha256: string): Promise<'deleted' | 'missing'> {
  const changed = await store.database.updateTable('images').set({ signature: null, signer: null }).where('sha256', '=', sha256).executeTakeFirst();
  return changed.numUpdatedRows === 0n ? 'missing' : 'deleted';
}
