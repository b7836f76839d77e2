// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of profiles in the store: concurrency, secrets, clone, delete, list.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { profileFixtures } from '#kickstart/profile/fixtures.ts';
import { MASK } from '#kickstart/profile/names.ts';
import { armForTest } from '../installations/arm.fixture.ts';
import { getHost, putHost } from '../hosts/hosts.ts';
import { listHosts } from '../hosts/list-hosts.ts';
import { openBootStore } from '../store/boot-store.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { listProfiles } from './list-profiles.ts';
import { cloneProfile, deleteProfile, getOpenProfile, getProfile, putProfile } from './profiles.ts';

const none = { kind: 'none' } as const;
const force = { kind: 'force' } as const;
const match = (...etags: string[]) => ({ kind: 'match', etags }) as const;
const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';
const OTHER_HASH = HASH.replace('QZBK', 'XXXX');

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.remove());

function document(id: string, more: object = {}): object {
  return { id, title: `Profile ${id}`, target: 'centos9', image: { url: 'http://192.0.2.1/node.squashfs', checksum: 'a'.repeat(64) }, storage: { disk: { by: 'device', device: 'vda' } }, ...more };
}

const withSecrets = (rootHash: string, passphrase: string) => ({
  users: { root: { password: 'hashed', hash: rootHash }, accounts: [{ name: 'ada', hash: HASH }] },
  storage: { disk: { by: 'device', device: 'vda' }, luks: { passphrase } },
});

async function put(id: string, more: object = {}): Promise<string> {
  const answer = await putProfile(store, id, document(id, more), force);
  assert(answer.outcome === 'created' || answer.outcome === 'updated', JSON.stringify(answer));
  return answer.etag;
}

test('a profile is made, changed with its ETag, and never without or with an old one', async () => {
  const first = await put('node');
  assert.deepEqual(await putProfile(store, 'node', document('node'), none), { outcome: 'required' });
  const second = await putProfile(store, 'node', document('node', { title: 'Changed' }), match(first));
  assert(second.outcome === 'updated');
  const stale = await putProfile(store, 'node', document('node'), match(first));
  assert(stale.outcome === 'stale' && stale.current?.etag === second.etag && stale.current.profile.title === 'Changed');
  assert.equal((await putProfile(store, 'node', document('node'), match('"0"', second.etag))).outcome, 'updated');
  assert.equal((await putProfile(store, 'node', document('node'), { kind: 'match', etags: '*' })).outcome, 'updated');
  assert.equal((await putProfile(store, 'node', document('node'), { kind: 'absent' })).outcome, 'stale');
  assert.deepEqual(await putProfile(store, 'other', document('other'), match(first)), { outcome: 'stale', current: undefined });
});

test('an ETag does not come back after delete and re-make', async () => {
  const first = await put('node');
  assert.deepEqual(await deleteProfile(store, 'node', match(first)), { outcome: 'deleted' });
  assert.notEqual(await put('node'), first);
  assert.equal((await putProfile(store, 'node', document('node'), match(first))).outcome, 'stale');
  assert.equal((await deleteProfile(store, 'node', match(first))).outcome, 'stale');
  assert.deepEqual(await deleteProfile(store, 'node', none), { outcome: 'required' });
  assert.deepEqual(await deleteProfile(store, 'other', none), { outcome: 'missing' });
});

test('1000 writers with one ETag: one wins, nobody is overwritten', async () => {
  const etag = await put('node');
  const answers = await Promise.all(Array.from({ length: 1000 }, (_, writer) => putProfile(store, 'node', document('node', { title: `Writer ${writer}` }), match(etag))));
  const winners = answers.flatMap((answer, writer) => (answer.outcome === 'updated' ? [writer] : []));
  assert.equal(winners.length, 1);
  assert.equal(answers.filter((answer) => answer.outcome === 'stale').length, 999);
  assert.equal((await getProfile(store, 'node'))?.profile.title, `Writer ${winners[0]}`);
});

test('writers that try again lose no update', async () => {
  await put('node', { description: '' });
  const append = async (word: string) => {
    for (;;) {
      const current = await getProfile(store, 'node');
      assert(current !== undefined);
      const answer = await putProfile(store, 'node', { ...current.profile, description: `${current.profile.description ?? ''} ${word}` }, match(current.etag));
      if (answer.outcome === 'updated') return;
      assert.equal(answer.outcome, 'stale');
    }
  };
  await Promise.all(Array.from({ length: 40 }, (_, writer) => append(`w${writer}`)));
  assert.equal(new Set((await getProfile(store, 'node'))?.profile.description?.split(' ')).size, 41);
});

test('secrets are masked, and kept where the mask is sent back', async () => {
  await put('node', withSecrets(HASH, 'correct horse'));
  const shown = await getProfile(store, 'node');
  assert(shown !== undefined);
  assert(!JSON.stringify(shown).includes('QZBK') && !JSON.stringify(shown).includes('correct horse'));
  assert.equal(shown.profile.storage.luks?.passphrase, MASK);
  const answer = await putProfile(store, 'node', { ...shown.profile, title: 'Renamed', users: { ...shown.profile.users, root: { ...shown.profile.users.root, hash: OTHER_HASH } } }, match(shown.etag));
  assert(answer.outcome === 'updated' && !JSON.stringify(answer).includes('XXXX'));
  const open = await getOpenProfile(store, 'node');
  assert(open?.users.root.password === 'hashed');
  assert.deepEqual([open.users.root.hash, open.users.accounts[0]?.hash, open.storage.luks?.passphrase], [OTHER_HASH, HASH, 'correct horse']);
});

test('a mask with nothing behind it is refused at its field', async () => {
  const answer = await putProfile(store, 'node', document('node', { ...withSecrets(MASK, 'correct horse'), users: { root: { password: 'hashed', hash: MASK }, accounts: [{ name: 'ada', hash: MASK }] } }), none);
  assert(answer.outcome === 'invalid');
  assert.deepEqual(answer.errors.map((error) => error.path), ['users.root.hash', 'users.accounts.0.hash']);
  assert.equal(await getProfile(store, 'node'), undefined);
});

test('no secret is readable in any file of the data directory', async () => {
  await put('node', withSecrets(HASH, 'CANARY-passphrase'));
  await put('node', withSecrets(HASH, 'CANARY-second'));
  await cloneProfile(store, 'node', { id: 'copy', title: 'Copy' });
  for (const file of readdirSync(store.directory)) {
    const bytes = readFileSync(join(store.directory, file));
    for (const secret of ['CANARY', HASH, HASH.slice(40)]) assert.equal(bytes.includes(secret), false, `${file} holds ${secret}`);
  }
});

test('a clone has the secrets of its source, under its own id', async () => {
  await put('node', withSecrets(HASH, 'correct horse'));
  const copy = await cloneProfile(store, 'node', { id: 'copy', title: 'Copy' });
  assert(copy.outcome === 'created' && copy.profile.id === 'copy' && copy.profile.storage.luks?.passphrase === MASK);
  assert.equal((await getOpenProfile(store, 'copy'))?.storage.luks?.passphrase, 'correct horse');
  assert.deepEqual(await cloneProfile(store, 'node', { id: 'copy', title: 'Copy' }), { outcome: 'exists' });
  assert.deepEqual(await cloneProfile(store, 'no', { id: 'copy2', title: 'Copy' }), { outcome: 'missing' });
});

test('a document is refused with every field that is wrong', async () => {
  const answer = await putProfile(store, 'node', document('node', { target: 'rhel5', image: { url: 'file:///x' } }), none);
  assert(answer.outcome === 'invalid');
  assert.deepEqual(answer.errors.map((error) => error.path), ['target', 'image.url']);
  const other = await putProfile(store, 'node', document('other'), none);
  assert(other.outcome === 'invalid' && other.errors[0]?.path === 'id');
  for (const value of [null, 'text', 7, [], [document('node')]]) assert.equal((await putProfile(store, 'node', value, none)).outcome, 'invalid');
  assert.equal((await putProfile(store, 'node', { ...document('node'), id: undefined }, none)).outcome, 'invalid');
});

test('a profile in use is not deleted', async () => {
  const etag = await put('node');
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) await putHost(store, id, { hostname: id, macs: [`52:54:00:00:00:0${id}`], profile: 'node' }, none);
  assert.deepEqual(await deleteProfile(store, 'node', match(etag)), { outcome: 'in-use', count: 6, hosts: ['a', 'b', 'c', 'd', 'e'] });
});

test('every example profile goes in and comes out unchanged', async () => {
  // One that follows a channel gets what the channel has: see channels.test.ts.
  for (const profile of [...profileFixtures.values()].filter(({ image }) => image.channel === undefined)) {
    const answer = await putProfile(store, profile.id, profile, none);
    assert(answer.outcome === 'created', JSON.stringify(answer));
    assert.deepEqual(await getOpenProfile(store, profile.id), profile);
    const again = await putProfile(store, profile.id, answer.profile, match(answer.etag));
    assert(again.outcome === 'updated');
    assert.deepEqual(again.profile, answer.profile);
  }
});

test('a change that stops installation disarms the hosts, another one does not', async () => {
  await put('node');
  await putHost(store, 'a', { hostname: 'a', macs: ['52:54:00:00:00:0a'], profile: 'node' }, none);
  assert.equal((await armForTest(store, 'a', 60)).outcome, 'armed');
  const harmless = await putProfile(store, 'node', document('node', { title: 'Renamed' }), force);
  assert(harmless.outcome === 'updated');
  assert.deepEqual(harmless.disarmed, []);
  const harmful = await putProfile(store, 'node', document('node', { image: { url: 'http://192.0.2.1/node.squashfs' } }), force);
  assert(harmful.outcome === 'updated');
  assert.deepEqual(harmful.disarmed, ['a']);
  const hosts = await listHosts(store, { limit: 10 });
  assert(hosts.outcome === 'listed' && hosts.items[0]?.state === 'disarmed');
});

test('the list pages, filters, counts and searches', async () => {
  for (let number = 1; number <= 7; number += 1) await put(`node-${number}`, number > 5 ? { target: 'fedora42', title: 'Großer Bücherwurm' } : {});
  await put('no-checksum', { image: { url: 'http://192.0.2.1/node.squashfs' } });
  await putHost(store, 'a', { hostname: 'a', macs: ['52:54:00:00:00:0a'], profile: 'node-1' }, none);
  const first = await listProfiles(store, { limit: 5 });
  assert(first.outcome === 'listed');
  assert.deepEqual(first.items.map((item) => [item.id, item.hosts, item.armable]), [['no-checksum', 0, false], ['node-1', 1, true], ['node-2', 0, true], ['node-3', 0, true], ['node-4', 0, true]]);
  assert.equal(first.total, 8);
  const second = await listProfiles(store, { limit: 5, cursor: first.next });
  assert(second.outcome === 'listed');
  assert.deepEqual([second.items.map((item) => item.id), second.next, second.total], [['node-5', 'node-6', 'node-7'], undefined, 8]);
  const found = async (request: object) => {
    const answer = await listProfiles(store, { limit: 50, ...request });
    return answer.outcome === 'listed' ? answer.items.map((item) => item.id) : answer.errors;
  };
  assert.deepEqual(await found({ target: 'fedora42' }), ['node-6', 'node-7']);
  assert.deepEqual(await found({ search: 'BÜCHER' }), ['node-6', 'node-7']);
  assert.deepEqual(await found({ search: '-7 wurm' }), ['node-7']);
  assert.deepEqual(await found({ search: 'Stream' }), ['no-checksum', 'node-1', 'node-2', 'node-3', 'node-4', 'node-5']);
  for (const search of ['"', "'", '*', '" OR "', 'node-1" NOT "x', '\0\0\0', '%', 'NEAR(a b)']) assert.deepEqual(await found({ search: `${search} zz` }), [], search);
  assert.deepEqual(await found({ cursor: 'not a cursor' }), [{ path: 'cursor', message: 'This is not a cursor that a list gave. Start again without one.' }]);
});

test('the boot plane sees a host at once, with its secrets, and its data version change', async () => {
  const boot = openBootStore(store.directory);
  assert.equal(boot.bootHost('52:54:00:00:00:0a'), undefined);
  const version = boot.dataVersion();
  assert.equal(boot.dataVersion(), version);
  await put('node', withSecrets(HASH, 'correct horse'));
  await putHost(store, 'a', { hostname: 'A', macs: ['52-54-00-00-00-0A', '5254.0000.000b'], profile: 'node' }, none);
  assert.notEqual(boot.dataVersion(), version);
  const found = boot.bootHost('52:54:00:00:00:0b');
  assert.deepEqual(found?.profile, await getOpenProfile(store, 'node'));
  assert.deepEqual(found?.host, (await getHost(store, 'a'))?.host);
  assert.equal(boot.installationOf('a'), undefined);
  await armForTest(store, 'a', 5);
  boot.dataVersion();
  assert.equal(boot.installationOf('a')?.expires_at, store.now() + 5 * 60_000);
  boot.close();
});
