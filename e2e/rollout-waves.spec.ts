// SPDX-License-Identifier: GPL-2.0-or-later
// In the browser: from a promotion to its roll-out without a detour; and between two waves, where the open one must stay healthy for a while.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hashOf, seedChannel, seedImage } from './channel-seed.ts';
import { expect, test } from './frame/test.ts';
import { seedNode, twoImages } from './node-machine.ts';
import { NEW, progress, seedFollowers } from './rollout-seed.ts';
import { OLD, runningNode } from './running-node.ts';

test.use({ installation: 'rollout-waves' });

test.beforeAll(async ({ server }) => {
  for (const number of [1, 2, 3]) await seedImage(server, number);
});

test('a promotion goes straight on to its roll-out; an image that the channel does not have is told, with the way back', async ({ adminPage: page, server, expectAccessible }) => {
  await seedFollowers(page, server, 'iota', ['iota1']);
  await seedChannel(page, server, 'iota-testing', { image: 3 });
  await runningNode(page, server, 'iota1');
  await page.goto('/channels/iota-testing');
  await page.getByRole('button', { name: 'Promote to Channel iota' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote the image' }).click();
  await expect(page).toHaveURL(`/rollouts/new?channel=iota&image=${hashOf(3)}`);
  await expect(page.getByText('Channel iota has my-node-3.0-1 now')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Channel' })).toHaveValue('iota');
  const plan = page.getByRole('region', { name: 'Plan' });
  await expect(plan).toContainText('my-node-3.0-1');
  await expect(plan).toContainText('1 node in 1 wave.');
  await expect(page.getByRole('link', { name: 'Cancel' })).toHaveAttribute('href', '/channels/iota');
  await expectAccessible(page);

  await page.goto(`/rollouts/new?channel=iota&image=${hashOf(2)}`);
  await expect(page.getByRole('heading', { name: 'This is not the image that you came with' })).toBeVisible();
  await expect(page.getByText('Channel iota has my-node-3.0-1, and a roll-out brings what its channel has.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Go to Channel iota' }).click();
  await page.getByRole('link', { name: 'Roll out', exact: true }).click();
  await page.getByRole('button', { name: 'Roll out to 1 node' }).click();
  await expect(progress(page).getByText('Running', { exact: true })).toBeVisible();
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
