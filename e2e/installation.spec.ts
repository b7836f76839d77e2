// SPDX-License-Identifier: GPL-2.0-or-later
// A host's page while its machine is installed: the timeline live, the image, failures with their log, a second machine, a stuck one, and pages that are not live.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Page } from '@playwright/test';
import type { RunningServer } from './frame/server.ts';
import { expect, test } from './frame/test.ts';
import { CHECK_IN, FACTS, LAYOUT, machineOf, sections } from './machine.ts';
import { pageOf, seeder } from './seed.ts';

const IMAGE_BYTES = 64 * 1024 ** 2;

/** An image on this server, as the path in its URL and the profile's words for it. */
async function putImage({ dataDirectory, bootUrl }: RunningServer): Promise<{ path: string; image: object }> {
  const bytes = Buffer.concat([Buffer.from('hsqs'), randomBytes(IMAGE_BYTES - 4)]);
  const checksum = createHash('sha256').update(bytes).digest('hex');
  await mkdir(join(dataDirectory, 'images'), { recursive: true });
  await writeFile(join(dataDirectory, 'images', checksum), bytes);
  const path = `/images/${checksum}/node.squashfs`;
  return { path, image: { url: `${bootUrl}${path}`, checksum } };
}

/** A host that is armed, with its page open. */
async function openArmed(page: Page, server: RunningServer, name: string, mac: string, { more = {}, isRehearsal = false } = {}) {
  const seed = seeder(page, server);
  const hostname = `${name}.example.com`;
  await seed.profile(name, more);
  await seed.host(hostname, mac, name);
  await seed.post(`hosts/${hostname}/arm`, { minutes: 60, isRehearsal });
  await page.goto(`/hosts/${hostname}`);
  await expect(step(page, 'Armed: Done')).toBeVisible();
  return { hostname, seed, machine: machineOf(server, mac) };
}

const step = (page: Page, name: string) => page.getByRole('list', { name: 'Timeline' }).getByRole('listitem', { name, exact: true });
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('an installation is followed live from the arming to the healthy node', async ({ adminPage: page, server, expectAccessible }) => {
  const { path, image } = await putImage(server);
  const { machine, hostname } = await openArmed(page, server, 'live', '52:54:00:20:00:01', { more: { image } });
  const state = card(page, 'Installation');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(step(page, 'Kickstart fetched: Waiting')).toContainText('Boot the machine from the network');
  await machine.script();
  await machine.fetchKickstart();
  await expect(step(page, 'Kickstart fetched: Done')).toContainText(/just now.*after/);
  await expect(state).toContainText('Installing');
  await expect(page.getByRole('status').filter({ hasText: `${hostname}: Kickstart fetched` })).toBeAttached();
  await machine.report('started', sections(FACTS));
  const facts = card(page, 'The machine, as its installer saw it');
  await expect(facts).toContainText('ProLiant DL360 Gen10');
  await expect(facts).toContainText('128 GiB');
  await expect(facts.getByRole('listitem').filter({ hasText: 'S45PNA0M500' })).toContainText('Will be erased');
  await expect(facts.getByRole('listitem').filter({ hasText: 'ZC1A' })).toContainText('Stays as it is');
  await expectAccessible(page);
  await machine.report('storage');
  await expect(step(page, 'Image written: Waiting')).toContainText('fetches the image');
  await machine.fetchSomeOf(path, IMAGE_BYTES / 3);
  await expect(page.getByRole('progressbar', { name: /Image/ })).toBeVisible();
  await expect(page.getByText(/of 64\.0 MiB/)).toBeVisible();
  await expectAccessible(page);
  await machine.report('layout', JSON.stringify({ format: 1, outcome: 'started' }));
  await expect(step(page, 'Image written: Done')).toBeVisible();
  await machine.report('layout', JSON.stringify(LAYOUT));
  await expect(card(page, 'Layout')).toContainText('300 GiB, 280 GiB free');
  await expect(card(page, 'Layout')).toContainText('no room to spare');
  await machine.report('installed');
  await expect(state).toContainText('First boot');
  await machine.report('check-in', sections(CHECK_IN));
  await expect(state).toContainText('Healthy');
  await expect(step(page, 'Booted and healthy: Done')).toBeVisible();
  const checkIn = card(page, 'Check-in of the booted node');
  await expect(checkIn).toContainText('Thin pool: passed');
  await expect(checkIn).toContainText('5.14.0-503.el9.x86_64');
  await expect(checkIn).toContainText('192.0.2.20');
  await page.getByRole('button', { name: /^All that happened/ }).press('Enter');
  await expect(page.getByRole('row').filter({ hasText: 'The kickstart was given out' })).toContainText('127.0.0.1');
  await expectAccessible(page);
});

test('what was given out is named, what changed since is shown, and earlier installations stay listed', async ({ adminPage: page, server, expectAccessible }) => {
  const { machine, hostname, seed } = await openArmed(page, server, 'served', '52:54:00:20:00:02');
  const text = await machine.fetchKickstart();
  const served = card(page, 'Kickstart that was given out');
  await expect(served).toContainText(createHash('sha256').update(text).digest('hex'));
  await expect(served).toContainText('The machine would get the same text now.');
  const etag = (await page.request.get(`/api/v1/hosts/${hostname}`)).headers()['etag'] ?? '';
  const changed = { hostname, macs: ['52:54:00:20:00:02'], profile: 'served', overrides: { disk: { by: 'device', device: 'vdz' } } };
  expect((await page.request.put(`/api/v1/hosts/${hostname}`, { headers: { origin: server.adminUrl, 'if-match': etag }, data: changed })).ok()).toBe(true);
  await expect(served).toContainText('Profile or host have changed since');
  await served.getByRole('button', { name: 'What changed since' }).press('Enter');
  await expect(served.getByRole('region', { name: 'Changed lines' })).toContainText('Added: ignoredisk --only-use=vdz');
  await expectAccessible(page);
  await seed.post(`hosts/${hostname}/disarm`);
  await expect(step(page, 'Installer started: Ended here')).toBeVisible();
  await seed.post(`hosts/${hostname}/arm`, { minutes: 60 });
  await expect(card(page, 'Earlier installations').getByRole('row').filter({ hasText: 'Disarmed' })).toContainText('Kickstart fetched');
  await expectAccessible(page);
});

test('a failure shows its known cause with what helps, and the log to read and to keep', async ({ adminPage: page, server, expectAccessible }) => {
  const { machine, hostname } = await openArmed(page, server, 'failing', '52:54:00:20:00:03');
  await machine.fetchKickstart();
  await machine.report('started', sections(FACTS));
  await machine.report('failed', sections({ log: 'first line\nNo disk fits the rule; nothing was changed\nlast line' }));
  const failure = card(page, 'The installation failed');
  await expect(failure).toContainText('No disk of the machine fits the rule of the profile');
  await expect(failure).toContainText('What to do: The log lists the disks');
  await expect(failure.getByRole('region', { name: 'Log of the installer' })).toContainText('last line');
  await expect(step(page, 'Disk erased, volumes made: Failed')).toBeVisible();
  await expectAccessible(page);
  const saved = page.waitForEvent('download');
  await failure.getByRole('button', { name: 'Download the log' }).press('Enter');
  expect(await readFile(await (await saved).path(), 'utf8')).toContain('first line\nNo disk fits the rule');
  await page.goto(`/hosts?state=failed&search=${hostname}`);
  await expect(page.getByRole('row').filter({ hasText: hostname })).toContainText('after: Installer started');
});

test('a report that got lost is shown as lost, and the timeline goes on', async ({ adminPage: page, server, expectAccessible }) => {
  const { machine } = await openArmed(page, server, 'lossy', '52:54:00:20:00:04');
  await machine.fetchKickstart();
  await machine.report('storage');
  await expect(step(page, 'Installer started: Report lost')).toContainText('No report of this arrived');
  await expect(step(page, 'Disk erased, volumes made: Done')).toBeVisible();
  await expectAccessible(page);
});

test('a node that boots and is not healthy says why, and a later check-in makes it healthy', async ({ adminPage: page, server, expectAccessible }) => {
  const { machine } = await openArmed(page, server, 'unwell', '52:54:00:20:00:05');
  await machine.installImage();
  await machine.report('installed');
  const reply = await machine.report('check-in', sections({ ...CHECK_IN, check: CHECK_IN.check.replaceAll('OK', 'FAILED'), 'failed-units': 'vdsmd.service\n' }));
  expect(reply).toMatch(/^not healthy/);
  const checkIn = card(page, 'Check-in of the booted node');
  await expect(checkIn.getByRole('heading', { name: /not healthy/ })).toBeVisible();
  await expect(checkIn).toContainText('vdsmd.service');
  await expect(checkIn).toContainText('Thin pool: failed');
  await expect(card(page, 'Installation')).toContainText('Installed');
  await expectAccessible(page);
  expect(await machine.report('check-in', sections(CHECK_IN))).toBe('healthy\n');
  await expect(card(page, 'Installation')).toContainText('Healthy');
});

test('a second machine with the same MAC address disarms the host, and the page says so loudly', async ({ adminPage: page, server, expectAccessible }) => {
  const { machine } = await openArmed(page, server, 'twin', '52:54:00:20:00:06');
  await machine.fetchKickstart();
  expect(await machine.kickstartStatus('127.0.0.2')).toBe(404);
  await expect(page.getByRole('heading', { name: 'A second machine asked' })).toBeVisible();
  await expect(page.getByText('After 127.0.0.1 had fetched it, 127.0.0.2 asked for it too.')).toBeVisible();
  await expect(card(page, 'Installation')).toContainText('Disarmed');
  await expectAccessible(page);
  await page.goto('/hosts?state=disarmed');
  await expect(page.getByRole('row').filter({ hasText: 'twin' })).toContainText('A second address asked for its kickstart');
});

test('an installation of which nothing is heard is stuck, on its page and in the list', async ({ adminPage: page, server, expectAccessible }) => {
  const { machine, hostname } = await openArmed(page, server, 'stuck', '52:54:00:20:00:07');
  await machine.fetchKickstart();
  await expect(step(page, 'Installer started: Waiting')).toContainText('A sign of life is expected until');
  // The time that a stage may take is fifteen minutes at least: too long for a test, so its end is moved.
  const database = new DatabaseSync(join(server.dataDirectory, 'basewright.sqlite'));
  database.prepare('UPDATE installations SET deadline = 1 WHERE host_id = ?').run(hostname);
  database.close();
  await expect(page.getByRole('heading', { name: 'Nothing was heard of this machine for too long' })).toBeVisible();
  await expect(page.getByText('too little memory')).toBeVisible();
  await expect(step(page, 'Installer started: Stuck')).toBeVisible();
  await expectAccessible(page);
  await page.goto('/hosts');
  await page.getByRole('combobox', { name: 'State' }).selectOption('Stuck');
  await expect(page.getByRole('row').filter({ hasText: hostname })).toContainText('Stuck');
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('a page whose stream breaks says that it is not live, and is live again by itself or by a button', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(503);
  const { machine } = await openArmed(page, server, 'broken', '52:54:00:20:00:08');
  await page.route('**/installation/stream', (route) => route.fulfill({ status: 503, body: 'away' }));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'This page is not live' })).toBeVisible();
  await expect(step(page, 'Armed: Done')).toBeVisible();
  await expectAccessible(page);
  await machine.fetchKickstart();
  await page.unroute('**/installation/stream');
  await page.getByRole('button', { name: 'Reload now' }).press('Enter');
  await expect(step(page, 'Kickstart fetched: Done')).toBeVisible();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'This page is not live' })).toHaveCount(0);
});

test('a host that was never armed says what its timeline is for; a viewer sees everything and may decide nothing', async ({ adminPage, server, browser, expectAccessible }) => {
  const seed = seeder(adminPage, server);
  await seed.profile('quiet');
  await seed.host('quiet.example.com', '52:54:00:20:00:09', 'quiet');
  const viewer = await pageOf('viewer', browser, adminPage, server);
  await viewer.goto('/hosts/quiet.example.com');
  await expect(viewer.getByText('As soon as the host is armed, this shows live')).toBeVisible();
  await expectAccessible(viewer);
  await seed.post('hosts/quiet.example.com/arm', { minutes: 60, isRehearsal: true });
  const machine = machineOf(server, '52:54:00:20:00:09');
  await machine.fetchKickstart();
  await machine.report('waiting', sections(FACTS));
  await expect(viewer.getByRole('heading', { name: 'Rehearsal: the machine waits for your decision' })).toBeVisible();
  await expect(viewer.getByText('You cannot approve or refuse this rehearsal')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await expectAccessible(viewer);
});

test('every part of an installation fits a screen of 320 pixels', async ({ adminPage: page, server, expectAccessible }) => {
  const { machine } = await openArmed(page, server, 'narrow', '52:54:00:20:00:0a');
  await page.setViewportSize({ width: 320, height: 900 });
  await machine.installImage();
  await machine.report('layout', JSON.stringify({ ...LAYOUT, outcome: 'failed', error: { class: 'Refused', problem: `The pool is too small: ${'x'.repeat(300)}`, fix: 'Make it larger.', lastLines: ['y'.repeat(400)] } }));
  await machine.report('failed', sections({ log: `${'z'.repeat(500)}\nlast` }));
  await expect(card(page, 'The installation failed')).toBeVisible();
  await expect(card(page, 'Layout')).toContainText('The layout step failed');
  await expect(page.getByRole('region', { name: 'Log of the installer' })).toContainText('last');
  await page.getByRole('button', { name: /^All that happened/ }).press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectAccessible(page);
});
