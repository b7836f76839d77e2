// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of what is known of the image before a host is armed: here, at a mirror of ours, or somewhere else.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Readable } from 'node:stream';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { knowPackages } from '../channels/channel.fixture.ts';
import { registerImage } from '../images/catalogue.ts';
import { addImage } from '../images/image-store.ts';
import { imageUrl } from '../images/image-url.ts';
import { squashfsBytes } from '../images/squashfs.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { installability } from './installability.ts';
import { siteAt } from './site.fixture.ts';

let store: TestStore;
let sha256 = '';
before(async () => {
  store = await openTestStore();
  const stored = await addImage(store.directory, { stream: Readable.from([squashfsBytes(4096)]), size: 4096 });
  assert('sha256' in stored);
  ({ sha256 } = stored);
});
after(() => store.remove());

const profile = profileFixtures.get('ovirt-node');
const host = hostFixtures.get('host-overrides');

async function said(image: Partial<Profile['image']>, mirror?: string): Promise<string[]> {
  assert(profile !== undefined && host !== undefined);
  const site = siteAt('http://192.0.2.1:8080', store.directory);
  const { reasons, warnings } = await installability(store.database, mirror === undefined ? site : { ...site, imagesUrl: mirror }, { ...profile, image: { ...profile.image, ...image } }, host);
  return [...reasons.filter(({ field }) => field.startsWith('image.')).map(({ message }) => message), ...warnings.filter((warning) => warning.includes('image lies'))];
}

test('an image that we have is known, at the boot plane, at the mirror, and by its checksum anywhere', async () => {
  const site = siteAt('http://192.0.2.1:8080', store.directory);
  const mirror = 'https://mirror.example.com/images';
  assert.deepEqual(await said({ url: imageUrl(site, sha256, 'node.squashfs'), checksum: sha256 }), []);
  assert.deepEqual(await said({ url: imageUrl({ imagesUrl: mirror }, sha256, 'node.squashfs'), checksum: sha256 }, mirror), []);
  assert.deepEqual(await said({ url: imageUrl(site, sha256, 'node.squashfs'), checksum: sha256 }, mirror), []);
  assert.deepEqual(await said({ url: 'https://elsewhere.example.com/node.squashfs', checksum: sha256.toUpperCase() }), []);
});

test('what is not here, has another checksum, or lies elsewhere unknown, is said', async () => {
  const mirror = 'https://mirror.example.com/images';
  assert.match((await said({ url: `${mirror}/${'0'.repeat(64)}/node.squashfs`, checksum: '0'.repeat(64) }, mirror)).join(), /no such image on this server/);
  assert.match((await said({ url: `${mirror}/${sha256}/node.squashfs`, checksum: '1'.repeat(64) }, mirror)).join(), /not that of the image/);
  assert.match((await said({ url: 'https://elsewhere.example.com/node.squashfs', checksum: '1'.repeat(64) })).join(), /lies on another server/);
});

test('a profile that asks for Cockpit is warned of an image without it, once its packages are known', async () => {
  assert(profile !== undefined && host !== undefined);
  const warned = async (cockpit: boolean) => {
    const { warnings } = await installability(store.database, siteAt('http://192.0.2.1:8080', store.directory), { ...profile, image: { ...profile.image, checksum: sha256 }, services: { ...profile.services, cockpit } }, host);
    return warnings.filter((warning) => warning.includes('Cockpit'));
  };
  const know = (...names: string[]) => knowPackages(store, sha256, ...names);
  assert.deepEqual(await warned(true), []);
  const values = { sha256, name: 'node.squashfs', size: 4096, origin: 'upload', source: null, parent: null, madeFrom: null, actor: null } as const;
  await registerImage(store, values);
  await know('bash', 'cockpit-system');
  assert.match((await warned(true)).join(), /the image has no cockpit-ws: the installer cannot enable cockpit\.socket/);
  assert.deepEqual(await warned(false), []);
  await know('bash', 'cockpit-ws');
  assert.deepEqual(await warned(true), []);
});
