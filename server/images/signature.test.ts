// SPDX-License-Identifier: GPL-2.0-or-later
// Signatures with the real minisign and gpg: taken over the right bytes by a trusted key, refused in words in every other case.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { addTestImage, addChannel, hashOf, move } from '../channels/channel.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { addKey, keyDirectory, listKeys, removeKey } from './keyring.ts';
import { deleteSignature, putSignature, verifySignature } from './signature.ts';
import { readPublicKey, readSignature } from './signature-text.ts';
import { minisignSigner, openPgpSigner, type Signer } from './signer.fixture.ts';
import { isSignedOnly, setSignedOnly } from './signing-policy.ts';

let store: TestStore;
let [image, other] = ['', ''];
let minisign: Signer, stranger: Signer, gpg: Signer;
before(async () => {
  store = await openTestStore();
  await addTestImage(store, 1);
  image = join(store.directory, 'images', hashOf(1));
  other = join(store.directory, 'other');
  writeFileSync(other, 'other bytes');
  const home = join(store.directory, '..');
  [minisign, stranger, gpg] = [minisignSigner(join(home, 'm1')), minisignSigner(join(home, 'm2')), openPgpSigner(join(home, 'g1'), 'release')];
});
after(async () => {
  // gpg leaves an agent for each home; it must not outlive them.
  execFileSync('gpgconf', ['--homedir', join(store.directory, '..', 'g1'), '--kill', 'all']);
  await store.remove();
});

const verify = (text: string, file = image) => verifySignature(store.directory, file, text);

async function refusal(text: string, file = image): Promise<string> {
  const answer = await verify(text, file);
  return answer.outcome === 'refused' ? answer.message : `taken: ${answer.key.id}`;
}

test('without keys no signature counts', async () => {
  assert.match(await refusal(minisign.sign(image)), /not among the trusted keys/);
  assert.match(await refusal(gpg.sign(image)), /not among the trusted keys/);
  assert.deepEqual(await listKeys(store.directory), []);
});

test('keys are added once, listed with what they call themselves, and kept private to the server', async () => {
  const added = await addKey(store.directory, minisign.publicKey);
  assert(added.outcome === 'added');
  assert.match(added.key.id, /^[0-9A-F]{16}$/);
  assert.match(minisign.publicKey, new RegExp(`minisign public key ${added.key.id}`));
  const openPgp = await addKey(store.directory, `${gpg.publicKey.replaceAll('\n', '\r\n')}\r\n`);
  assert(openPgp.outcome === 'added' && openPgp.key.title === 'release <release@example.com>' && openPgp.key.id.length === 40);
  assert.equal((await addKey(store.directory, gpg.publicKey)).outcome, 'present');
  assert.deepEqual((await listKeys(store.directory)).map(({ kind }) => kind).sort(), ['minisign', 'openpgp']);
  for (const name of readdirSync(keyDirectory(store.directory))) assert.equal(statSync(join(keyDirectory(store.directory), name)).mode & 0o777, 0o600);
});

test('what is no public key is refused, a secret one with a warning', async () => {
  const cases: [string, RegExp][] = [
    [minisign.secretKey, /secret key/], [gpg.secretKey, /secret key/], ['', /neither/], ['hello', /neither/], [minisign.sign(image), /neither/], ['x'.repeat(70_000), /longer than/], ['\u0000\u0001', /not a text/],
    ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n', /gpg cannot read/],
  ];
  for (const [text, words] of cases) {
    const answer = await addKey(store.directory, text);
    assert(answer.outcome === 'refused', text.slice(0, 40));
    assert.match(answer.message, words);
  }
});

test('a signature counts over the bytes that were signed, and over no others', async () => {
  for (const signer of [minisign, gpg]) {
    const text = signer.sign(image);
    assert.equal((await verify(text)).outcome, 'verified');
    assert.equal((await verify(text.replaceAll('\n', '\r\n'))).outcome, 'verified');
    assert.match(await refusal(text, other), /not over the bytes of this image/);
    assert.match(await refusal(signer.sign(other)), /not over the bytes of this image/);
  }
  assert.match(await refusal(stranger.sign(image)), /not among the trusted keys/);
  assert.match(await refusal(minisignSigner(join(store.directory, '..', 'm3'), { isOld: true }).sign(image)), /old form/);
});

test('a signature is kept with its image, its key named, until it is taken away', async () => {
  const text = minisign.sign(image);
  const kept = await putSignature(store, store.directory, hashOf(1), text);
  assert(kept.outcome === 'kept');
  const row = await store.database.selectFrom('images').select(['signature', 'signer']).where('sha256', '=', hashOf(1)).executeTakeFirstOrThrow();
  assert.deepEqual([row.signature, row.signer], [text, kept.key.id]);
  assert.equal((await putSignature(store, store.directory, hashOf(1), gpg.sign(other))).outcome, 'refused');
  assert.equal((await putSignature(store, store.directory, hashOf(7), text)).outcome, 'missing');
  assert.equal(await deleteSignature(store, hashOf(1)), 'deleted');
  assert.equal(await deleteSignature(store, hashOf(7)), 'missing');
});

test('with the policy only an image with a signature of a key that is trusted now is published', async () => {
  await addChannel(store, 'signed');
  await setSignedOnly(store.database, true);
  assert.equal(await isSignedOnly(store.database), true);
  const obstacles = async () => {
    const answer = await move(store, 'signed', hashOf(1));
    return answer.outcome === 'refused' ? answer.obstacles.join(' ') : answer.outcome;
  };
  assert.match(await obstacles(), /has no signature/);
  const kept = await putSignature(store, store.directory, hashOf(1), minisign.sign(image));
  assert(kept.outcome === 'kept');
  assert.equal(await removeKey(store.directory, kept.key.id), 'removed');
  assert.match(await obstacles(), /is not trusted any more/);
  assert.equal((await addKey(store.directory, minisign.publicKey)).outcome, 'added');
  assert.equal(await obstacles(), 'moved');
  assert.equal(await removeKey(store.directory, '../../etc/passwd'), 'missing');
});

test('whatever is pasted, reading it ends in a word and never in a throw', () => {
  const near = fc.constantFrom(minisign.sign(image), gpg.sign(image), minisign.publicKey, gpg.publicKey).chain((text) => fc.tuple(fc.nat(text.length), fc.nat(40), fc.string({ unit: 'binary', maxLength: 8 }))
    .map(([from, length, more]) => text.slice(0, from) + more + text.slice(from + length)));
  fc.assert(fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
    for (const read of [readSignature(text), readPublicKey(text)]) assert(['minisign', 'openpgp', 'refused'].includes(read.kind));
  }), { seed: Number(process.env['FC_SEED'] ?? 20261124), numRuns: 500 });
});
