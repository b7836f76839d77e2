// SPDX-License-Identifier: GPL-2.0-or-later
// Arming: the verdict before it with the disk named, one host or many, refusals with their reasons, and disarming.
import { expect, test } from './frame/test.ts';
import { seedImage, seedPackages } from './channel-seed.ts';
import { seeder } from './seed.ts';

// Its image is in no other test's catalogue.
test.use({ installation: 'arming' });

test('arming names the machine and the disk, serves the kickstart, and disarming ends it', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('armed');
  await seed.host('armed.example.com', '52:54:00:06:00:01', 'armed', { disk: { by: 'device', device: 'vdb' } });
  const address = `${server.bootUrl}/ks/52:54:00:06:00:01`;
  expect((await page.request.get(address)).status()).toBe(404);
  await page.goto('/hosts?search=armed.example');
  await page.getByRole('button', { name: 'Arm armed.example.com' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Arm armed.example.com?' });
  await expect(dialog).toContainText('erases everything on disk vdb of armed.example.com (52:54:00:06:00:01) and installs the profile Profile armed.');
  await expect(dialog).toContainText('The image lies on another server');
  await dialog.getByRole('button', { name: 'Arm the host' }).press('Enter');
  await expect(dialog.getByText('Tick the box')).toBeVisible();
  await expect(dialog.getByRole('checkbox', { name: 'I understand that all data on disk vdb of armed.example.com will be lost.' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.press('Space');
  await dialog.getByRole('combobox', { name: 'Armed for' }).selectOption('4 hours');
  await dialog.getByRole('button', { name: 'Arm the host' }).press('Enter');
  await expect(page.getByText(/armed\.example\.com is armed until /)).toBeVisible();
  await expect(page.getByText(/^Armed, (4 h 00|3 h 59) min left$/)).toBeVisible();
  const served = await page.request.get(address);
  const shown = await page.request.get('/api/v1/profiles/armed/kickstart?host=armed.example.com&reveal=1');
  expect(await served.text()).toBe(await shown.text());
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Disarm armed.example.com' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Disarm the host' }).click();
  await expect(page.getByText('armed.example.com is disarmed')).toBeVisible();
  expect((await page.request.get(address)).status()).toBe(404);
});

test('a host that cannot be installed says why, and where to mend it', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('no-checksum', { image: { url: 'http://images.example.com/node.squashfs' } });
  await seed.host('refused.example.com', '52:54:00:07:00:01', 'no-checksum');
  await page.goto('/hosts?search=refused.example');
  const arm = page.getByRole('button', { name: 'Arm refused.example.com' });
  await arm.click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('The image has no checksum.')).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'Mend it in the profile' })).toHaveAttribute('href', '/profiles/no-checksum/edit?step=image');
  await expect(dialog.getByRole('button', { name: 'Arm the host' })).toHaveCount(0);
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(arm).toBeFocused();
});

test('one host is armed with the same warnings as many: its image has no Cockpit, which its profile asks for', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  const checksum = await seedImage(server, 77);
  await seedPackages(server, 77, 'bash', 'cockpit-system');
  await seed.profile('no-cockpit', { image: { url: `${server.bootUrl}/images/${checksum}/node.squashfs`, checksum } });
  await seed.host('lonely.example.com', '52:54:00:0e:00:01', 'no-cockpit');
  const warning = 'The profile asks for Cockpit, and the image has no cockpit-ws';
  await page.goto('/hosts/lonely.example.com');
  await page.getByRole('button', { name: 'Arm', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Arm lonely.example.com?' });
  await expect(dialog.getByRole('listitem').filter({ hasText: warning })).toBeVisible();
  await expectAccessible(page);
  const answer = await page.request.post(`${server.adminUrl}/api/v1/hosts/lonely.example.com/arm`, { headers: { origin: server.adminUrl }, data: { minutes: 5 } });
  expect([answer.status(), (await answer.text()).includes(warning)]).toEqual([200, true]);
  await seedPackages(server, 77, 'bash', 'cockpit-ws');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Arm again', exact: true }).click();
  await expect(dialog).toContainText('erases everything on disk sda');
  await expect(dialog).not.toContainText(warning);
});

test('several hosts are judged and armed in one dialog, the others are left out with their reasons, and all are disarmed together', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('bulk');
  await seed.profile('bulk-bad', { image: { url: 'http://images.example.com/node.squashfs' } });
  await seed.host('bulk1.example.com', '52:54:00:0d:00:01', 'bulk');
  await seed.host('bulk2.example.com', '52:54:00:0d:00:02', 'bulk', { disk: { by: 'device', device: 'vdb' } });
  await seed.host('bulk3.example.com', '52:54:00:0d:00:03', 'bulk-bad');
  await page.goto('/hosts?search=bulk');
  await page.getByRole('checkbox', { name: 'Select bulk1.example.com' }).press('Space');
  await expect(page.getByText('1 host selected')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select all hosts on this page' }).press('Space');
  await expect(page.getByText('3 hosts selected')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Arm selected' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Arm 3 hosts?' });
  await expect(dialog.getByRole('heading', { name: /One host cannot be armed and is left out/ })).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'bulk3.example.com' }).first()).toContainText('The image has no checksum.');
  await expect(dialog.getByRole('link', { name: 'Mend it in the profile' })).toHaveAttribute('href', '/profiles/bulk-bad/edit?step=image');
  await dialog.getByRole('checkbox', { name: 'I understand that all data on disk sda of bulk1.example.com, and disk vdb of bulk2.example.com will be lost.' }).press('Space');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Arm 2 hosts' }).press('Enter');
  await expect(dialog.getByRole('heading', { name: '2 hosts are armed' })).toBeVisible();
  await expect(dialog.getByRole('heading', { name: '1 host was refused' })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().press('Enter');
  await page.getByRole('checkbox', { name: 'Select all hosts on this page' }).press('Space');
  await page.getByRole('button', { name: 'Disarm 2 of them' }).press('Enter');
  const disarming = page.getByRole('dialog', { name: 'Disarm 2 hosts?' });
  await expect(disarming.getByRole('listitem')).toHaveText(['bulk1.example.com', 'bulk2.example.com']);
  await expectAccessible(page);
  await disarming.getByRole('button', { name: 'Disarm 2 hosts' }).press('Enter');
  await expect(page.getByText('2 hosts are disarmed')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Disarmed' })).toHaveCount(2);
  await expect(page.getByText(/hosts? selected/)).toHaveCount(0);
  await page.setViewportSize({ width: 320, height: 900 });
  await page.getByRole('checkbox', { name: 'Select bulk1.example.com' }).press('Space');
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page);
});
