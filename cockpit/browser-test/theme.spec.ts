// SPDX-License-Identifier: GPL-2.0-or-later
// The page follows the theme that a person chooses in the menu of Cockpit's shell.
import { expect, test } from './test.ts';

test('the page is dark or light as the menu of the session says', async ({ open, page, room }) => {
  const frame = await open(room.viewer);
  const root = frame.locator('html');
  for (const [name, classes] of [['Dark', /pf-v6-theme-dark/], ['Light', /^(?!.*pf-v6-theme-dark)/]] as const) {
    await page.getByRole('button', { name: 'Session' }).click();
    // Editions differ in what they call an entry of a menu.
    await page.getByRole('button', { name, exact: true }).or(page.getByRole('menuitem', { name, exact: true })).click();
    await expect(root).toHaveClass(classes);
  }
});
