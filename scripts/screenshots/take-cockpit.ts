// SPDX-License-Identifier: GPL-2.0-or-later
// Takes the pictures of the Cockpit page from the real cockpit-ws, with the node package and its stand-ins (as root).
import { fileURLToPath } from 'node:url';
import { chooseTheme, expect, test } from '../../cockpit/browser-test/test.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

test('pictures of the Cockpit page', async ({ openAsAdmin, page, room }) => {
  test.setTimeout(180_000);
  await room.run('/etc/basewright/basewright-node health > /dev/null && /etc/basewright/basewright-node check-in > /dev/null');
  const frame = await openAsAdmin();
  await expect(frame.getByRole('region', { name: /^Health/ })).toContainText('Healthy', { timeout: 30_000 });
  await expect(frame.getByRole('heading', { name: 'The node could not tell everything' })).toBeHidden({ timeout: 30_000 });
  for (const theme of ['light', 'dark'] as const) {
    await chooseTheme(page, theme);
    await page.screenshot({ path: `${FOLDER}cockpit-node-${theme}.png`, animations: 'disabled', caret: 'hide' });
  }
});
