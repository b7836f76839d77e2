// SPDX-License-Identifier: GPL-2.0-or-later
// Who may do what: a person without administrative access sees and cannot change; an administrator turns it on, and the page follows without being loaded anew.
import { expect, test } from './test.ts';

test('without administrative access', async ({ open, room, expectAccessible }) => {
  const frame = await open(room.viewer);
  await expect(frame.getByRole('heading', { name: 'Limited access: you can look, but not change anything' })).toBeVisible();
  await expect(frame.getByRole('heading', { name: 'The node could not be asked' })).toBeVisible();
  room.run('/etc/basewright/basewright-node status --json > /dev/null');
  await frame.getByRole('button', { name: 'Refresh' }).first().click();
  await expect(frame.getByRole('treegrid', { name: 'Bases and layers' })).toContainText('ovirt-node-ng-4.5.6-0.20261120.0+1');
  await expectAccessible();
});
