// SPDX-License-Identifier: GPL-2.0-or-later
// The wizard says of settings and volumes whether they outlive an image upgrade, and asks what the node itself does about upgrades.
import { expect, test } from './frame/test.ts';
import { seeder } from './seed.ts';

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

test('every row of the table of volumes says what becomes of what lies there, as its mount point is typed', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?step=storage');
  const table = page.getByRole('table', { name: 'Volumes' });
  const labels = table.getByRole('button', { name: /at an image upgrade: volume / });
  await expect(labels).toHaveCount(7);
  await page.getByRole('button', { name: 'Add a volume' }).click();
  const mount = page.getByRole('textbox', { name: 'Volume 8: Mount point' });
  for (const path of ['', '/', '/srv/', '/usr/local']) {
    await mount.fill(path);
    await expect(labels).toHaveCount(7);
    await expect(mount).not.toHaveAccessibleDescription(/upgrade/);
  }
  await mount.fill('/srv/vm');
  await expect(mount).toHaveAccessibleDescription('Shared at an image upgrade: volume /srv/vm');
  const label = table.getByRole('button', { name: 'Shared at an image upgrade: volume /srv/vm', exact: true });
  await mount.press('Tab');
  await expect(label).toBeFocused();
  await page.keyboard.press('Enter');
  const reason = page.getByRole('dialog', { name: 'At an image upgrade: volume /srv/vm' });
  await expect(reason).toContainText('What the new image itself has at this path stays hidden below the volume.');
  await expect(reason).toContainText('Without this volume the path is part of the layer');
  await page.keyboard.press('Escape');
  await expect(label).toBeFocused();
  await mount.fill('/var/lib/dnf');
  await expect(mount).toHaveAccessibleDescription('Lost at an image upgrade: volume /var/lib/dnf');
  await mount.fill('/var');
  await mount.blur();
  await expect(mount).toHaveAccessibleDescription(/is there twice/);
  await expect(labels).toHaveCount(7);
  await mount.fill('/var/lib/images');
  await expect(labels).toHaveCount(8);
  await page.setViewportSize({ width: 320, height: 800 });
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await table.getByRole('button', { name: 'Shared at an image upgrade: volume /var/lib/images', exact: true }).press('Enter');
  // The whole of it can be read, on the narrowest screen too.
  const edges = () => page.getByRole('dialog', { name: 'At an image upgrade: volume /var/lib/images' }).evaluate((dialog) => { const { left, right } = dialog.getBoundingClientRect(); return left >= 0 && right <= document.documentElement.clientWidth; });
  await expect.poll(edges).toBe(true);
  await expectAccessible(page);
});

test('packages of a kept section are lost, because a live image takes none', async ({ adminPage: page, server, expectAccessible }) => {
  const sections = [{ header: '%packages', body: 'tmux\n' }, { header: '%addon com_redhat_oscap', body: 'profile = stig\n' }];
  await seeder(page, server).profile('with-packages', { extra: { sections } });
  await page.goto('/profiles/with-packages/edit?step=scripts');
  const packages = page.getByRole('region', { name: 'Kept section 1' });
  await expect(packages.getByRole('textbox', { name: 'Body' })).toHaveAccessibleDescription(/Lost at an image upgrade: Body/);
  await packages.getByRole('button', { name: 'Lost at an image upgrade: Body' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'At an image upgrade: Body' })).toContainText('The installer copies the image and installs none of these packages.');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await packages.getByRole('textbox', { name: 'Body' }).fill('# nothing more');
  await expect(page.getByRole('region', { name: /^Kept section/ }).getByRole('button', { name: /at an image upgrade/ })).toHaveCount(0);
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
