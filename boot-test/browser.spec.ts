// SPDX-License-Identifier: GPL-2.0-or-later
// A person at the browser and a machine with real firmware: discovered, approved, armed, followed live to healthy; rehearsed; and failed with its cause and log.
import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { removeDirectory, ROOT, type RunningServer, startServer } from '../e2e/frame/server.ts';
import { expect, test as base } from '../e2e/frame/test.ts';
import { seeder } from '../e2e/seed.ts';
import { KERNEL_ARGUMENTS } from './boot-part.ts';
import { sha256Of } from './parts.ts';
import { LIMITS } from './scenarios.ts';
import { type Simulation, startSimulation } from './simulation.ts';

const run = promisify(execFile);
const PROFILE = 'simulated';

/** A whole Basewright where the machines see it, set up by the commands of the README. */
const test = base.extend<object, { simulation: Simulation; server: RunningServer; imageUrl: string }>({
  simulation: [
    async ({}, use) => {
      const simulation = await startSimulation();
      await use(simulation);
      await simulation.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  server: [
    async ({ simulation, installation: _ }, use) => {
      const server = await startServer({ environment: simulation.environment });
      await use(server);
      await server.stop();
      await removeDirectory(server.dataDirectory);
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  imageUrl: [
    async ({ simulation, server }, use) => {
      mkdirSync(join(ROOT, 'anaconda-addon/build'), { recursive: true });
      await run('python3', ['anaconda-addon/build_image.py', 'anaconda-addon/build/updates.img'], { cwd: ROOT });
      const environment = { ...process.env, ...simulation.environment, BASEWRIGHT_DATA: server.dataDirectory };
      const basewright = async (...words: string[]) => (await run('bin/basewright', words, { cwd: ROOT, env: environment })).stdout;
      await basewright('tree', 'put', 'centos9', '--directory', simulation.parts.tree);
      const { image } = simulation.parts;
      await basewright('image', 'add', image.file);
      await use(`${simulation.bootUrl}/images/${image.sha256}/node.squashfs`);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});
test.use({ installation: 'simulated' });

async function addProfile(page: Page, server: RunningServer, { parts: { image } }: Simulation, url: string): Promise<void> {
  if ((await page.request.get(`/api/v1/profiles/${PROFILE}`)).ok()) return;
  await seeder(page, server).profile(PROFILE, {
    image: { url, checksum: image.sha256, nvr: 'ovirt-node-ng-4.5.5-0.20261101.0' },
    storage: { disk: { by: 'device', device: 'vda' } },
    finish: { action: 'reboot', kernelArguments: [...KERNEL_ARGUMENTS] },
  });
}

async function addHost(page: Page, server: RunningServer, hostname: string, mac: string): Promise<void> {
  await seeder(page, server).host(hostname, mac, PROFILE);
  await page.goto(`/hosts/${hostname}`);
}

/** @param isRehearsal the machine shall wait for a decision */
async function arm(page: Page, hostname: string, isRehearsal: boolean): Promise<void> {
  const dialog = page.getByRole('dialog', { name: `Arm ${hostname}?` });
  await expect(dialog).toContainText('vda');
  if (isRehearsal) await dialog.getByRole('checkbox', { name: 'Rehearsal' }).check();
  await dialog.getByRole('checkbox', { name: /I understand/ }).check();
  await dialog.getByRole('button', { name: 'Arm the host' }).click();
  await expect(page.getByText(`${hostname} is armed until`)).toBeVisible();
}

const step = (page: Page, name: string) => page.getByRole('list', { name: 'Timeline' }).getByRole('listitem', { name, exact: true });
const card = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('from an unknown machine to a healthy node, followed live', async ({ adminPage: page, server, simulation, imageUrl }) => {
  const mac = '52:54:00:b1:00:01';
  await addProfile(page, server, simulation, imageUrl);
  const unknown = simulation.machine('found', mac, 'bios');
  await unknown.expect(/local disk/, LIMITS.firmware);
  await unknown.stop();
  await page.goto('/discoveries');
  await expect(page.getByRole('row').filter({ hasText: mac })).toContainText('Serial BW-TEST-1');
  await page.getByRole('button', { name: `Approve ${mac}` }).click();
  const approving = page.getByRole('dialog', { name: `Make ${mac} a host?` });
  await approving.getByRole('textbox', { name: 'Host name' }).fill('found.example.com');
  await approving.getByRole('combobox', { name: 'Profile' }).selectOption(PROFILE);
  await approving.getByRole('button', { name: 'Add the host' }).click();
  await page.getByRole('dialog', { name: 'found.example.com is a host now' }).getByRole('button', { name: 'Arm it now' }).click();
  await arm(page, 'found.example.com', false);

  await page.goto('/hosts/found.example.com');
  const machine = simulation.machine('found', mac, 'bios');
  for (const name of ['Kickstart fetched', 'Installer started', 'Disk erased, volumes made', 'Image written', 'Base and layer made']) await expect(step(page, `${name}: Done`)).toBeVisible();
  await expect(card(page, 'The machine, as its installer saw it')).toContainText('vda');
  await expect(card(page, 'Installation')).toContainText('Healthy');
  await expect(step(page, 'Booted and healthy: Done')).toBeVisible();
  await expect(card(page, 'Check-in of the booted node')).toContainText('ovirt-node-ng-4.5.5-0.20261101.0+1');
  await machine.stop();
});

test('a rehearsal: refused, its disk is as it was; approved, the installation goes on in the same boot', async ({ adminPage: page, server, simulation, imageUrl }) => {
  const [hostname, mac] = ['rehearsed.example.com', '52:54:00:b1:00:02'];
  await addProfile(page, server, simulation, imageUrl);
  await addHost(page, server, hostname, mac);
  const shown = page.getByRole('region', { name: 'Rehearsal: the machine waits for your decision' });
  const decide = async (button: string, submit: string) => {
    await page.getByRole('button', { name: 'Arm', exact: true }).click();
    await arm(page, hostname, true);
    const machine = simulation.machine('rehearsed', mac, 'bios');
    await expect(shown.getByRole('listitem').filter({ hasText: 'vda' }).first()).toContainText('Will be erased');
    await shown.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: submit }).click();
    return machine;
  };
  const refused = await decide('Refuse', 'Refuse and power off');
  await refused.expect(/No disk was changed\. This machine powers off\./, LIMITS.step);
  await refused.ended;
  const untouched = sha256Of(simulation.diskOf('rehearsed'));
  await expect(card(page, 'Installation')).toContainText('Disarmed');
  const approved = await decide('Approve', 'Approve and erase');
  expect(sha256Of(simulation.diskOf('rehearsed'))).toBe(untouched);
  await approved.expect(/approved\. The installation goes on\./, LIMITS.step);
  await expect(step(page, 'Disk erased, volumes made: Done')).toBeVisible();
  await expect(card(page, 'Installation')).toContainText('Healthy');
  await approved.stop();
});

test('a failure shows its cause with what helps, and the log', async ({ adminPage: page, server, simulation, imageUrl }) => {
  const [hostname, mac] = ['failing.example.com', '52:54:00:b1:00:03'];
  await addProfile(page, server, simulation, imageUrl);
  await addHost(page, server, hostname, mac);
  await page.getByRole('button', { name: 'Arm', exact: true }).click();
  await arm(page, hostname, false);
  // As if a disk of the server had lost it: the last test here that uses the image.
  rmSync(join(server.dataDirectory, 'images', simulation.parts.image.sha256));
  const machine = simulation.machine('failing', mac, 'bios');
  await expect(card(page, 'Installation')).toContainText('Failed');
  await expect(page.getByText(/The server of the image answered HEAD with 404/).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Log of the installer' })).toContainText('http request returned 404');
  await machine.stop();
});
