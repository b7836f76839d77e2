// SPDX-License-Identifier: GPL-2.0-or-later
// The nodes that run: the list with its filters, one host's node live, what is asked of them, pins and keys. Nodes check in and report at the real boot plane.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import { seedChannel, seedImage } from './channel-seed.ts';
import type { RunningServer } from './frame/server.ts';
import { expect, test } from './frame/test.ts';
import { NEW, nodeOf, OLD, seedNode, twoImages } from './node-machine.ts';
import { pageOf, seeder } from './seed.ts';

test.use({ installation: 'fleet' });

const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const row = (page: Page, hostname: string) => page.getByRole('row').filter({ hasText: hostname });
const filter = (page: Page, name: RegExp) => page.getByRole('group', { name: 'Show only nodes that are' }).getByRole('button', { name });

test('an empty fleet says how nodes get here', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/fleet');
  await expect(page.getByRole('heading', { name: 'No nodes yet' })).toBeVisible();
  await expect(page.getByText('/etc/basewright/node.conf')).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Nodes' })).toHaveAttribute('aria-current', 'page');
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Go to the hosts' }).click();
  await expect(page).toHaveURL('/hosts');
});

test('a key is made, shown once, used and revoked', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('keys');
  await seed.host('keys.example.com', '52:54:00:f1:00:01', 'keys');
  await page.goto('/hosts/keys.example.com');
  await expect(card(page, 'Node')).toContainText('make a key below');
  await card(page, 'Keys of the node').getByRole('button', { name: 'Make a key' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Make the key' }).press('Enter');
  const made = page.getByRole('dialog', { name: 'Copy the key now' });
  const conf = await made.getByRole('region', { name: 'Text of /etc/basewright/node.conf' }).innerText();
  expect(conf).toContain('keys.example.com');
  const key = /[A-Za-z0-9_-]{43}/.exec(conf)?.[0] ?? '';
  await expectAccessible(page);
  await made.getByRole('button', { name: 'I have copied it' }).press('Enter');
  await expect(card(page, 'Node')).toContainText('It has a key, but has not checked in yet');
  await page.goto('/fleet');
  await expect(row(page, 'keys.example.com')).toContainText('Never');

  const node = nodeOf(server, 'keys.example.com', key);
  await node.checkIn();
  await expect(row(page, 'keys.example.com')).toContainText(`${OLD}+1`);
  await page.goto('/hosts/keys.example.com');
  await expect(card(page, 'Node')).toContainText('Running layer');
  await expect(card(page, 'Node').getByRole('link', { name: 'https://192.0.2.20:9090/' })).toHaveAttribute('rel', 'noreferrer');
  await expect(card(page, 'Keys of the node')).toContainText('Valid');
  await card(page, 'Keys of the node').getByRole('button', { name: 'Revoke all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke all keys' }).click();
  await expect(page.getByText('The keys of keys.example.com are revoked')).toBeVisible();
  await expect(card(page, 'Keys of the node')).toContainText('Revoked');
  expect(await node.status()).toBe(404);
});

test('what is wrong with nodes is found by filters in the URL, and told with its reason', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  for (const number of [1, 2]) await seedImage(server, number);
  await seedChannel(page, server, 'fleet-stable', { image: 2 });
  await seed.profile('watched', { image: { channel: 'fleet-stable' } });
  const names = ['current', 'behind', 'back', 'full', 'ill'].map((name) => `${name}.example.com`);
  for (const [index, name] of names.entries()) await seed.host(name, `52:54:00:f2:00:0${index}`, 'watched');
  const [current, behind, back, full, ill] = await Promise.all(names.map((name) => seedNode(page, server, name)));
  await current?.checkIn(twoImages(NEW));
  await behind?.checkIn();
  await back?.checkIn({ ...twoImages(OLD), last: { kind: 'health', step: 'fallen-back', nvr: NEW, reason: 'sshd.service failed', at: Math.floor(Date.now() / 1000) } });
  await full?.checkIn({ ...twoImages(NEW), pool: { dataPercent: 91.5, metadataPercent: 20, size: 1024 ** 4 } });
  await ill?.checkIn({ ...twoImages(NEW), health: { word: 'unhealthy', checks: [{ name: 'Thin storage', ok: false, reason: '\u001b[31mno space in the pool\u202e' }], at: 1_790_000_000 } });

  await page.goto('/fleet?channel=fleet-stable');
  await expect(page.getByRole('row')).toHaveCount(6);
  await expect(row(page, 'current.example.com')).toContainText('As its channel');
  await expect(row(page, 'back.example.com')).toContainText(`Went back by itself from ${NEW}`);
  await expect(row(page, 'back.example.com')).toContainText('sshd.service failed');
  await expect(row(page, 'full.example.com')).toContainText('Over 80');
  await expect(row(page, 'ill.example.com')).toContainText('no space in the pool');
  const sideways = () => page.getByRole('main').evaluate((main) => main.scrollWidth - main.clientWidth);
  expect(await sideways(), 'pixels to scroll sideways').toBe(0);
  await expectAccessible(page);
  for (const [chip, name, parameter] of [[/^Behind the channel/, 'behind', 'behind'], [/^Rolled back/, 'back', 'rolled-back'], [/^Pool over/, 'full', 'pool'], [/^Unhealthy/, 'ill', 'unhealthy']] as const) {
    await filter(page, chip).press('Enter');
    await expect(page).toHaveURL(`/fleet?channel=fleet-stable&filter=${parameter}`);
    await expect(row(page, `${name}.example.com`)).toBeVisible();
    await expect(row(page, 'current.example.com')).toHaveCount(0);
  }
  await filter(page, /^Silent/).press('Enter');
  await expect(page.getByRole('heading', { name: 'Nothing matches these filters' })).toBeVisible();
  // Three check-ins are missed after a quarter of an hour at the earliest: too long for a test, so that moment is moved.
  const database = new DatabaseSync(join(server.dataDirectory, 'basewright.sqlite'));
  database.prepare('UPDATE nodes SET silent_at = 1 WHERE host_id = ?').run('behind.example.com');
  database.close();
  await expect(row(page, 'behind.example.com')).toContainText('Silent');
  await filter(page, /^All/).press('Enter');
  await page.getByRole('textbox', { name: 'Search nodes' }).fill('full');
  await expect(page.getByRole('row')).toHaveCount(2);
});

/** A node that follows a channel of its own, which has image number `image` as NEW; opened on its host's page. */
async function openFollower(page: Page, server: RunningServer, name: string, image: number) {
  const hostname = `${name}.example.com`;
  const seed = seeder(page, server);
  await seedImage(server, image, { nvr: NEW });
  await seedChannel(page, server, name, { image });
  await seed.profile(name, { image: { channel: name } });
  await seed.host(hostname, `52:54:00:f3:00:${image}`, name);
  const node = await seedNode(page, server, hostname);
  await page.goto(`/hosts/${hostname}`);
  return { node, part: card(page, 'Node') };
}

test('an upgrade is asked for and followed live to its end', async ({ adminPage: page, server, expectAccessible }) => {
  const { node, part } = await openFollower(page, server, 'live', 12);
  await node.checkIn();
  await part.getByRole('button', { name: `Upgrade to ${NEW}` }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Upgrade live.example.com?' });
  await expect(dialog).toContainText('all of /root');
  await dialog.getByRole('radio', { name: 'As soon as it is ready' }).check();
  await dialog.getByRole('button', { name: 'Upgrade the node' }).press('Enter');
  await expect(part).toContainText('waits for the next check-in');
  await expect(page.getByRole('main')).toBeFocused();

  const { wanted } = await node.checkIn();
  expect(wanted).toMatchObject({ action: 'upgrade', nvr: NEW, reboot: 'now' });
  const wish = { id: wanted?.id ?? '' };
  await expect(part).toContainText('told, has not begun yet');
  await node.report({ wish, step: 'begun' }, { wish, step: 'download', permille: 437 });
  await expect(part).toContainText(/downloads the image, 43\s%/);
  await expect(part.getByRole('progressbar', { name: 'Progress of live.example.com' })).toHaveAttribute('aria-valuenow', '43');
  await expect(part.getByRole('button', { name: 'Call off' })).toHaveCount(0);
  await expectAccessible(page);
  await node.report({ wish, step: 'good', layer: `${NEW}+1` });
  await node.checkIn({ ...twoImages(NEW), last: { kind: 'upgrade', step: 'good', nvr: NEW, reason: null, at: Math.floor(Date.now() / 1000) } });
  await expect(part).toContainText(`Upgraded to ${NEW}`);
  await expect(part).toContainText('As its channel');
});

test('the log of a failed upgrade is read; a rollback says what survives, and is called off', async ({ adminPage: page, server, expectAccessible }) => {
  const { node, part } = await openFollower(page, server, 'failing', 13);
  await node.checkIn(twoImages(NEW));
  await node.report({ step: 'begun' }, { step: 'failed', reason: 'no room in the pool', log: 'first line\nimgbase: <script>alert(1)</script>' });
  const events = card(page, 'History of the node');
  await expect(events).toContainText(`The upgrade to ${NEW} failed`);
  await events.getByRole('button', { name: /^Show log/ }).press('Enter');
  await expect(events.getByRole('region', { name: /^Log/ })).toContainText('imgbase: <script>');

  await part.getByRole('button', { name: 'Roll back' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Roll failing.example.com back?' });
  await expect(dialog).toContainText('What was changed there since is still in the present layer');
  await dialog.getByRole('combobox', { name: 'Layer to go back to' }).selectOption(`${OLD}+1`);
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Roll the node back' }).press('Enter');
  await expect(part).toContainText(`Roll back to ${OLD}+1`);
  await part.getByRole('button', { name: 'Call off' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Call it off' }).press('Enter');
  await expect(page.getByText('Nothing is wanted of failing.example.com any more')).toBeVisible();
  expect((await node.checkIn()).wanted).toBeNull();
});

test('what a node began and never ended is given up when nothing was heard of it for hours', async ({ adminPage: page, server, expectAccessible }) => {
  const { node, part } = await openFollower(page, server, 'lost', 14);
  await node.checkIn();
  await part.getByRole('button', { name: `Upgrade to ${NEW}` }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Upgrade the node' }).press('Enter');
  const { wanted } = await node.checkIn();
  await node.report({ wish: { id: wanted?.id ?? '' }, step: 'install' });
  await expect(part).toContainText('makes base and layer');
  await expect(part.getByRole('button', { name: 'Call off' })).toHaveCount(0);
  const database = new DatabaseSync(join(server.dataDirectory, 'basewright.sqlite'));
  database.prepare('UPDATE node_wishes SET changed_at = 1 WHERE id = ?').run(wanted?.id ?? '');
  database.close();
  await part.getByRole('button', { name: 'Call off' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('has reported nothing of it for four hours');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Call it off' }).press('Enter');
  await expect(part.getByRole('button', { name: `Upgrade to ${NEW}` })).toBeVisible();
});

test('many are asked at once, and who is pinned is refused with the reason', async ({ adminPage: page, server, browser, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('many-nodes');
  const names = ['many1.example.com', 'many2.example.com', 'many3.example.com'];
  for (const [index, name] of names.entries()) await seed.host(name, `52:54:00:f4:00:0${index}`, 'many-nodes');
  const [first] = await Promise.all(names.map(async (name) => {
    const node = await seedNode(page, server, name);
    await node.checkIn(twoImages(NEW));
    return node;
  }));
  const operator = await pageOf('operator', browser, page, server);
  await operator.goto('/fleet?search=many');
  await operator.getByRole('button', { name: 'Actions for many3.example.com' }).press('Enter');
  await operator.getByRole('menuitem', { name: 'Pin' }).press('Enter');
  const pin = operator.getByRole('dialog', { name: 'Pin many3.example.com?' });
  await pin.getByRole('button', { name: 'Pin the node' }).press('Enter');
  await expect(pin.getByText('Say why it shall stay as it is.')).toBeVisible();
  await expectAccessible(operator);
  await pin.getByRole('textbox', { name: 'Reason' }).fill('runs the old driver');
  await pin.getByRole('button', { name: 'Pin the node' }).press('Enter');
  await expect(row(operator, 'many3.example.com')).toContainText('runs the old driver');

  await operator.getByRole('checkbox', { name: 'Select all nodes on this page' }).press('Space');
  await expect(operator.getByRole('group', { name: 'Selected nodes' })).toContainText('3 nodes selected');
  await operator.getByRole('button', { name: 'Roll back selected' }).press('Enter');
  const dialog = operator.getByRole('dialog', { name: 'Roll 3 nodes back?' });
  await dialog.getByRole('button', { name: 'Roll 3 nodes back' }).press('Enter');
  await expect(dialog.getByRole('heading', { name: '2 nodes asked' })).toBeVisible();
  await expect(dialog.getByRole('heading', { name: '1 node refused' })).toBeVisible();
  await expect(dialog).toContainText('runs the old driver');
  await expectAccessible(operator);
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().press('Enter');
  await expect(operator.getByRole('main')).toBeFocused();
  await expect(row(operator, 'many1.example.com')).toContainText('waits for the next check-in');
  const wanted = (await first?.checkIn())?.wanted;
  expect(wanted).toMatchObject({ action: 'rollback', reboot: 'now' });
  await expect(row(operator, 'many1.example.com')).toContainText('told, has not begun yet');
  await operator.getByRole('button', { name: 'Actions for many3.example.com' }).press('Enter');
  await operator.getByRole('menuitem', { name: 'Unpin' }).press('Enter');
  await operator.getByRole('dialog').getByRole('button', { name: 'Unpin the node' }).press('Enter');
  await expect(operator.getByText('many3.example.com is no longer pinned')).toBeVisible();
});

test('who pinned and unpinned a node stands in its history', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('pinned-once');
  await seed.host('once.example.com', '52:54:00:f7:00:01', 'pinned-once');
  const pin = `${server.adminUrl}/api/v1/hosts/once.example.com/node/pin`;
  const headers = { origin: server.adminUrl };
  for (const answer of [await page.request.put(pin, { headers, data: { reason: 'runs the old driver' } }), await page.request.delete(pin, { headers })]) expect(answer.ok(), await answer.text()).toBe(true);
  await page.goto('/hosts/once.example.com');
  const history = card(page, 'History of the node').getByRole('row');
  await expect(history.nth(1)).toContainText('Unpinned by');
  await expect(history.nth(1)).toContainText('It was pinned: runs the old driver');
  await expect(history.nth(2)).toContainText('Pinned by');
  await expectAccessible(page);
});

test('a viewer sees everything and is asked for nothing', async ({ adminPage, server, browser, expectAccessible }) => {
  const seed = seeder(adminPage, server);
  await seed.profile('looked-at', { services: { cockpit: false } });
  await seed.host('looked.example.com', '52:54:00:f5:00:01', 'looked-at');
  const node = await seedNode(adminPage, server, 'looked.example.com');
  await node.checkIn({ ...twoImages(NEW), bootDefault: `${OLD}+1`, cockpit: null });
  const viewer = await pageOf('viewer', browser, adminPage, server);
  await viewer.goto('/fleet?search=looked');
  await expect(row(viewer, 'looked.example.com')).toBeVisible();
  await expect(viewer.getByText('You cannot upgrade, roll back or pin nodes')).toBeVisible();
  await expect(viewer.getByRole('checkbox')).toHaveCount(0);
  await viewer.getByRole('link', { name: 'looked.example.com' }).click();
  const part = card(viewer, 'Node');
  await expect(part).toContainText('its profile has Cockpit turned off');
  await expect(part.getByRole('list', { name: 'Bases and layers' }).getByRole('listitem').filter({ hasText: 'next boot' }).last()).toContainText(`${OLD}+1`);
  await expect(part).toContainText('You cannot upgrade, roll back or pin this node');
  await expect(card(viewer, 'Keys of the node').getByRole('button')).toHaveCount(0);
  await expectAccessible(viewer);
});

test('list and host page fit a screen of 320 pixels, whatever a node says', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('narrow');
  await seed.host('narrow.example.com', '52:54:00:f6:00:01', 'narrow');
  const node = await seedNode(page, server, 'narrow.example.com');
  await node.checkIn({
    ...twoImages(NEW), kernel: 'k'.repeat(200),
    health: { word: 'unhealthy', checks: [{ name: 'n'.repeat(200), ok: false, reason: 'r'.repeat(400) }], at: 1 },
    last: { kind: 'upgrade', step: 'failed', nvr: `${'v'.repeat(40)}-1-1`, reason: 'w'.repeat(900), at: 1 },
  });
  await node.report({ step: 'failed', reason: 'x'.repeat(900), log: 'y'.repeat(5000) });
  await page.setViewportSize({ width: 320, height: 900 });
  for (const path of ['/fleet?search=narrow', '/hosts/narrow.example.com']) {
    await page.goto(path);
    await expect(page.getByText('Unhealthy', { exact: true }).first()).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await expectAccessible(page);
  }
});
