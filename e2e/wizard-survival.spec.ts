// SPDX-License-Identifier: GPL-2.0-or-later
// The wizard says of settings and volumes whether they outlive an image upgrade, and asks what the node itself does about upgrades.
import { expect, test } from './frame/test.ts';

test('every setting that ends on the node says what an upgrade does to it, and why', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?step=network');
  const label = page.getByRole('button', { name: 'Kept at an image upgrade: Host name' });
  await label.focus();
  await page.keyboard.press('Enter');
  const reason = page.getByRole('dialog', { name: 'At an image upgrade: Host name' });
  await expect(reason).toContainText('imgbased carries files that were changed or added here into every new layer.');
  await expect(reason).toContainText('/etc/hostname');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(reason).toBeHidden();
  await expect(label).toBeFocused();
  const kept = { users: ['Root\'s password', 'SSH keys of root'], services: ['Cockpit', 'Enabled units', 'Firewall', 'SELinux'], locale: ['Language', 'Time zone'], scripts: ['Kernel arguments'] };
  for (const [step, settings] of Object.entries(kept)) {
    await page.goto(`/profiles/new?step=${step}`);
    for (const setting of settings) await expect(page.getByRole('button', { name: `Kept at an image upgrade: ${setting}`, exact: true })).toBeVisible();
  }
});

test('volumes are shared and the root volume is lost; without a layout nothing is said of upgrades', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?step=users');
  await page.getByRole('button', { name: 'Add an account' }).click();
  await expect(page.getByRole('button', { name: 'Shared at an image upgrade: SSH keys', exact: true })).toBeVisible();
  await page.goto('/profiles/new?step=storage');
  const disk = page.getByRole('list', { name: 'How the disk will look' });
  await expect(disk.getByRole('listitem').filter({ hasText: /^\/ 16 GiB/ })).toContainText('Lost');
  await expect(disk.getByRole('listitem').filter({ hasText: '/home' })).toContainText('Shared');
  await expect(page.getByText('at an upgrade /etc and /root are kept')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the volume /home' }).click();
  await expect(page.getByText('imgbased also makes volumes for /home: shared by all layers, but what the installation writes there is hidden.')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/profiles/new?step=users');
  await expect(page.getByRole('button', { name: 'Hidden at an image upgrade: SSH keys', exact: true })).toBeVisible();
  await page.goto('/profiles/new?step=storage');
  await page.getByRole('checkbox', { name: /Make a base and a layer/ }).uncheck();
  await expect(disk).not.toContainText('Lost');
  await expect(page.getByRole('checkbox', { name: 'Put Basewright\'s tools onto the node' })).toBeHidden();
});

test('the node reboots in a maintenance window that is checked while it is typed', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?step=storage');
  await expect(page.getByRole('radio', { name: 'Never' })).toBeChecked();
  await page.getByRole('radio', { name: 'In a maintenance window' }).check();
  const times = page.getByRole('textbox', { name: 'Days and times of the maintenance window' });
  await expect(times).toHaveValue('Sat,Sun 02:00-05:00');
  await times.fill('Sat,Funday 02:00-05:00');
  await times.blur();
  await expect(page.getByText(/^"Funday" is no day\./)).toBeVisible();
  await page.getByRole('textbox', { name: 'Time to become healthy' }).fill('500');
  await page.getByRole('textbox', { name: 'Time to become healthy' }).blur();
  await expect(page.getByText(/^At most 120 minutes/)).toBeVisible();
  await expectAccessible(page);
  await times.fill('daily 23:30-01:00');
  await expect(page.getByText(/^"Funday" is no day\./)).toBeHidden();
  await page.getByRole('checkbox', { name: 'Put Basewright\'s tools onto the node' }).uncheck();
  await expect(times).toBeHidden();
});
