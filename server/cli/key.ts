// SPDX-License-Identifier: GPL-2.0-or-later
// key add, list, remove, policy; signature put, delete.
import { addKey, listKeys, removeKey } from '../images/keyring.ts';
import { VerifierError } from '../images/run-verifier.ts';
import { deleteSignature, putSignature } from '../images/signature.ts';
import { isSignedOnly, setSignedOnly } from '../images/signing-policy.ts';
import { failure, refusal, type Run } from './command.ts';
import { withStore } from './data.ts';
import { findImageArgument } from './image-argument.ts';
import { readText } from './input.ts';
import { moment, table } from './output.ts';

async function verifying<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof VerifierError ? failure('', error.message) : error;
  }
}

export const add: Run = async (invocation) => {
  const file = invocation.argument('FILE');
  const text = await readText(invocation.io, file);
  return withStore(invocation, async (_store, { dataDirectory }) => {
    const answer = await verifying(() => addKey(dataDirectory, text));
    if (answer.outcome === 'refused') throw refusal(file, answer.message);
    const { id, kind, title } = answer.key;
    return { stdout: `${answer.outcome === 'added' ? 'trusted' : 'already trusted'} ${kind} key ${id}\n`, json: { outcome: answer.outcome, id, kind, title } };
  });
};

export const list: Run = (invocation) => withStore(invocation, async (store, { dataDirectory }) => {
  const keys = await listKeys(dataDirectory);
  const isOn = await isSignedOnly(store.database);
  return {
    stdout: keys.length === 0 ? '' : table(['ID', 'KIND', 'ADDED', 'TITLE'], keys.map(({ id, kind, title, addedAt }) => [id, kind, moment(addedAt), title])),
    notes: [...(keys.length > 0 ? [] : ['No key is trusted yet. Trust one: basewright key add FILE']), isOn ? 'Only signed images may be published.' : 'Images may be published without a signature.'],
    json: { keys: keys.map((key) => ({ ...key, addedAt: moment(key.addedAt) })), isSignedOnly: isOn },
  };
});

export const remove: Run = (invocation) => withStore(invocation, async (_store, { dataDirectory }) => {
  const id = invocation.argument('ID');
  if ((await removeKey(dataDirectory, id)) === 'missing') throw failure('', `There is no trusted key "${id}". "basewright key list" shows what there is.`);
  return { stdout: `removed key ${id}\n`, json: { outcome: 'removed', id } };
});

export const policy: Run = async (invocation) => {
  const wanted = invocation.argument('POLICY');
  if (wanted !== 'signed-only' && wanted !== 'any') throw refusal('POLICY', 'Write "signed-only", or "any" to publish images without a signature too.');
  return withStore(invocation, async (store) => {
    await setSignedOnly(store.database, wanted === 'signed-only');
    return { stdout: `policy ${wanted}\n`, json: { isSignedOnly: wanted === 'signed-only' } };
  });
};

export const sign: Run = async (invocation) => {
  const file = invocation.argument('FILE');
  const text = await readText(invocation.io, file);
  return withStore(invocation, async (store, { dataDirectory }) => {
    const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
    const answer = await verifying(() => putSignature(store, dataDirectory, sha256, text));
    if (answer.outcome === 'refused') throw refusal(file, answer.message);
    if (answer.outcome === 'missing') throw failure('IMAGE', 'The file of this image is not in the data directory.');
    return { stdout: `image ${sha256.slice(0, 16)} is signed by ${answer.key.kind} key ${answer.key.id}\n`, json: { sha256, signer: answer.key.id } };
  });
};

export const unsign: Run = (invocation) => withStore(invocation, async (store) => {
  const { sha256 } = await findImageArgument(store.database, invocation.argument('IMAGE'));
  await deleteSignature(store, sha256);
  return { stdout: `image ${sha256.slice(0, 16)} has no signature now\n`, json: { sha256, outcome: 'deleted' } };
});
