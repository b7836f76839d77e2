// SPDX-License-Identifier: GPL-2.0-or-later
// Roll-outs in the browser: planned while they are typed, followed live while nodes upgrade at the real boot plane, paused by a failure with its reason, resumed, stopped, taken back, and still there after the server was killed.
import type { Browser, Page } from '@playwright/test';
import { z } from 'zod';
import { seedChannel, seedImage } from './channel-seed.ts';
import { removeDirectory, type RunningServer, startServer } from './frame/server.ts';
import { expect, loginAsAdmin, test } from './frame/test.ts';
import { OLD, runningNode } from './running-node.ts';
import { NEW, progress, seedFollowers } from './rollout-seed.ts';
import { pageOf } from './seed.ts';

test.use({ installation: 'rollouts' });

const state = (page: Page, hostname: string) => page.getByRole('region', { name: 'Nodes', exact: true }).getByRole('row', { name: hostname });

/** Begins a roll-out over the API. @returns its id */
async function begin(page: Page, server: RunningServer, request: object): Promise<string> {
  const answer = await page.request.post(`${server.adminUrl}/api/v1/rollouts`, { headers: { origin: server.adminUrl }, data: { reboot: 'now', ...request } });
  expect(answer.ok(), await answer.text()).toBe(true);
  return z.object({ id: z.string() }).parse(await answer.json()).id;
}

test.beforeAll(async ({ server }) => {
  for (const number of [1, 2]) await seedImage(server, number);
});

test('an empty list leads to the first one, and what is wrong is said at its field', async ({ adminPage: page, server, expectAccessible }) => {
  await seedChannel(page, server, 'lonely', { image: 2 });
  await page.goto('/rollouts');
  await expect(page.getByRole('heading', { name: 'No roll-outs yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('main').getByRole('link', { name: 'Roll out an image' }).click();
  await expect(page.getByText('Choose a channel and fill the fields')).toBeVisible();
  await page.getByRole('button', { name: 'Roll out', exact: true }).click();
  await expect(page.getByText('Choose the channel whose image is rolled out.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Channel' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Canary: nodes that go first' }).fill('none');
  await page.getByRole('textbox', { name: 'Nodes in a wave' }).fill('0');
  await page.getByRole('textbox', { name: 'Failures allowed in a wave' }).focus();
  await expect(page.getByText('Write a whole number of nodes.')).toBeVisible();
  await expect(page.getByText('A wave has at least 1 node.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Canary: nodes that go first' }).fill('1');
  await page.getByRole('radio', { name: 'All the rest at once' }).check();
  await page.getByRole('combobox', { name: 'Channel' }).selectOption({ label: `Channel lonely: ${NEW}` });
  const plan = page.getByRole('region', { name: 'Plan' });
  await expect(plan.getByRole('heading', { name: 'It cannot begin like this' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Roll out', exact: true })).toBeDisabled();
  await expectAccessible(page);
});

test('by keyboard: from the channel to the plan, the canary goes first, and the rest follows when it is healthy', async ({ adminPage: page, server, expectAccessible }) => {
  await seedFollowers(page, server, 'alpha', ['alpha1', 'alpha2', 'alpha3', 'alpha4']);
  const nodes = [];
  for (const hostname of ['alpha1', 'alpha2', 'alpha3']) nodes.push(await runningNode(page, server, hostname));
  const [first, ...rest] = nodes;
  await page.goto('/channels/alpha');
  await page.getByRole('link', { name: 'Roll out', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Channel' })).toHaveValue('alpha');
  const plan = page.getByRole('region', { name: 'Plan' });
  await expect(plan).toContainText('3 nodes in 2 waves, 1 node skipped.');
  await expect(plan).toContainText('Canary: 1 node');
  await expect(plan).toContainText('alpha4');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Nodes in a wave' }).focus();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('1');
  await expect(plan).toContainText('3 nodes in 3 waves');
  await page.getByRole('radio', { name: 'Waves of a fixed size' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(plan).toContainText('3 nodes in 2 waves');
  await page.getByRole('radio', { name: 'In its maintenance window' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.getByRole('textbox', { name: 'Title (optional)' }).fill('Autumn');
  await page.getByRole('button', { name: 'Roll out to 3 nodes' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/rollouts\/[0-9a-f]{16}$/);
  await expect(page.getByRole('heading', { level: 1, name: 'Autumn' })).toBeVisible();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(progress(page).getByRole('img', { name: /^Autumn: 3 nodes, 1 asked, 2 waiting$/ })).toBeVisible();

  await first?.turn();
  await expect(state(page, 'alpha1')).toContainText('Upgrading');
  for (const node of rest) {
    await node.turn();
    expect(node.node.asked, 'nobody but the canary is asked').toEqual([]);
  }
  await expectAccessible(page);
  await first?.finish();
  await expect(progress(page).getByRole('img', { name: /^Autumn: 3 nodes, 1 healthy, 2 asked$/ })).toBeVisible();
  for (const node of rest) await node.finish();
  await expect(progress(page).getByText('Done', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'History' })).toContainText('Wave 2 began');
  await page.goto('/rollouts');
  await expect(page.getByRole('row', { name: 'Autumn' })).toContainText('Done');
  await expectAccessible(page);
});

test('a failure pauses it and says why; asked once more, the node upgrades', async ({ adminPage: page, server, expectAccessible }) => {
  await seedFollowers(page, server, 'beta', ['beta1', 'beta2', 'beta3']);
  const [first, second, third] = [await runningNode(page, server, 'beta1'), await runningNode(page, server, 'beta2', 'unhealthy'), await runningNode(page, server, 'beta3')];
  await page.goto(`/rollouts/${await begin(page, server, { channel: 'beta', waveSize: 1 })}`);
  await first.finish();
  await second.finish();
  await expect(page.getByRole('heading', { name: 'The roll-out is paused' })).toBeVisible();
  const failures = page.getByRole('region', { name: 'Failures' });
  await expect(failures).toContainText('unit vdsmd.service failed');
  await expect(failures.getByRole('link', { name: 'beta2' })).toHaveAttribute('href', '/hosts/beta2');
  await third.turn();
  expect(third.node.asked).toEqual([]);
  expect(second.node.layer).toBe(`${OLD}+1`);
  await expectAccessible(page);

  await page.getByRole('region', { name: 'Waves' }).getByRole('button', { name: 'Show the nodes of wave 2' }).click();
  await expect(page).toHaveURL(/wave=1/);
  await expect(state(page, 'beta2')).toContainText('Fell back');
  await expect(state(page, 'beta1')).toHaveCount(0);

  second.node.fate = 'good';
  await page.getByRole('button', { name: 'Resume' }).click();
  const dialog = page.getByRole('dialog', { name: /Resume/ });
  await dialog.getByRole('radio', { name: 'Ask 1 node once more' }).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Resume the roll-out' }).click();
  await expect(page.getByText('The roll-out goes on')).toBeVisible();
  await second.finish();
  await third.finish();
  await expect(progress(page).getByText('Done', { exact: true })).toBeVisible();
  expect([second.node.layer, third.node.layer]).toEqual([`${NEW}+1`, `${NEW}+1`]);
});

test('paused, stopped and rolled back by a person, each after a question', async ({ adminPage: page, server, expectAccessible }) => {
  await seedFollowers(page, server, 'gamma', ['gamma1', 'gamma2']);
  const [first, second] = [await runningNode(page, server, 'gamma1'), await runningNode(page, server, 'gamma2')];
  await page.goto(`/rollouts/${await begin(page, server, { channel: 'gamma' })}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Reason (optional)' }).fill('Lunch');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Pause the roll-out' }).click();
  await expect(page.getByRole('heading', { name: 'The roll-out is paused' })).toBeVisible();
  await first.turn();
  expect(first.node.asked, 'nothing is given while it is paused').toEqual([]);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Resume the roll-out' }).click();
  await expect(progress(page).getByText('Running', { exact: true })).toBeVisible();
  await first.finish();
  await expect(progress(page).getByRole('img', { name: /1 healthy, 1 asked$/ })).toBeVisible();

  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('dialog')).toContainText('A stopped roll-out cannot be resumed');
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Stop the roll-out' }).click();
  await expect(progress(page).getByText('Stopped', { exact: true })).toBeVisible();
  await second.turn();
  expect(second.node.asked).toEqual([]);

  await page.getByRole('button', { name: 'Roll back' }).click();
  const dialog = page.getByRole('dialog', { name: /Roll back/ });
  await expect(dialog).toContainText('1 node that it upgraded is asked to go back');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Roll 1 node back' }).click();
  await expect(progress(page)).toContainText('1 node asked to go back');
  await first.finish();
  await expect(state(page, 'gamma1')).toContainText('Fell back');
  expect(first.node.layer).toBe(`${OLD}+1`);
  await expect(page.getByRole('region', { name: 'History' })).toContainText('Lunch');
});

test('some hosts only, chosen from the followers', async ({ adminPage: page, server, expectAccessible }) => {
  await seedFollowers(page, server, 'delta', ['delta1', 'delta2']);
  for (const hostname of ['delta1', 'delta2']) await runningNode(page, server, hostname);
  await page.goto('/rollouts/new?channel=delta');
  await page.getByRole('radio', { name: 'Only these' }).check();
  await page.getByRole('checkbox', { name: 'delta2' }).check();
  await expect(page.getByText('1 of 2 chosen')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Plan' })).toContainText('1 node in 1 wave.');
  await expectAccessible(page);
});

test('a viewer follows it and may not touch it', async ({ adminPage, server, browser, expectAccessible }) => {
  await seedFollowers(adminPage, server, 'epsilon', ['epsilon1']);
  await runningNode(adminPage, server, 'epsilon1');
  await begin(adminPage, server, { channel: 'epsilon', title: 'Watched' });
  const page = await pageOf('viewer', browser, adminPage, server);
  await page.goto('/rollouts');
  await expect(page.getByText('You cannot begin, pause or stop roll-outs')).toBeVisible();
  await page.getByRole('link', { name: 'Watched' }).click();
  await expect(progress(page).getByText('Running', { exact: true })).toBeVisible();
  for (const name of ['Pause', 'Stop', 'Roll back']) await expect(page.getByRole('button', { name })).toHaveCount(0);
  await expectAccessible(page);
  await page.goto('/rollouts/new');
  await expect(page.getByText('You cannot begin a roll-out')).toBeVisible();
  await page.goto('/rollouts/0123456789abcdef');
  await expect(page.getByRole('heading', { name: 'There is no such roll-out' })).toBeVisible();
});

test('list, form and page fit a screen of 320 pixels', async ({ adminPage: page, server }) => {
  await seedFollowers(page, server, 'eta', ['eta1.a-long-name-that-some-sites-give-to-their-hosts.example.com']);
  await runningNode(page, server, 'eta1.a-long-name-that-some-sites-give-to-their-hosts.example.com');
  const id = await begin(page, server, { channel: 'eta', title: 'A roll-out with a title that is as long as people write them when they want to be understood' });
  await page.setViewportSize({ width: 320, height: 800 });
  for (const [path, seen] of [['/rollouts', 'Running'], ['/rollouts/new?channel=eta', 'Skipped: 1 node'], [`/rollouts/${id}`, 'Asked: 1']] as const) {
    await page.goto(path);
    await expect(page.getByRole('main').getByText(seen).first()).toBeVisible();
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: path }).toBeLessThanOrEqual(320);
  }
});

/** A page of a browser of its own at a server of the test's own. */
async function adminPageAt(browser: Browser, server: RunningServer): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: server.adminUrl })).newPage();
  await loginAsAdmin(page, server);
  return page;
}

test('a roll-out goes on after the whole server was killed', async ({ browser }) => {
  test.setTimeout(180_000);
  const first = await startServer();
  let last = first;
  try {
    // With the length of its file: a server that starts looks at that.
    for (const number of [1, 2]) await seedImage(first, number, { size: `image ${number}`.length });
    const before = await adminPageAt(browser, first);
    await seedFollowers(before, first, 'zeta', ['zeta1', 'zeta2']);
    const server = { ...first };
    const [canary, other] = [await runningNode(before, server, 'zeta1'), await runningNode(before, server, 'zeta2')];
    const id = await begin(before, first, { channel: 'zeta' });
    await canary.turn();
    const ended = new Promise((resolve) => first.process.once('exit', resolve));
    first.process.kill('SIGKILL');
    await ended;
    await canary.turn();
    expect(canary.node.unsaid, 'what nobody takes is kept').toBeGreaterThan(0);
    last = await startServer({ dataDirectory: first.dataDirectory });
    server.bootUrl = last.bootUrl;
    const after = await adminPageAt(browser, last);
    await after.goto(`/rollouts/${id}`);
    await expect(state(after, 'zeta1')).toContainText('Upgrading');
    for (const node of [canary, other]) await node.finish();
    await expect(progress(after).getByText('Done', { exact: true })).toBeVisible();
  } finally {
    if (last.process.exitCode === null && last.process.signalCode === null) await last.stop();
    await removeDirectory(first.dataDirectory);
  }
});
