// SPDX-License-Identifier: GPL-2.0-or-later
// The inbox of discovered machines: empty, found, approved and armed, ignored and forgotten; and what each role may do there.
import { expect, test } from './frame/test.ts';
import { HOSTILE } from './hostile-strings.ts';
import { machineOf } from './machine.ts';
import { pageOf, seeder } from './seed.ts';

test.use({ installation: 'discoveries' });

const FACTS = { manufacturer: 'Dell Inc.', product: 'PowerEdge R650', serial: 'ABC1234', uuid: '4c4c4544-0042-4310-8031-b4c04f313233', platform: 'efi', buildarch: 'x86_64' };

test('without any the page says how one gets here', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/hosts');
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Discovered machines' }).press('Enter');
  await expect(page).toHaveURL('/discoveries');
  await expect(page.getByRole('heading', { name: 'No unknown machine has asked' })).toBeVisible();
  await expectAccessible(page);
});

test('an unknown machine is found, made a host by keyboard, and armed from there', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(409);
  const seed = seeder(page, server);
  await seed.profile('found');
  await seed.host('taken.example.com', '52:54:00:30:00:ff', 'found');
  const machine = machineOf(server, '52:54:00:30:00:01');
  expect(await machine.script(FACTS)).not.toContain('inst.ks');
  await page.goto('/discoveries');
  const row = page.getByRole('row').filter({ hasText: '52:54:00:30:00:01' });
  await expect(row).toContainText('Dell Inc. PowerEdge R650');
  await expect(row).toContainText('Serial ABC1234');
  await expect(row).toContainText('127.0.0.1');
  await expect(row).toContainText('once');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Approve 52:54:00:30:00:01' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Make 52:54:00:30:00:01 a host?' });
  await dialog.getByRole('button', { name: 'Add the host' }).press('Enter');
  await expect(dialog.getByText('Choose the profile that says what is installed.')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('textbox', { name: 'Host name' }).fill('taken.example.com');
  await dialog.getByRole('combobox', { name: 'Profile' }).selectOption('found');
  await dialog.getByRole('button', { name: 'Add the host' }).press('Enter');
  await expect(dialog.getByText(/There is a host "taken\.example\.com" already/).first()).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Host name' }).fill('found.example.com');
  await dialog.getByRole('button', { name: 'Add the host' }).press('Enter');
  const offer = page.getByRole('dialog', { name: 'found.example.com is a host now' });
  await expectAccessible(page);
  expect(await machine.kickstartStatus()).toBe(404);
  await offer.getByRole('button', { name: 'Arm it now' }).press('Enter');
  const arming = page.getByRole('dialog', { name: 'Arm found.example.com?' });
  await arming.getByRole('checkbox', { name: /I understand/ }).press('Space');
  await arming.getByRole('button', { name: 'Arm the host' }).press('Enter');
  await expect(page.getByText(/found\.example\.com is armed until/)).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page.getByRole('row').filter({ hasText: '52:54:00:30:00:01' })).toHaveCount(0);
  expect(await machine.kickstartStatus()).toBe(200);
});

test('machines are searched, ignored, taken back and forgotten', async ({ adminPage: page, server, expectAccessible }) => {
  for (const end of ['11', '12']) await machineOf(server, `52:54:00:30:00:${end}`).script({ product: `Model ${end}` });
  await page.goto('/discoveries');
  await page.getByRole('textbox', { name: 'Search discovered machines' }).fill('5254-0030-0011');
  await expect(page.getByRole('row').filter({ hasText: 'Model 11' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Model 12' })).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Search discovered machines' }).fill('nothing like it');
  await expect(page.getByRole('heading', { name: 'No discovered machine matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await page.getByRole('button', { name: 'Actions for 52:54:00:30:00:11' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Ignore' }).press('Enter');
  await expect(page.getByText('52:54:00:30:00:11 is ignored')).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'Model 11' })).toHaveCount(0);
  await page.getByRole('switch', { name: 'Show ignored machines (1)' }).press('Space');
  await expect(page.getByRole('row').filter({ hasText: 'Model 11' })).toContainText('Ignored');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Actions for 52:54:00:30:00:11' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Do not ignore' }).press('Enter');
  await expect(page.getByText('52:54:00:30:00:11 is no longer ignored')).toBeVisible();
  await page.getByRole('button', { name: 'Actions for 52:54:00:30:00:11' }).press('Enter');
  await page.getByRole('menuitem', { name: 'Forget' }).press('Enter');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Forget the machine' }).press('Enter');
  await expect(page.getByText('52:54:00:30:00:11 was forgotten')).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
  await page.setViewportSize({ width: 320, height: 800 });
  await expect(page.getByText('Model 12')).toBeVisible();
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page);
});

test('what a hostile machine says of itself is text, and operators and viewers are told what they may not do', async ({ adminPage, server, browser, expectAccessible }) => {
  let dialogs = 0;
  adminPage.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  const [product, serial, asset, manufacturer] = HOSTILE;
  await machineOf(server, '52:54:00:30:00:21').script({ product, serial, asset, manufacturer });
  await adminPage.goto('/discoveries');
  const row = adminPage.getByRole('row').filter({ hasText: '52:54:00:30:00:21' });
  await expect(row).toContainText(`${manufacturer} ${product}`.slice(0, 60));
  await expect(row).toContainText(serial);
  expect(await adminPage.locator('img[src="x"], script[src*="192.0.2.1"], [onerror], svg[onload]').count()).toBe(0);
  expect(dialogs).toBe(0);
  const operator = await pageOf('operator', browser, adminPage, server);
  await operator.goto('/discoveries');
  await expect(operator.getByText('You cannot approve discovered machines')).toBeVisible();
  await expect(operator.getByRole('button', { name: /^Approve/ })).toHaveCount(0);
  await expect(operator.getByRole('button', { name: 'Actions for 52:54:00:30:00:21' })).toBeVisible();
  await expectAccessible(operator);
  const viewer = await pageOf('viewer', browser, adminPage, server);
  await viewer.goto('/discoveries');
  await expect(viewer.getByText('You cannot approve or ignore discovered machines')).toBeVisible();
  await expect(viewer.getByRole('button', { name: /^Actions for/ })).toHaveCount(0);
  await expectAccessible(viewer);
});
