// SPDX-License-Identifier: GPL-2.0-or-later
// Who may do what: a person without administrative access sees and cannot change; an administrator turns it on, and the page follows without being loaded anew.
import { expect, test } from './test.ts';

const STATUS = '/etc/basewright/basewright-node status --json > /dev/null';
const LIMITED = 'Limited access: you can look, but not change anything';

test('before anything was recorded for everybody, the node says why it cannot be asked', async ({ open, room }) => {
  const frame = await open(room.viewer);
  await expect(frame.getByRole('heading', { name: 'The node could not be asked' })).toBeVisible();
  await expect(frame.getByText('imgbase and lvm answer only to root')).toBeVisible();
});

test('a person without rights sees the last record, and why nothing can be changed', async ({ open, room, expectAccessible }) => {
  await room.run(STATUS);
  const frame = await open(room.viewer);
  await expect(frame.getByRole('heading', { name: LIMITED })).toBeVisible();
  await expect(frame.getByText(/What is shown here is what the node recorded for everybody to read at \d{4}-/)).toBeVisible();
  await expect(frame.getByRole('treegrid', { name: 'Bases and layers' })).toContainText('ovirt-node-ng-4.5.6-0.20261120.0+1');
  for (const name of ['Upgrade', 'Roll back', 'Reboot', 'Remove ovirt-node-ng-4.5.5-0.20261101.0', 'What differs: ovirt-node-ng-4.5.5-0.20261101.0+1']) {
    const button = frame.getByRole('button', { name, exact: true });
    await expect(button).toHaveAttribute('aria-disabled', 'true');
    await button.focus();
    const tip = frame.getByRole('tooltip', { name: 'Needs administrative access.' });
    await expect(tip).toBeVisible();
    await button.blur();
    await expect(tip).toBeHidden();
  }
  await expectAccessible();
  await frame.getByRole('button', { name: 'Turn on administrative access' }).click();
  await frame.getByRole('dialog').getByLabel(/password/i).fill(room.password);
  await frame.getByRole('dialog').getByRole('button', { name: 'Authenticate' }).click();
  await expect(frame.getByRole('heading', { name: 'Administrative access was not gained' })).toBeVisible();
  expect(room.calls().filter((call) => /^imgbase (--debug )?(update|rollback|base --remove)/.test(call))).toEqual([]);
});

test('administrative access is turned on by keyboard, after a wrong password, without a new page', async ({ open, room, page, expectAccessible }) => {
  const frame = await open(room.admin);
  await frame.locator('html').evaluate((root) => root.setAttribute('data-not-loaded-anew', ''));
  await frame.getByRole('button', { name: 'Turn on administrative access' }).press('Enter');
  const dialog = frame.getByRole('dialog', { name: 'Turn on administrative access' });
  const field = dialog.getByLabel(/password/i);
  await expect(field).toBeFocused();
  await expectAccessible();
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toBeVisible();
  await expect(field).toBeFocused();
  await page.keyboard.type(room.password);
  await page.keyboard.press('Enter');
  await expect(frame.getByRole('heading', { name: LIMITED })).toBeHidden();
  await expect(frame.getByRole('button', { name: 'Roll back', exact: true })).not.toHaveAttribute('aria-disabled', 'true');
  await expect(frame.getByRole('treegrid', { name: 'Bases and layers' })).toContainText('ovirt-node-ng-4.5.5-0.20261101.0+1');
  await expect(frame.locator('html')).toHaveAttribute('data-not-loaded-anew', '');
});
