// SPDX-License-Identifier: GPL-2.0-or-later
// Channels in the browser: created, published to with the blast radius shown first, promoted, demoted, rolled back, overridden, signed, and only looked at by viewers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { minisignSigner } from '../server/images/signer.fixture.ts';
import { hashOf, seedChannel, seedImage, seedTest } from './channel-seed.ts';
import { expect, test } from './frame/test.ts';
import { pageOf, seeder } from './seed.ts';

test.use({ installation: 'channels' });

const follower = (channel: string) => ({ image: { channel } });

test('an empty list says what channels are for, and the first one is created', async ({ adminPage: page, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(412);
  await page.goto('/channels');
  await expect(page.getByRole('heading', { name: 'No channels yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('main').getByRole('button', { name: 'Create channel' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a channel' });
  await dialog.getByRole('button', { name: 'Create the channel' }).click();
  await expect(dialog.getByText('Give the channel a title')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('textbox', { name: 'Title' }).fill('EL 9, first');
  await expect(dialog.getByRole('textbox', { name: 'Id', exact: true })).toHaveValue('el-9-first');
  await dialog.getByRole('textbox', { name: 'Id', exact: true }).fill('first');
  await dialog.getByRole('button', { name: 'Create the channel' }).click();
  await expect(page).toHaveURL('/channels/first');
  await expect(page.getByText('No profile follows this channel')).toBeVisible();
  await page.getByRole('button', { name: 'Rename' }).click();
  const rename = page.getByRole('dialog', { name: 'Rename EL 9, first' });
  await rename.getByRole('textbox', { name: 'Title' }).fill('EL 9, one');
  await rename.getByRole('button', { name: 'Rename the channel' }).click();
  const history = page.getByRole('region', { name: 'Decisions' });
  await expect(history.getByRole('row').nth(1)).toContainText('Renamed');
  await expect(history.getByRole('row').nth(1)).toContainText('from "EL 9, first" to "EL 9, one"');
  await expect(history.getByRole('row').nth(2)).toContainText('Created');
  await expectAccessible(page);
  await page.goto('/channels');
  await page.getByRole('main').getByRole('button', { name: 'Create channel' }).click();
  await dialog.getByRole('textbox', { name: 'Title' }).fill('Again');
  await dialog.getByRole('textbox', { name: 'Id', exact: true }).fill('first');
  await dialog.getByRole('button', { name: 'Create the channel' }).click();
  await expect(dialog.getByText('There is a channel with this id already')).toBeVisible();
});

test('the blast radius names exactly the followers with what changes, and a change meanwhile is shown before it is confirmed', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(412);
  const seed = seeder(page, server);
  for (const number of [1, 2]) await seedImage(server, number);
  await seedChannel(page, server, 'stable', { image: 1 });
  await seedChannel(page, server, 'elsewhere', { image: 1 });
  await seed.profile('edge', follower('stable'));
  await seed.profile('bystander', follower('elsewhere'));
  await seed.host('edge1', '52:54:00:ce:00:01', 'edge');
  await seed.host('edge2', '52:54:00:ce:00:02', 'edge');
  await seed.host('stander1', '52:54:00:ce:00:03', 'bystander');
  await seed.post('hosts/edge2/arm', { minutes: 60 });

  await page.goto('/channels/stable');
  await expect(page.getByRole('region', { name: 'Followers' })).toContainText('1 profile, 2 hosts');
  await page.getByRole('button', { name: 'Publish an image' }).click();
  const choice = page.getByRole('dialog', { name: 'Publish an image in Channel stable' });
  await choice.getByRole('combobox', { name: 'Choose the image' }).selectOption({ value: hashOf(2) });
  await expectAccessible(page);
  await choice.getByRole('button', { name: 'Show what would change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish in Channel stable?' });
  const radius = dialog.getByRole('region', { name: 'Blast radius' });
  await expect(radius).toContainText('1 profile follows this channel, with 2 hosts');
  await expect(radius.getByRole('region', { name: 'Profile edge' })).toContainText('The same for 2 hosts');
  await expect(radius.getByRole('region', { name: /Lines that change/ })).toContainText(`--checksum=${hashOf(2)}`);
  await expect(radius.getByRole('heading', { name: '1 armed host gets the other image' })).toBeVisible();
  await expect(radius).not.toContainText('stander1');
  await expectAccessible(page);

  await seed.host('edge3', '52:54:00:ce:00:04', 'edge');
  const confirm = dialog.getByRole('button', { name: 'Publish the image' });
  await confirm.click();
  await expect(dialog.getByText('Something has changed since you looked')).toBeVisible();
  await expect(radius).toContainText('with 3 hosts');
  await expectAccessible(page);
  await confirm.click();
  await expect(page.getByText('Channel stable has my-node-2.0-1 now')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Decisions' })).toContainText('Published');
  const kickstart = await page.request.get('/api/v1/profiles/edge/kickstart');
  expect(await kickstart.text()).toContain(`--checksum=${hashOf(2)}`);
  const untouched = await page.request.get('/api/v1/profiles/bystander/kickstart');
  expect(await untouched.text()).toContain(`--checksum=${hashOf(1)}`);
  await page.goto('/profiles/edge');
  await expect(page.getByRole('link', { name: 'stable' })).toHaveAttribute('href', '/channels/stable');
});

test('an image that failed its test needs a reason, which stands in the history', async ({ adminPage: page, server, expectAccessible }) => {
  await seedImage(server, 11);
  await seedImage(server, 12, { verdict: 'failed' });
  await seedChannel(page, server, 'risky', { image: 11 });
  await page.goto('/channels/risky');
  await page.getByRole('button', { name: 'Publish an image' }).click();
  await page.getByRole('combobox', { name: 'Choose the image' }).selectOption({ value: hashOf(12) });
  await page.getByRole('button', { name: 'Show what would change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Publish in Channel risky?' });
  await expect(dialog.getByText('The newest test of this image failed: Reaches multi-user.')).toBeVisible();
  const anyway = dialog.getByRole('button', { name: 'Publish without a passed test' });
  await anyway.click();
  const reason = dialog.getByRole('textbox', { name: 'Reason for taking it all the same' });
  await expect(reason).toBeFocused();
  await expect(dialog.getByText('Give the reason in at least 10 characters.')).toBeVisible();
  await expectAccessible(page);
  await reason.fill('the only image that knows the new network cards');
  await anyway.click();
  const history = page.getByRole('region', { name: 'Decisions' });
  await expect(history).toContainText('Without a passed test');
  await expect(history).toContainText('the only image that knows the new network cards');
  await expectAccessible(page);
});

test('promoted to another channel, demoted and rolled back', async ({ adminPage: page, server }) => {
  for (const number of [21, 22]) await seedImage(server, number, { target: 'rocky9' });
  await seedChannel(page, server, 'r-testing', { target: 'rocky9', image: 21 });
  await seedChannel(page, server, 'r-stable', { target: 'rocky9' });
  await page.goto('/channels/r-testing');
  await page.getByRole('button', { name: 'Promote to Channel r-stable' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote the image' }).click();
  await expect(page.getByText('Channel r-stable has my-node-21.0-1 now')).toBeVisible();
  await page.getByRole('button', { name: 'Publish an image' }).click();
  await page.getByRole('combobox', { name: 'Choose the image' }).selectOption({ value: hashOf(22) });
  await page.getByRole('button', { name: 'Show what would change' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish the image' }).click();
  await expect(page.getByText('Channel r-testing has my-node-22.0-1 now')).toBeVisible();
  await page.getByRole('button', { name: 'Roll back to it: my-node-21.0-1' }).click();
  await page.getByRole('dialog', { name: 'Roll Channel r-testing back?' }).getByRole('button', { name: 'Roll back' }).click();
  await expect(page.getByRole('region', { name: 'Decisions' })).toContainText('Rolled back');
  await page.getByRole('button', { name: 'Demote', exact: true }).click();
  await page.getByRole('dialog', { name: 'Demote in Channel r-testing?' }).getByRole('button', { name: 'Demote the image' }).click();
  await expect(page.getByText('Channel r-testing is empty now')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Image', exact: true })).toContainText('No image');
});

test('followers keep a channel from being deleted and are named; without them it goes', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(409);
  await seedImage(server, 31);
  await seedChannel(page, server, 'held', { image: 31 });
  await seeder(page, server).profile('holder', follower('held'));
  await page.goto('/channels/held');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Channel held?' });
  await dialog.getByRole('button', { name: 'Delete the channel' }).click();
  await expect(dialog.getByText('1 profile follows it (holder)')).toBeVisible();
  await expectAccessible(page);
  await page.request.delete('/api/v1/profiles/holder', { headers: { origin: server.adminUrl, 'if-match': '*' } });
  await dialog.getByRole('button', { name: 'Delete the channel' }).click();
  await expect(page).toHaveURL('/channels');
  await expect(page.getByRole('link', { name: 'Channel held' })).toHaveCount(0);
});

let place = '';
test.beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'basewright-e2e-keys-'));
});
test.afterAll(() => rm(place, { recursive: true, force: true }));

test('a key is trusted, and with the policy nothing unsigned is published', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(422);
  const signer = minisignSigner(join(place, 'keys'));
  await seedImage(server, 41);
  await seedChannel(page, server, 'vouched');
  await page.goto('/channels');
  const card = page.getByRole('region', { name: 'Trusted keys' });
  await card.getByRole('button', { name: 'Add key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Trust a public key' });
  await dialog.getByRole('textbox', { name: 'Public key' }).fill(signer.secretKey);
  await dialog.getByRole('button', { name: 'Trust the key' }).click();
  await expect(dialog.getByText('This is a secret key.')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('textbox', { name: 'Public key' }).fill(signer.publicKey);
  await dialog.getByRole('button', { name: 'Trust the key' }).click();
  await expect(card).toContainText('minisign public key');
  await card.getByText('Publish only signed images').click();
  await expect(page.getByText('Only signed images may be published here.')).toBeVisible();
  await expectAccessible(page);

  await page.goto('/channels/vouched');
  await page.getByRole('button', { name: 'Publish an image' }).click();
  await page.getByRole('combobox', { name: 'Choose the image' }).selectOption({ value: hashOf(41) });
  await page.getByRole('button', { name: 'Show what would change' }).click();
  const move = page.getByRole('dialog', { name: 'Publish in Channel vouched?' });
  await expect(move.getByText('this one has no signature')).toBeVisible();
  await expect(move.getByRole('button', { name: 'Publish the image' })).toHaveCount(0);
  const off = await page.request.put('/api/v1/signing-policy', { headers: { origin: server.adminUrl }, data: { isSignedOnly: false } });
  expect(off.ok()).toBe(true);
});

test('on its own page an image is signed, published and demoted', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(404); // Its list of packages: no test has read one.
  const signer = minisignSigner(join(place, 'more'));
  await seedImage(server, 45);
  await seedChannel(page, server, 'own-page');
  const added = await page.request.post('/api/v1/keys', { headers: { origin: server.adminUrl, 'content-type': 'text/plain' }, data: signer.publicKey });
  expect(added.ok(), await added.text()).toBe(true);
  await page.goto(`/images/${hashOf(45)}`);
  const card = page.getByRole('region', { name: 'Channels' });
  await card.getByRole('button', { name: 'Add signature' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Signature' }).fill(signer.sign(join(server.dataDirectory, 'images', hashOf(45))));
  await dialog.getByRole('button', { name: 'Verify and keep' }).click();
  await expect(card).toContainText('The image is signed by a trusted key.');
  await card.getByRole('button', { name: 'Publish in Channel own-page' }).click();
  await dialog.getByRole('button', { name: 'Publish the image' }).click();
  await expect(card).toContainText('has this image');
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Demote: Channel own-page' }).click();
  await dialog.getByRole('button', { name: 'Demote the image' }).click();
  await expect(page.getByText('Channel own-page is empty now')).toBeVisible();
});

test('a viewer looks and decides nothing', async ({ adminPage, server, browser, expectAccessible }) => {
  await seedImage(server, 51);
  await seedChannel(adminPage, server, 'seen', { image: 51 });
  await seedTest(server, 51, 'warnings');
  const page = await pageOf('viewer', browser, adminPage, server);
  await page.goto('/channels');
  await expect(page.getByText('You cannot create channels')).toBeVisible();
  await page.getByRole('link', { name: 'Channel seen' }).click();
  await expect(page.getByRole('region', { name: 'Image', exact: true })).toContainText('Passed with warnings');
  await expect(page.getByRole('button', { name: 'Publish an image' })).toHaveCount(0);
  await expectAccessible(page);
});
