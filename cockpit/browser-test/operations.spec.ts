// SPDX-License-Identifier: GPL-2.0-or-later
// What the buttons do: they drive the real node package, which drives the recording stand-in of imgbase; and what the page says before, meanwhile and after.
import { NEXT } from './channel-server.ts';
import { expect, test } from './test.ts';

const OLD = 'ovirt-node-ng-4.5.5-0.20261101.0';
const NEW = 'ovirt-node-ng-4.5.6-0.20261120.0';

test('an upgrade from the channel: asked, followed step by step, installed for the next boot', async ({ openAsAdmin, room, expectAccessible }) => {
  await room.begin(`state['updateSeconds'] = 4`);
  const frame = await openAsAdmin();
  await frame.getByRole('button', { name: 'Upgrade', exact: true }).press('Enter');
  const dialog = frame.getByRole('dialog', { name: 'Upgrade this node?' });
  await expect(dialog).toContainText('of the channel stable is downloaded, verified and installed');
  await expect(dialog.getByRole('grid', { name: 'What survives' })).toContainText('Files that were changed or added are carried into the new layer');
  await expectAccessible();
  room.channel.hold(true);
  await dialog.getByRole('button', { name: 'Upgrade', exact: true }).press('Enter');
  const panel = frame.getByRole('region', { name: /^Upgrade/ }).first();
  await expect(frame.getByText('Upgrade is running', { exact: true }).first()).toBeFocused();
  await expect(panel.getByRole('progressbar', { name: 'Downloaded' })).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Cancel the upgrade' })).toBeVisible();
  await expect(frame.getByRole('button', { name: 'Roll back', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await expectAccessible();
  room.channel.hold(false);
  await expect(panel.getByText('imgbase writes now, and must not be interrupted.')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Cancel the upgrade' })).toBeHidden();
  await expect(panel.getByRole('heading', { name: 'The upgrade is done' })).toBeVisible();
  const tree = frame.getByRole('treegrid', { name: 'Bases and layers' });
  await expect(tree.getByRole('row').filter({ hasText: `${NEXT}+1` })).toContainText('Next boot');
  await expect(frame.getByRole('region', { name: 'Upgrades' })).toContainText(`goes back to ${NEW}+1 by itself`);
  await expectAccessible();
  expect(room.calls().filter((call) => call.startsWith('imgbase') && call.includes('update'))).toEqual([expect.stringMatching(/^imgbase --debug update --format liveimg \S+\.squashfs(\.part)?$/)]);
  expect(room.calls()).not.toContain('systemctl reboot');
  await frame.getByRole('button', { name: 'Show its log' }).click();
  await expect(frame.getByRole('region', { name: 'Log of the last operation' })).toContainText('Extracting image');
  await expectAccessible();
});

test('an upgrade is cancelled before imgbase runs', async ({ openAsAdmin, room }) => {
  const frame = await openAsAdmin();
  room.channel.hold(true);
  await frame.getByRole('button', { name: 'Upgrade', exact: true }).click();
  await frame.getByRole('dialog').getByRole('button', { name: 'Upgrade', exact: true }).click();
  await expect(frame.getByRole('progressbar', { name: 'Downloaded' })).toBeVisible();
  await frame.getByRole('button', { name: 'Cancel the upgrade' }).click();
  await expect(frame.getByRole('heading', { name: 'The upgrade was cancelled' })).toBeVisible();
  await expect(frame.getByRole('button', { name: 'Upgrade', exact: true })).not.toHaveAttribute('aria-disabled', 'true');
  expect(room.calls().filter((call) => call.includes('update'))).toEqual([]);
});

test('an upgrade goes on without the page, and a new view of the page finds it', async ({ openAsAdmin, page, room }) => {
  const frame = await openAsAdmin();
  room.channel.hold(true);
  await frame.getByRole('button', { name: 'Upgrade', exact: true }).click();
  await frame.getByRole('dialog').getByRole('button', { name: 'Upgrade', exact: true }).click();
  await expect(frame.getByRole('progressbar', { name: 'Downloaded' })).toBeVisible();
  await page.reload();
  await expect(frame.getByText('Upgrade is running', { exact: true }).first()).toBeVisible();
  room.channel.hold(false);
  await expect(frame.getByRole('heading', { name: 'The upgrade is done' })).toBeVisible();
});

test('an upgrade that imgbase fails at says why, and leaves nothing behind', { tag: '@newest' }, async ({ openAsAdmin, room, expectAccessible }) => {
  await room.begin(`state['faults'] = ['thread']`);
  const frame = await openAsAdmin();
  await frame.getByRole('button', { name: 'Upgrade', exact: true }).click();
  await frame.getByRole('dialog').getByRole('button', { name: 'Upgrade', exact: true }).click();
  await expect(frame.getByRole('heading', { name: 'The upgrade failed' })).toBeVisible();
  await expect(frame.getByRole('treegrid', { name: 'Bases and layers' })).not.toContainText(NEXT);
  await expectAccessible();
});

test('a rollback says what survives, sets the next boot, and can be taken back', async ({ openAsAdmin, room, expectAccessible }) => {
  const frame = await openAsAdmin();
  await frame.getByRole('button', { name: 'Roll back', exact: true }).press('Enter');
  const dialog = frame.getByRole('dialog', { name: 'Roll back this node?' });
  await expect(dialog.getByRole('radio', { name: `${OLD}+1` })).toBeChecked();
  const survival = dialog.getByRole('grid', { name: 'What survives' });
  await expect(survival.getByRole('row').filter({ hasText: '/etc' })).toContainText('lost');
  await expect(survival.getByRole('row').filter({ hasText: '/var' }).first()).toContainText('shared');
  await expectAccessible();
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).press('Enter');
  await expect(frame.getByRole('heading', { name: 'The rollback is done' })).toBeVisible();
  expect(room.calls()).toContainEqual(expect.stringContaining(`rollback --to ${OLD}+1`));
  const tree = frame.getByRole('treegrid', { name: 'Bases and layers' });
  await expect(tree.getByRole('row').filter({ hasText: `${OLD}+1` })).toContainText('Next boot');
  await expect(frame.getByRole('region', { name: 'This node' })).toContainText(`Next boot${OLD}+1`);
  await tree.getByRole('button', { name: `Boot this: ${NEW}+1` }).click();
  await frame.getByRole('dialog', { name: 'Boot another layer?' }).getByRole('button', { name: 'Boot another layer' }).click();
  await expect(tree.getByRole('row').filter({ hasText: `${NEW}+1` })).toContainText('Next boot');
});

test('an old base is removed after a warning', { tag: '@newest' }, async ({ openAsAdmin, room, expectAccessible }) => {
  const frame = await openAsAdmin();
  await frame.getByRole('button', { name: `Remove ${OLD}` }).click();
  const dialog = frame.getByRole('dialog', { name: `Remove ${OLD}?` });
  await expect(dialog).toContainText('frees about 466.9 MiB of the pool. It cannot be undone');
  await expectAccessible();
  await dialog.getByRole('button', { name: 'Remove the base' }).click();
  await expect(frame.getByRole('heading', { name: 'The base is removed' })).toBeVisible();
  await expect(frame.getByRole('treegrid', { name: 'Bases and layers' })).not.toContainText(OLD);
  expect(room.calls()).toContain(`imgbase --debug base --remove ${OLD}`);
  await expect(frame.getByRole('button', { name: 'Roll back', exact: true })).toHaveAttribute('aria-disabled', 'true');
});

test('a reboot says who is logged in, and is asked of systemd once', async ({ openAsAdmin, room, expectAccessible }) => {
  const frame = await openAsAdmin();
  await frame.getByRole('button', { name: 'Reboot', exact: true }).click();
  const dialog = frame.getByRole('dialog', { name: 'Reboot this node?' });
  await expect(dialog).toContainText(`It starts ${NEW}+1.`);
  await expect(dialog).toContainText('anna');
  await expectAccessible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(frame.getByRole('button', { name: 'Reboot', exact: true })).toBeFocused();
  expect(room.calls()).not.toContain('systemctl reboot');
  await frame.getByRole('button', { name: 'Reboot', exact: true }).click();
  await dialog.getByRole('button', { name: 'Reboot now' }).click();
  await expect.poll(() => room.calls().filter((call) => call === 'systemctl reboot')).toHaveLength(1);
});
