// SPDX-License-Identifier: GPL-2.0-or-later
// images/{sha256}/signature, keys, signing-policy: who vouches for images, and whether somebody must.

import { z } from 'zod';
import { addKey, listKeys, removeKey, type TrustedKey } from '../images/keyring.ts';
import { VerifierError } from '../images/run-verifier.ts';
import { deleteSignature as deleteStored, putSignature as putStored } from '../images/signature.ts';
import { isSignedOnly, setSignedOnly } from '../images/signing-policy.ts';
import { json, moment, noContent } from './answer.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readJson, readText } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

/** The signature, as minisign or gpg wrote it, and whether its key is trusted now; null when there is none. */
export async function getSignature(context: ActorContext): Promise<Response> {
  const sha256 = pathValue(context, 'sha256');
  const row = await context.store.database.selectFrom('images').select(['signature', 'signer']).where('sha256', '=', sha256).executeTakeFirst();
  if (row === undefined) throw notFound(`image ${sha256.slice(0, 12)}`);
  const key = (await listKeys(context.services.site().dataDirectory)).find(({ id }) => id === row.signer);
  return json(200, { signature: row.signature, signer: row.signer, isTrusted: row.signature !== null && key !== undefined, key: key === undefined ? null : keyJson(key) });
}

/** The answer comes when the signature has been verified over the whole file. */
export async function putSignature(context: ActorContext): Promise<Response> {
  const sha256 = pathValue(context, 'sha256');
  const text = await readText(context.request, 'text/plain');
  const answer = await verifying(() => putStored(context.store, context.services.site().dataDirectory, sha256, text));
  switch (answer.outcome) {
    case 'kept':
      return json(200, { signer: keyJson(answer.key) });
    case 'missing':
      throw notFound(`image ${sha256.slice(0, 12)}`);
    case 'refused':
      throw invalid([{ path: '', message: answer.message }]);
  }
}

export async function deleteSignature(context: ActorContext): Promise<Response> {
  const sha256 = pathValue(context, 'sha256');
  if ((await deleteStored(context.store, sha256)) === 'missing') throw notFound(`image ${sha256.slice(0, 12)}`);
  return noContent();
}

export async function getKeys({ store, services }: ActorContext): Promise<Response> {
  const items = (await listKeys(services.site().dataDirectory)).map(keyJson);
  return json(200, { items, isSignedOnly: await isSignedOnly(store.database) });
}

/** The body is the public key as text. */
export async function postKey(context: ActorContext): Promise<Response> {
  const text = await readText(context.request, 'text/plain');
  const answer = await verifying(() => addKey(context.services.site().dataDirectory, text));
  if (answer.outcome === 'refused') throw invalid([{ path: '', message: answer.message }]);
  return json(answer.outcome === 'added' ? 201 : 200, keyJson(answer.key));
}

export async function deleteKey(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  if ((await removeKey(context.services.site().dataDirectory, id)) === 'missing') throw notFound(`key "${id}"`);
  return noContent();
}

const Policy = z.strictObject({ isSignedOnly: z.boolean() });

export async function putSigningPolicy({ store, request }: ActorContext): Promise<Response> {
  const { isSignedOnly: isOn } = await readJson(request, Policy);
  await setSignedOnly(store.database, isOn);
  return json(200, { isSignedOnly: isOn });
}

function keyJson({ addedAt, ...key }: TrustedKey): object {
  return { ...key, addedAt: moment(addedAt) };
}

async function verifying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof VerifierError) throw new ProblemError({ status: 503, kind: 'verifier', title: 'The signature could not be verified', detail: error.message });
    throw error;
  }
}
