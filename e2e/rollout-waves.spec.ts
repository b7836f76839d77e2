// SPDX-License-Identifier: GPL-2.0-or-later
// Between two waves in the browser: the open one must stay healthy for a while, and what its nodes say meanwhile decides.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { seedImage } from './channel-seed.ts';
import { expect, test } from './frame/test.ts';
import { seedNode, twoImages } from './node-machine.ts';
import { NEW, progress, seedFollowers } from './rollout-seed.ts';
import { OLD, runningNode } from './running-node.ts';

test.use({ installation: 'rollout-waves' });
test.setTimeout(120_000);

test.beforeAll(async ({ server }) => {
  for (const number of [1, 2]) await seedImage(server, number);
});

test('a wave must stay healthy before the next one begins; a node that does not pauses it, and is watched once more', async ({ adminPage: page, server, expectAccessible }) => {
  await seedFollowers(page, server, 'theta', ['theta1', 'theta2']);
  const [canary, other] = [await seedNode(page, server, 'theta1'), await runningNode(page, server, 'theta2')];
  const isThere = async () => (await page.request.get('/api/v1/fleet?search=theta1')).text();
  await canary.checkIn();
  await expect.poll(isThere).toContain(`${OLD}+1`);
  await page.goto('/rollouts/new?channel=theta');
  const minutes = page.getByRole('textbox', { name: 'Minutes a wave must stay healthy before the next begins' });
  await minutes.fill('10081');
  await minutes.blur();
  await expect(page.getByText('At most 10080 minutes (7 days).')).toBeVisible();
  await minutes.fill('60');
  await page.getByRole('button', { name: 'Roll out to 2 nodes' }).click();
  await expect(page).toHaveURL(/\/rollouts\/[0-9a-f]{16}$/);
  const { wanted } = await canary.checkIn();
  const wish = { id: wanted?.id ?? '' };
  await canary.report({ wish, step: 'begun' }, { wish, step: 'good', layer: `${NEW}+1` });
  await canary.checkIn(twoImages(NEW));
  await expect(progress(page)).toContainText('Wave 2 begins at');
  await expect(page.getByRole('region', { name: 'History' })).toContainText('Canary is healthy, and must stay so for 60 min');
  await other.turn();
  expect(other.node.asked, 'its wave has not begun').toEqual([]);
  await expectAccessible(page);

  const health = { word: 'ok', checks: [{ name: 'Failed units', ok: true, reason: null }], at: null };
  await canary.checkIn({ health: { ...health, word: 'unhealthy', checks: [{ name: 'Failed units', ok: false, reason: 'sshd.service failed' }] } });
  await expect(page.getByRole('heading', { name: 'The roll-out is paused' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Failures' })).toContainText('It was healthy, and is not any more. sshd.service failed');
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('dialog').getByRole('radio', { name: 'Ask 1 node once more' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Resume the roll-out' }).click();
  await canary.checkIn({ health });
  await expect(progress(page)).toContainText('Wave 2 begins at');
  // An hour is too long for a test, so its end is moved.
  const database = new DatabaseSync(join(server.dataDirectory, 'basewright.sqlite'));
  database.exec('UPDATE rollouts SET soak_until = 1 WHERE soak_until IS NOT NULL');
  database.close();
  await expect(progress(page).getByRole('img', { name: /2 nodes, 1 healthy, 1 asked$/ })).toBeVisible();
  await other.finish();
  await expect(progress(page).getByText('Done', { exact: true })).toBeVisible();
});
