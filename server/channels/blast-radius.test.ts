// SPDX-License-Identifier: GPL-2.0-or-later
// The blast radius: exactly who follows, the real difference of each kickstart, secrets masked; nothing confirmed that has changed; thousands of hosts in moments.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { armForTest } from '../installations/arm.fixture.ts';
import { putHost } from '../hosts/hosts.ts';
import { deleteProfile, getProfile, putProfile } from '../profiles/profiles.ts';
import { etagOf } from '../store/revision.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { type BlastRadius, previewMove } from './blast-radius.ts';
import { addChannel, addFollower, addHostOf, addTest, addTestImage, followerDocument, force, hashOf, move, publish, testSite } from './channel.fixture.ts';
import { currentImage, putChannel } from './channels.ts';
import { moveChannel } from './move.ts';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
  for (const number of [1, 2, 3]) await addTestImage(store, number);
  await addChannel(store, 'stable');
  await addChannel(store, 'testing');
  await publish(store, 'stable', 1);
  await publish(store, 'testing', 3);
});
afterEach(() => store.remove());

const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';

async function preview(number: number, more: object = {}): Promise<BlastRadius> {
  const radius = await previewMove(store, testSite(store), 'stable', { sha256: hashOf(number), kind: 'publish', ...more });
  assert(radius !== undefined);
  return radius;
}

test('exactly the followers and their hosts, each with what changes for it, and no secret', async () => {
  await addFollower(store, 'edge', 'stable', { users: { root: { password: 'hashed', hash: HASH } } });
  await addFollower(store, 'core', 'stable', { layout: { init: false } });
  await addFollower(store, 'other', 'testing');
  await putProfile(store, 'own', { ...followerDocument('own', 'stable'), image: { url: `http://192.0.2.1:8080/images/${hashOf(1)}/node-1.squashfs`, checksum: hashOf(1) } }, force);
  for (const [number, profile] of ['edge', 'edge', 'other', 'own'].entries()) await addHostOf(store, `host${number}`, number, profile);
  assert.equal((await armForTest(store, 'host1')).outcome, 'armed');
  const radius = await preview(2);
  assert.deepEqual(radius.profiles.map(({ id, hostCount, hosts }) => [id, hostCount, hosts.map((host) => [host.id, host.state])]), [['core', 0, []], ['edge', 2, [['host0', 'new'], ['host1', 'armed']]]]);
  assert.deepEqual(radius.counts, { profiles: 2, hosts: 2, armed: 1, installing: 0, disarmed: 0 });
  assert.deepEqual(radius.armed, [{ id: 'host1', hostname: 'host1', profile: 'edge', state: 'armed', disarmed: null }]);
  const edge = radius.profiles.find(({ id }) => id === 'edge');
  assert.deepEqual(edge?.changes.map(({ kind, text }) => `${kind} ${text}`), [
    `removed liveimg --url=http://192.0.2.1:8080/images/${hashOf(1)}/node-1.squashfs --checksum=${hashOf(1)}`, `added liveimg --url=http://192.0.2.1:8080/images/${hashOf(2)}/node-2.squashfs --checksum=${hashOf(2)}`,
    'removed %addon org_imgbased --nvr=my-node-1.0-1', 'added %addon org_imgbased --nvr=my-node-2.0-1',
  ]);
  assert.match(edge.hosts[1]?.changes[1]?.text ?? '', /^liveimg --url=http:\/\/192\.0\.2\.1:8080\/t\/\*{8}\/images\//, 'a host fetches with its token, which is not shown');
  assert(!JSON.stringify(radius).includes('QZBK'));
  assert.deepEqual([radius.before?.sha256, radius.after?.sha256, radius.obstacles, radius.needsOverride], [hashOf(1), hashOf(2), [], null]);
  assert.equal(await previewMove(store, testSite(store), 'nothing', { sha256: hashOf(2), kind: 'publish' }), undefined);
});

test('a move confirms what was seen: whatever changes in between makes it stale, and shows how it is now', async () => {
  await addFollower(store, 'edge', 'stable');
  await addHostOf(store, 'host1', 1, 'edge');
  const confirm = (etag: string) => moveChannel(store, testSite(store), 'stable', { sha256: hashOf(2), kind: 'publish' }, { actor: 'ada', precondition: { kind: 'match', etags: [etag] } });
  const changes: [string, () => Promise<unknown>][] = [
    ['a profile', () => putProfile(store, 'edge', followerDocument('edge', 'stable', { title: 'Renamed' }), force, testSite(store))],
    ['a host', () => putHost(store, 'host1', { hostname: 'host1', macs: ['52:54:00:00:00:01'], profile: 'edge', overrides: { kernelArguments: ['debug'] } }, force)],
    ['another follower', () => addFollower(store, 'core', 'stable')],
    ['another host', () => addHostOf(store, 'host2', 2, 'edge')],
    ['an arming', () => armForTest(store, 'host1')],
    ['another test', () => addTest(store, 2, 'warnings')],
    ['the channel', () => putChannel(store, 'stable', { title: 'Renamed', target: 'centos9' }, force)],
    ['a follower less', async () => deleteProfile(store, 'core', force)],
  ];
  for (const [what, change] of changes) {
    const { etag } = await preview(2);
    await change();
    const answer = await confirm(etag);
    assert(answer.outcome === 'stale', what);
    assert.equal(answer.judgement.etag, (await preview(2)).etag);
  }
  const { etag } = await preview(2);
  await putProfile(store, 'bystander', { ...followerDocument('bystander', 'x'), image: { url: 'http://192.0.2.1/a.squashfs' } }, force);
  assert.equal((await confirm(etag)).outcome, 'moved', 'who does not follow does not matter');
  assert.equal((await moveChannel(store, testSite(store), 'stable', { sha256: hashOf(1), kind: 'rollback' }, { actor: 'ada', precondition: { kind: 'none' } })).outcome, 'required');
});

test('of a hundred who confirm the same look, one moves the channel', async () => {
  await addFollower(store, 'edge', 'stable');
  const { etag } = await preview(2);
  const answers = await Promise.all(Array.from({ length: 100 }, () => moveChannel(store, testSite(store), 'stable', { sha256: hashOf(2), kind: 'publish' }, { actor: 'ada', precondition: { kind: 'match', etags: [etag] } })));
  assert.deepEqual([answers.filter(({ outcome }) => outcome === 'moved').length, answers.filter(({ outcome }) => outcome === 'stale').length], [1, 99]);
});

/** Rows of hosts without their checks: thousands one by one would take the time of the test. */
async function addManyHosts(count: number, profile: string): Promise<void> {
  const rows = Array.from({ length: count }, (_, number) => {
    const id = `node${String(number).padStart(5, '0')}`;
    const mac = `52:54:01:00:${(number >> 8).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`;
    return { number: 1_000_000 + number, id, hostname: id, profile_id: profile, body: JSON.stringify({ id, hostname: id, macs: [mac], profile, overrides: {} }), search_text: id, revision: 1, updated_at: 0 };
  });
  for (let from = 0; from < count; from += 500) await store.database.insertInto('hosts').values(rows.slice(from, from + 500)).execute();
}

test('five thousand hosts: counted, the first listed, the rest page by page, moved in moments', async () => {
  await addFollower(store, 'edge', 'stable');
  await addManyHosts(5000, 'edge');
  const started = performance.now();
  const radius = await preview(2);
  const seconds = (performance.now() - started) / 1000;
  // Generous, for a busy machine; rendering every one of them would take ten times as long.
  assert(seconds < 5, `the look took ${seconds} s`);
  assert.deepEqual([radius.counts.hosts, radius.profiles[0]?.hostCount, radius.profiles[0]?.hosts.length], [5000, 5000, 50]);
  const page = await preview(2, { profile: 'edge', after: 'node00049' });
  assert.deepEqual([page.profiles[0]?.hosts[0]?.id, page.profiles[0]?.hosts.length], ['node00050', 200]);
  assert.equal(page.etag, radius.etag, 'a page is of the same look');
  assert.equal((await moveChannel(store, testSite(store), 'stable', { sha256: hashOf(2), kind: 'publish' }, { actor: 'ada', precondition: { kind: 'match', etags: [radius.etag] } })).outcome, 'moved');
});

const SEED = Number(process.env['FC_SEED'] ?? 20261124);

type Act = { what: 'publish' | 'promote' | 'rollback' | 'demote'; channel: 'stable' | 'testing'; image: number } | { what: 'follow' | 'leave' | 'rename' | 'byHand'; channel: 'stable' | 'testing'; profile: number };

const channel = fc.constantFrom('stable' as const, 'testing' as const);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ what: fc.constantFrom('publish' as const, 'promote' as const, 'rollback' as const, 'demote' as const), channel, image: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ what: fc.constantFrom('follow' as const, 'leave' as const, 'rename' as const, 'byHand' as const), channel, profile: fc.integer({ min: 0, max: 3 }) }),
);

async function perform(one: Act): Promise<void> {
  if ('image' in one) {
    await move(store, one.channel, hashOf(one.image), { kind: one.what });
    return;
  }
  const id = `p${one.profile}`;
  const present = (await getProfile(store, id))?.profile;
  const own = { url: `http://192.0.2.9/${one.channel}.squashfs`, checksum: 'f'.repeat(64) };
  const image = { follow: { channel: one.channel }, leave: own, rename: present?.image ?? own, byHand: { ...own, ...(present?.image.channel !== undefined && { channel: present.image.channel }) } }[one.what];
  await putProfile(store, id, followerDocument(id, 'x', { title: `Title ${one.what}`, image }), force, testSite(store));
}

test('whatever is published, rolled back and edited in whatever order: a follower has the image of its channel', async () => {
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 5, maxLength: 25 }), async (acts) => {
    for (const one of acts) {
      await perform(one);
      const rows = await store.database.selectFrom('profiles').select(['id', 'channel', 'body', 'revision']).execute();
      for (const row of rows) {
        const stored = await getProfile(store, row.id);
        assert.equal(stored?.etag, etagOf(row.revision));
        assert.equal(stored.profile.image.channel ?? null, row.channel);
        if (row.channel === null) continue;
        const image = await currentImage(store.database, row.channel);
        assert(image !== null && image !== 'missing');
        assert.deepEqual([stored.profile.image.url, stored.profile.image.checksum], [`http://192.0.2.1:8080/images/${image.sha256}/${image.name}`, image.sha256]);
      }
    }
  }), { seed: SEED, numRuns: 40 });
});
