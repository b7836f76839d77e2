// SPDX-License-Identifier: GPL-2.0-or-later
// Where the image of a profile comes from: a channel to follow, a published image with its facts, or any address.
import { hashOf, seedChannel, seedImage } from './channel-seed.ts';
import { expect, test } from './frame/test.ts';
import { seeder } from './seed.ts';

test.use({ installation: 'wizard-image' });

test('with nothing published only an address can be given, and the reason is said', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new');
  await expect(page.getByRole('radio', { name: 'Follow a channel' })).toBeDisabled();
  await expect(page.getByText('No channel has an image of oVirt Node 4.5 (Enterprise Linux 9) yet.')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Image URL' })).toBeVisible();
  await expectAccessible(page);
});

test('a new profile follows a channel: its facts are shown, and the kickstart has the exact image', async ({ adminPage: page, server, expectAccessible }) => {
  await seedImage(server, 1, { target: 'ovirt45' });
  await seedImage(server, 2, { target: 'ovirt45', verdict: 'warnings' });
  await seedChannel(page, server, 'ovirt-testing', { target: 'ovirt45', image: 2 });
  await seedChannel(page, server, 'ovirt-stable', { target: 'ovirt45', image: 1 });
  await page.goto('/profiles/new');
  await page.getByRole('radio', { name: 'Follow a channel' }).check();
  const channel = page.getByRole('combobox', { name: 'Channel' });
  await channel.selectOption({ value: 'ovirt-stable' });
  const facts = page.getByLabel('The image', { exact: true });
  await expect(facts).toContainText('my-node-1.0-1');
  await expect(facts).toContainText('passed');
  await expect(facts).toContainText('not signed');
  await expect(page.getByRole('textbox', { name: 'Image URL' })).toHaveCount(0);
  const lines = page.getByRole('listbox', { name: 'Kickstart, line by line' });
  await expect(lines).toContainText(`--checksum=${hashOf(1)}`);
  await expectAccessible(page);
  await channel.selectOption({ value: 'ovirt-testing' });
  await expect(facts).toContainText('passed with warnings');
  await expect(lines).toContainText(`--checksum=${hashOf(2)}`);
  await channel.selectOption({ value: 'ovirt-stable' });
  await page.getByRole('textbox', { name: 'Title' }).fill('Follower');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('radio', { name: 'Device name' }).check();
  await page.getByRole('textbox', { name: 'Device', exact: true }).fill('sda');
  for (let presses = 0; presses < 6; presses += 1) await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Image', exact: true })).toContainText('ovirt-stable');
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
  const saved = await page.request.get('/api/v1/profiles/follower');
  expect(await saved.json()).toMatchObject({ image: { channel: 'ovirt-stable', checksum: hashOf(1), nvr: 'my-node-1.0-1' } });
});

test('another distribution than the channel\'s is explained, and another source ends the following', async ({ adminPage: page, server, expectAccessible }) => {
  await seedImage(server, 11, { target: 'rocky9' });
  await seedChannel(page, server, 'rocky', { target: 'rocky9', image: 11 });
  await seeder(page, server).profile('moving', { target: 'rocky9', image: { channel: 'rocky' } });
  await page.goto('/profiles/moving/edit?step=image');
  await expect(page.getByRole('radio', { name: 'Follow a channel' })).toBeChecked();
  await page.getByRole('combobox', { name: 'Distribution' }).selectOption({ label: 'AlmaLinux 9' });
  await expect(page.getByText('The channel "Channel rocky" has images of Rocky Linux 9, and this profile is for AlmaLinux 9.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('radio', { name: 'Another address' }).check();
  await page.getByRole('textbox', { name: 'Image URL' }).fill('http://images.example.com/alma.squashfs');
  await page.getByRole('navigation', { name: 'Steps of the profile' }).getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
  const saved: unknown = await (await page.request.get('/api/v1/profiles/moving')).json();
  expect(JSON.stringify(saved)).not.toContain('"channel"');
});

test('a published image is taken with its checksum and name, exactly', async ({ adminPage: page, server, expectAccessible }) => {
  await seedImage(server, 21, { target: 'fedora44' });
  await seedImage(server, 22, { target: 'fedora44' });
  await seedChannel(page, server, 'fedora', { target: 'fedora44', image: 21 });
  await seedImage(server, 23, { target: null });
  await seedChannel(page, server, 'fedora-next', { target: 'fedora44', image: 23 });
  await seeder(page, server).profile('exact', { target: 'fedora44' });
  await page.goto('/profiles/exact/edit?step=image');
  await page.getByRole('radio', { name: 'A published image' }).check();
  const choice = page.getByRole('combobox', { name: 'A published image' });
  await expect(choice.locator('option')).toHaveText([/my-node-23/, /my-node-21/]);
  await choice.selectOption({ label: 'my-node-21.0-1 (000000000000)' });
  await expect(page.getByLabel('The image', { exact: true })).toContainText('Channel fedora');
  await expectAccessible(page);
  await page.getByRole('navigation', { name: 'Steps of the profile' }).getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
  expect(await (await page.request.get('/api/v1/profiles/exact')).json()).toMatchObject({ image: { url: `${server.bootUrl}/images/${hashOf(21)}/node-21.squashfs`, checksum: hashOf(21), nvr: 'my-node-21.0-1' } });
});
