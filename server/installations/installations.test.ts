// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of installations in the store: arming once and many, decisions, and what people see of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import { addTestImage, knowPackages } from '../channels/channel.fixture.ts';
import { putHost } from '../hosts/hosts.ts';
import { imageUrl } from '../images/image-url.ts';
import { putProfile } from '../profiles/profiles.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { armForTest } from './arm.fixture.ts';
import { armHost, disarmHost } from './arm.ts';
import { armMany, judgeMany } from './arm-many.ts';
import { decideRehearsal } from './decide.ts';
import type { Site } from './installability.ts';
import { currentInstallation } from './installation.ts';
import { changesBetween } from './served.ts';
import { siteAt } from './site.fixture.ts';
import { readInstallation } from './view.ts';

const FORCE = { kind: 'force' } as const;
const BOOT_URL = 'http://192.0.2.1:8080';
let store: TestStore;
let site: Site;

before(async () => {
  store = await openTestStore();
  site = siteAt(BOOT_URL, store.directory);
  const profile = profileFixtures.get('ovirt-node');
  const host = hostFixtures.get('host-overrides');
  assert(profile !== undefined && host !== undefined);
  await putProfile(store, profile.id, profile, FORCE);
  for (const number of [1, 2, 3]) await putHost(store, `h${number}`, { ...host, id: `h${number}`, hostname: `h${number}`, macs: [`52:54:00:00:00:0${number}`] }, FORCE);
});
after(() => store.remove());

const view = async (id: string) => {
  const found = await readInstallation(store, id, BOOT_URL);
  assert(found !== undefined);
  return found;
};
const become = (id: string, columns: object) => store.database.updateTable('installations').set(columns).where('host_id', '=', id).where('is_current', '=', 1).execute();

test('a host is new until it is armed; arming twice is one installation with the later end', async () => {
  assert.deepEqual(await view('h1'), { current: undefined, events: [], earlier: [], served: undefined });
  await armHost(store, 'h1', { minutes: 5, isRehearsal: false }, { actor: 'olga', site });
  const first = await currentInstallation(store.database, 'h1');
  await armHost(store, 'h1', { minutes: 60, isRehearsal: true }, { actor: 'ada', site });
  const { current, events, earlier } = await view('h1');
  assert.equal(current?.id, first?.id);
  assert.deepEqual([current?.state, current?.armedBy, current?.isRehearsal, current?.armedUntil, earlier], ['armed', 'olga', true, store.now() + 3_600_000, []]);
  assert.deepEqual(events.map(({ kind, actor }) => [kind, actor]), [['armed', 'olga'], ['extended', 'ada']]);
});

test('the clock ends an arming, and the timeline says when', async () => {
  await armForTest(store, 'h2', 5);
  store.pass(6 * 60_000);
  const { current, events } = await view('h2');
  assert.equal(current?.state, 'expired');
  assert.deepEqual(events.map(({ kind, at }) => [kind, store.now() - at]), [['armed', 360_000], ['expired', 60_000]]);
  await armForTest(store, 'h2', 5);
  assert.deepEqual((await view('h2')).earlier.map(({ state }) => state), ['expired']);
});

test('what is under way is not armed again, and a disarm makes it possible', async () => {
  await become('h2', { state: 'installing', stage: 'storage', opened_at: store.now(), opened_from: '192.0.2.9' });
  const refused = await armForTest(store, 'h2');
  assert(refused.outcome === 'refused');
  assert.match(refused.reasons[0]?.message ?? '', /being installed now/);
  await disarmHost(store, 'h2', 'ada');
  assert.equal((await armForTest(store, 'h2')).outcome, 'armed');
});

test('twenty installations of a host are kept', async () => {
  for (let round = 0; round < 25; round += 1) {
    store.pass(1000);
    await disarmHost(store, 'h3');
    await armForTest(store, 'h3');
  }
  const { current, earlier } = await view('h3');
  assert.deepEqual([current?.state, earlier.length], ['armed', 19]);
});

test('only a machine that waits can be decided about, and only once', async () => {
  const reasonOf = async (decision: 'approved' | 'refused') => {
    const answer = await decideRehearsal(store, 'h1', decision, 'ada');
    return answer.outcome === 'refused' ? answer.reason : answer.outcome;
  };
  await armHost(store, 'h1', { minutes: 60, isRehearsal: false }, { site });
  assert.match(await reasonOf('approved'), /not armed for a rehearsal/);
  await armHost(store, 'h1', { minutes: 60, isRehearsal: true }, { site });
  assert.match(await reasonOf('approved'), /is armed/);
  await become('h1', { state: 'installing', stage: 'started' });
  assert.match(await reasonOf('approved'), /has not shown yet/);
  await become('h1', { stage: 'waiting' });
  assert.equal(await reasonOf('approved'), 'decided');
  assert.match(await reasonOf('refused'), /approved already/);
  const { current } = await view('h1');
  assert.deepEqual([current?.state, current?.stage, current?.decision], ['installing', 'approved', 'approved']);
  await become('h1', { stage: 'waiting', decision: null });
  assert.equal(await reasonOf('refused'), 'decided');
  assert.equal((await view('h1')).current?.state, 'disarmed');
  assert.deepEqual(await decideRehearsal(store, 'nobody', 'refused'), { outcome: 'missing' });
});

test('many hosts: a verdict on each before, and those that may be armed are', async () => {
  await disarmHost(store, 'h2');
  await become('h3', { state: 'installing' });
  const judged = await judgeMany(store, ['h3', 'nobody', 'h2'], site);
  assert.deepEqual(judged.map(({ id, isInstallable, disk }) => [id, isInstallable, disk.includes('sdb')]), [['h3', false, true], ['h2', true, true]]);
  assert.match(String(judged[1]?.warnings.join(' ')), /no installer tree for oVirt Node 4\.5.*|size is not known/);
  const { armed, refused } = await armMany(store, ['h2', 'h3', 'nobody', 'h2'], { minutes: 5, isRehearsal: false }, { site });
  assert.deepEqual([armed.map(({ id }) => id), refused.map(({ id }) => id)], [['h2'], ['h3', 'nobody']]);
});

test('arming one host, or many, says what the verdict said before: here, that the image has no Cockpit', async () => {
  const profile = profileFixtures.get('ovirt-node');
  assert(profile !== undefined);
  const sha256 = await addTestImage(store, 7);
  await putProfile(store, 'cockpit', { ...profile, id: 'cockpit', image: { url: imageUrl(site, sha256, 'node.squashfs'), checksum: sha256 } }, FORCE);
  await putHost(store, 'h7', { hostname: 'h7', macs: ['52:54:00:00:00:07'], profile: 'cockpit' }, FORCE);
  const request = { minutes: 5, isRehearsal: false };
  const cockpit = async (...names: string[]) => {
    await knowPackages(store, sha256, ...names);
    const one = await armHost(store, 'h7', request, { site });
    const [judged] = await judgeMany(store, ['h7'], site);
    const { armed } = await armMany(store, ['h7'], request, { site });
    assert(one.outcome === 'armed');
    assert.deepEqual([judged?.warnings, armed[0]?.warnings], [one.warnings, one.warnings]);
    return one.warnings.filter((warning) => warning.includes('Cockpit'));
  };
  assert.match((await cockpit('bash', 'cockpit-system')).join(), /asks for Cockpit, and the image has no cockpit-ws/);
  assert.deepEqual(await cockpit('bash', 'cockpit-ws'), []);
});

test('a stage that was passed over is a lost report, one that is missing is not', async () => {
  await become('h2', { state: 'installing', stage: 'layout', stage_at: store.now(), deadline: store.now() + 1000 });
  const { current } = await view('h2');
  assert.deepEqual(current?.stages.filter(({ isLost }) => isLost).map(({ stage }) => stage), ['kickstart', 'started', 'storage', 'image']);
  assert.equal(current.isStuck, false);
  store.pass(1000);
  assert.equal((await view('h2')).current?.isStuck, true);
});

test('lines that were added and removed are told in their order', () => {
  assert.deepEqual(changesBetween('a\nb\nc\n', 'a\nB\nc\nd\n'), [{ kind: 'removed', text: 'b' }, { kind: 'added', text: 'B' }, { kind: 'added', text: 'd' }]);
  assert.deepEqual(changesBetween('a\n', 'a\n'), []);
});
