// SPDX-License-Identifier: GPL-2.0-or-later
// Channels: made, renamed, moved and deleted; what may come into one, and what a profile that follows one holds.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { setSignedOnly } from '../images/signing-policy.ts';
import { armForTest } from '../installations/arm.fixture.ts';
import { listHosts } from '../hosts/list-hosts.ts';
import { cloneProfile, getProfile, putProfile } from '../profiles/profiles.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { addChannel, addFollower, addHostOf, addTest, addTestImage, followerDocument, force, hashOf, move, publish, testSite } from './channel.fixture.ts';
import { channelsOf, currentImage, deleteChannel, getChannel, listChannels, putChannel } from './channels.ts';
import { earlierImages, imageBelow, movesOf } from './history.ts';
import { channelManifest } from './manifest.ts';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.remove());

const none = { kind: 'none' } as const;
const match = (etag: string) => ({ kind: 'match', etags: [etag] }) as const;
const put = (id: string, document: object) => putProfile(store, id, document, force, testSite(store));

test('a channel is made, renamed with its ETag, and keeps its distribution', async () => {
  const made = await putChannel(store, 'stable', { title: 'Stable', target: 'centos9' }, none);
  assert(made.outcome === 'created');
  assert.deepEqual([made.image, made.followers], [null, { profiles: 0, hosts: 0 }]);
  assert.equal((await putChannel(store, 'stable', { title: 'X', target: 'centos9' }, none)).outcome, 'required');
  const renamed = await putChannel(store, 'stable', { title: 'Steady', target: 'centos9' }, match(made.etag), 'ada');
  assert(renamed.outcome === 'updated' && renamed.title === 'Steady');
  assert.equal((await putChannel(store, 'stable', { title: 'X', target: 'centos9' }, match(made.etag))).outcome, 'stale');
  const other = await putChannel(store, 'stable', { title: 'Steady', target: 'rhel9' }, force);
  assert(other.outcome === 'invalid' && other.errors[0]?.path === 'target');
  for (const [id, document] of [['new', { title: 'X', target: 'centos9' }], ['Big', { title: 'X', target: 'centos9' }], ['a', { title: '', target: 'centos9' }], ['a', { title: 'A', target: 'dos6' }], ['a', { id: 'b', title: 'A', target: 'centos9' }]] as const)
    assert.equal((await putChannel(store, id, document, force)).outcome, 'invalid', id);
});

test('that a channel was made, renamed and deleted stands in its history, and is no decision about its image', async () => {
  await addTestImage(store, 1);
  const made = await putChannel(store, 'stable', { title: 'Stable', target: 'centos9' }, none, 'ada');
  assert(made.outcome === 'created');
  await publish(store, 'stable', 1);
  for (const title of ['Steady', 'Steady']) assert.equal((await putChannel(store, 'stable', { title, target: 'centos9' }, force)).outcome, 'updated');
  assert.equal(await imageBelow(store.database, 'stable', hashOf(1)), null);
  assert.deepEqual(await earlierImages(store.database, 'stable', null), [hashOf(1)]);
  assert.equal((await deleteChannel(store, 'stable', force, 'eve')).outcome, 'deleted');
  assert.equal((await putChannel(store, 'stable', { title: 'Again', target: 'centos9' }, force)).outcome, 'created');
  assert.deepEqual((await movesOf(store.database, 'stable')).map(({ kind, actor, titleBefore, title, before }) => [kind, actor, titleBefore, title, before]), [
    ['create', null, null, 'Again', null], ['delete', 'eve', 'Steady', null, hashOf(1)], ['rename', null, 'Stable', 'Steady', null], ['publish', 'ada', null, null, null], ['create', 'ada', null, 'Stable', null],
  ]);
});

test('publish, promote, demote, roll back: the channel, its history and the way down', async () => {
  for (const number of [1, 2, 3]) await addTestImage(store, number);
  await addChannel(store, 'testing');
  await addChannel(store, 'stable');
  await publish(store, 'testing', 1);
  assert.equal((await move(store, 'stable', hashOf(1), { kind: 'promote' })).outcome, 'moved');
  await publish(store, 'testing', 2);
  await publish(store, 'testing', 3);
  assert.equal((await move(store, 'testing', hashOf(1), { kind: 'rollback' })).outcome, 'moved');
  assert.equal((await move(store, 'testing', hashOf(3), { kind: 'rollback' })).outcome, 'moved');
  // Rollbacks back and forth do not count: below 3 is what 3 had replaced.
  assert.equal(await imageBelow(store.database, 'testing', hashOf(3)), hashOf(2));
  assert.equal((await move(store, 'testing', hashOf(2), { kind: 'demote' })).outcome, 'moved');
  assert.equal((await move(store, 'testing', hashOf(1), { kind: 'demote' })).outcome, 'moved');
  assert.equal((await move(store, 'testing', null, { kind: 'demote' })).outcome, 'moved');
  assert.deepEqual((await movesOf(store.database, 'testing')).map(({ kind, sha256, before }) => [kind, Number(sha256), Number(before)]), [
    ['demote', 0, 1], ['demote', 1, 2], ['demote', 2, 3], ['rollback', 3, 1], ['rollback', 1, 3], ['publish', 3, 2], ['publish', 2, 1], ['publish', 1, 0], ['create', 0, 0],
  ]);
  assert.deepEqual(await earlierImages(store.database, 'testing', hashOf(2)), [hashOf(1), hashOf(3)]);
  assert.deepEqual([await currentImage(store.database, 'testing'), await currentImage(store.database, 'nothing')], [null, 'missing']);
  assert.deepEqual((await channelsOf(store.database, hashOf(1))).map(({ id, title }) => [id, title]), [['stable', 'Channel stable']]);
  assert.equal((await movesOf(store.database, 'stable'))[0]?.actor, 'ada');
});

test('the history only grows, whoever asks the database', async () => {
  await addTestImage(store, 1);
  await addChannel(store, 'stable');
  await publish(store, 'stable', 1);
  await assert.rejects(store.database.updateTable('channel_moves').set({ actor: 'eve' }).execute(), /only grows/);
  await assert.rejects(store.database.deleteFrom('channel_moves').execute(), /only grows/);
  const channel = await getChannel(store.database, 'stable');
  assert(channel !== undefined);
  assert.equal((await deleteChannel(store, 'stable', match(channel.etag), 'ada')).outcome, 'deleted');
  assert.deepEqual((await movesOf(store.database, 'stable')).map(({ kind, sha256 }) => [kind, sha256]), [['delete', null], ['publish', hashOf(1)], ['create', null]]);
});

test('every move has its right word', async () => {
  await addTestImage(store, 1);
  await addTestImage(store, 2);
  await addChannel(store, 'stable');
  await addChannel(store, 'foreign', 'centos10');
  await publish(store, 'stable', 1);
  const wrong: [string | null, 'publish' | 'promote' | 'demote' | 'rollback', RegExp][] = [
    [hashOf(1), 'publish', /this image already/], [null, 'publish', /demote it/], [hashOf(2), 'promote', /in another channel of the same distribution/], [hashOf(2), 'demote', /had replaced, or to none/],
    [hashOf(2), 'rollback', /never had this image/], [null, 'rollback', /never had this image/], [hashOf(9), 'publish', /no such image/],
  ];
  for (const [sha256, kind, words] of wrong) {
    const answer = await move(store, 'stable', sha256, { kind });
    assert(answer.outcome === 'refused', `${kind} ${String(sha256)}`);
    assert.match(answer.obstacles.join(' '), words);
  }
  assert.equal((await move(store, 'nothing', hashOf(1))).outcome, 'missing');
});

test('what is not available, of another distribution, without its file or unsigned where that is wanted does not come in, override or not', async () => {
  await addChannel(store, 'stable');
  await addTestImage(store, 1, { state: 'retired' });
  await addTestImage(store, 2, { state: 'quarantined' });
  await addTestImage(store, 3, { target: 'rhel9' });
  await addTestImage(store, 4);
  rmSync(join(store.directory, 'images', hashOf(4)));
  const words = { 1: /retired/, 2: /quarantine/, 3: /is Red Hat Enterprise Linux 9, and the channel is for CentOS Stream 9/, 4: /not in the data directory/, 5: /Only signed images/ };
  await addTestImage(store, 5);
  await setSignedOnly(store.database, true);
  for (const [number, expected] of Object.entries(words)) {
    const answer = await move(store, 'stable', hashOf(Number(number)), { override: 'we want it all the same' });
    assert(answer.outcome === 'refused', number);
    assert.match(answer.obstacles.join(' '), expected);
  }
});

test('an image that passed with warnings comes in; a failed or untested one only with a reason, which stands in the history', async () => {
  await addChannel(store, 'stable');
  await addTestImage(store, 1, { verdict: 'warnings', target: null });
  await addTestImage(store, 2, { verdict: null });
  await addTestImage(store, 3, { verdict: 'failed' });
  // A reason that nobody asked for is not kept: the history is red where it must be.
  assert.equal((await move(store, 'stable', hashOf(1), { override: 'just to be sure' })).outcome, 'moved');
  const untested = await move(store, 'stable', hashOf(2));
  assert(untested.outcome === 'unproven');
  assert.match(untested.needsOverride, /never tested/);
  assert.equal((await move(store, 'stable', hashOf(2), { override: 'the rack burns, it must go out now' })).outcome, 'moved');
  const failed = await move(store, 'stable', hashOf(3));
  assert(failed.outcome === 'unproven');
  assert.match(failed.needsOverride, /failed: Reaches multi-user/);
  assert.deepEqual((await movesOf(store.database, 'stable')).map((one) => one.override), ['the rack burns, it must go out now', null, null]);
  await addTest(store, 3, 'passed');
  assert.equal((await move(store, 'stable', hashOf(3))).outcome, 'moved', 'the newest test counts');
  // A whole question that was passed over was not asked.
  await addTest(store, 1, 'warnings', 'skipped');
  const unasked = await move(store, 'stable', hashOf(1));
  assert(unasked.outcome === 'unproven');
  assert.match(unasked.needsOverride, /could not ask whether it starts/);
});

test('a follower holds the exact image of its channel, through every move', async () => {
  await addTestImage(store, 1);
  await addTestImage(store, 2, { nvr: null });
  await addChannel(store, 'stable');
  await publish(store, 'stable', 1);
  await addFollower(store, 'edge', 'stable', { image: { channel: 'stable', proxy: 'http://proxy.example.com:3128' } });
  const first = await getProfile(store, 'edge');
  assert.deepEqual(first?.profile.image, {
    channel: 'stable', url: `http://192.0.2.1:8080/images/${hashOf(1)}/node-1.squashfs`, checksum: hashOf(1), nvr: 'my-node-1.0-1', proxy: 'http://proxy.example.com:3128', noverifyssl: false,
  });
  await publish(store, 'stable', 2);
  const second = await getProfile(store, 'edge');
  assert(second !== undefined);
  assert.deepEqual([second.profile.image.checksum, second.profile.image.nvr, second.profile.image.proxy], [hashOf(2), undefined, 'http://proxy.example.com:3128']);
  assert.notEqual(second.etag, first.etag, 'a move is a new revision, so that nobody writes over it');
  await cloneProfile(store, 'edge', { id: 'copy', title: 'Copy' });
  await move(store, 'stable', hashOf(1), { kind: 'rollback' });
  assert.deepEqual([(await getProfile(store, 'edge'))?.profile.image.checksum, (await getProfile(store, 'copy'))?.profile.image.checksum], [hashOf(1), hashOf(1)]);
});

test('a follower is written without the image, or with the one it was read with; another one is a change by hand', async () => {
  await addTestImage(store, 1);
  await addTestImage(store, 2);
  await addChannel(store, 'stable');
  await publish(store, 'stable', 1);
  await addFollower(store, 'edge', 'stable');
  const read = (await getProfile(store, 'edge'))?.profile;
  assert(read !== undefined);
  assert.equal((await put('edge', { ...read, title: 'Renamed' })).outcome, 'updated');
  assert.equal((await put('edge', followerDocument('edge', 'stable'))).outcome, 'updated');
  const byHand = await put('edge', { ...read, image: { ...read.image, url: 'http://192.0.2.9/other.squashfs', checksum: 'f'.repeat(64) } });
  assert(byHand.outcome === 'invalid');
  assert.deepEqual(byHand.errors.map(({ path }) => path), ['image.url', 'image.checksum']);
  assert.match(byHand.errors[0]?.message ?? '', /follows the channel "stable".*publish it in that channel, or let the profile follow no channel/);
  const { channel: _, ...own } = read.image;
  assert.equal((await put('edge', { ...read, image: { ...own, url: 'http://192.0.2.9/other.squashfs' } })).outcome, 'updated', 'it follows no more');
  await publish(store, 'stable', 2);
  assert.equal((await getProfile(store, 'edge'))?.profile.image.url, 'http://192.0.2.9/other.squashfs');
  assert.equal((await put('edge', { ...read, image: { ...own, channel: 'stable' } })).outcome, 'updated', 'it follows again, whatever it had');
  assert.equal((await getProfile(store, 'edge'))?.profile.image.checksum, hashOf(2));
});

test('a profile cannot follow a channel that is not there, is empty, or is of another distribution', async () => {
  await addTestImage(store, 1);
  await addChannel(store, 'empty');
  await addChannel(store, 'stable');
  await publish(store, 'stable', 1);
  const cases: [string, object, RegExp][] = [['nothing', {}, /There is no channel "nothing"/], ['empty', {}, /has no image yet/], ['stable', { target: 'rhel9' }, /has images of CentOS Stream 9, and this profile is for Red Hat/]];
  for (const [channel, more, words] of cases) {
    const answer = await put('edge', followerDocument('edge', channel, more));
    assert(answer.outcome === 'invalid', channel);
    assert.deepEqual(answer.errors.map(({ path }) => path), ['image.channel']);
    assert.match(answer.errors[0]?.message ?? '', words);
  }
  await addFollower(store, 'edge', 'stable');
  assert.equal((await put('edge', followerDocument('edge', 'stable', { target: 'centos10' }))).outcome, 'invalid');
});

test('a channel with followers is neither emptied nor deleted, and a follower that could not take the image stops the move', async () => {
  await addTestImage(store, 1);
  await addTestImage(store, 2, { nvr: 'plain-image-1.0-1' });
  await addChannel(store, 'stable');
  await publish(store, 'stable', 1);
  await addFollower(store, 'edge', 'stable');
  const emptied = await move(store, 'stable', null, { kind: 'demote' });
  assert(emptied.outcome === 'refused');
  assert.match(emptied.obstacles.join(), /A profile follows this channel/);
  assert.deepEqual(await deleteChannel(store, 'stable', force, undefined), { outcome: 'followed', count: 1, profiles: ['edge'] });
  const nameless = await move(store, 'stable', hashOf(2));
  assert(nameless.outcome === 'refused');
  assert.match(nameless.obstacles.join(), /"Profile edge" \(edge\) could not take this image: The image name must hold "node"/);
  assert.equal((await getChannel(store.database, 'stable'))?.image?.sha256, hashOf(1));
});

test('an armed host that the other image does not fit is disarmed by the move, and only that one', async () => {
  await addTestImage(store, 1);
  await addTestImage(store, 2, { size: 2 * 1024 ** 3 });
  await addChannel(store, 'stable');
  await publish(store, 'stable', 1);
  await addFollower(store, 'small', 'stable', { storage: { disk: { by: 'device', device: 'vda' }, root: { name: 'root', size: 6144, fstype: 'xfs' } } });
  await addFollower(store, 'large', 'stable');
  await addHostOf(store, 'small1', 1, 'small');
  await addHostOf(store, 'large1', 2, 'large');
  for (const id of ['small1', 'large1']) assert.equal((await armForTest(store, id)).outcome, 'armed');
  assert.deepEqual(await publish(store, 'stable', 2), ['small1']);
  const hosts = await listHosts(store, { limit: 10 });
  assert(hosts.outcome === 'listed');
  assert.deepEqual(hosts.items.map(({ id, state }) => [id, state]), [['large1', 'armed'], ['small1', 'disarmed']]);
});

test('the manifest says what a channel has', async () => {
  await addTestImage(store, 1, { signature: 'untrusted comment: x\n' });
  await addChannel(store, 'stable');
  await publish(store, 'stable', 1);
  const [channel] = await listChannels(store.database);
  assert(channel?.image);
  assert.deepEqual(channelManifest({ ...channel.image, id: channel.id, title: channel.title, target: channel.target, publishedAt: Date.UTC(2026, 10, 24) }, testSite(store)), {
    format: 1, channel: 'stable', title: 'Channel stable', target: 'centos9', nvr: 'my-node-1.0-1', url: `http://192.0.2.1:8080/images/${hashOf(1)}/node-1.squashfs`, sha256: hashOf(1), size: 1001,
    signature: 'untrusted comment: x\n', publishedAt: '2026-11-24T00:00:00.000Z',
  });
});
