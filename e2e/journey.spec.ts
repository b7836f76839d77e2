// SPDX-License-Identifier: GPL-2.0-or-later
// The main journey in one piece: setup link, wizard, host, arm, and a machine that asks for its kickstart; then disarm.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { APIRequestContext, Page } from '@playwright/test';
import { ROOT } from './frame/server.ts';
import { ADMIN, expect, test } from './frame/test.ts';

const CHECKSUM = 'e647183814d5208ff5e8e658b6f670eb1679d0bf3d4ec0b9b242ff843c535fb7';
const MAC = '52:54:00:de:ad:01';

const next = async (page: Page, heading: string) => {
  await page.getByRole('button', { name: 'Next', exact: true }).press('Enter');
  await expect(page.getByRole('heading', { level: 2, name: heading, exact: true })).toBeVisible();
};

async function setUp(page: Page, token: string): Promise<void> {
  await page.goto(`/setup?token=${token}`);
  await page.getByRole('textbox', { name: 'User name' }).fill(ADMIN.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/profiles');
}

/** The shortest way through the wizard: the image, the disk, and the defaults. */
async function makeProfile(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Create profile' }).press('Enter');
  await page.getByRole('textbox', { name: 'Image URL' }).fill('http://images.example.com/node.squashfs');
  await page.getByRole('textbox', { name: 'SHA-256 checksum (optional)' }).fill(CHECKSUM);
  await page.getByRole('textbox', { name: 'Title' }).fill('First node');
  await next(page, 'Storage');
  await page.getByRole('radio', { name: 'Device name' }).check();
  await page.getByRole('textbox', { name: 'Device', exact: true }).fill('vda');
  for (const heading of ['Locale', 'Network', 'Users', 'Services', 'Scripts and finish', 'Review']) await next(page, heading);
  await page.getByRole('button', { name: 'Save the profile' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
}

async function addHost(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Add a host' }).press('Enter');
  await page.getByRole('textbox', { name: 'Host name' }).fill('node1.example.com');
  await page.getByRole('textbox', { name: 'MAC address 1' }).fill(MAC.toUpperCase().replaceAll(':', '-'));
  await page.getByRole('button', { name: 'Add the host' }).press('Enter');
  await expect(page).toHaveURL('/hosts/node1.example.com');
}

/** What curl in the installer's initramfs would get. */
async function asked(request: APIRequestContext, url: string, headers: Record<string, string> = {}): Promise<[number, string]> {
  const answer = await request.get(url, { headers });
  return [answer.status(), await answer.text()];
}

test.use({ installation: 'journey' });

test('from the setup link to the kickstart that a machine gets, and back to nothing', async ({ page, server, playwright }) => {
  const machine = await playwright.request.newContext();
  const address = `${server.bootUrl}/ks/${MAC}`;
  await setUp(page, server.setupToken);
  await makeProfile(page);
  await addHost(page);
  const unknown = await asked(machine, `${server.bootUrl}/ks/52:54:00:00:00:99`);
  expect(await asked(machine, address)).toEqual(unknown);

  await page.getByRole('button', { name: /^Arm/ }).first().press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Arm node1.example.com?' });
  await expect(dialog).toContainText('disk vda');
  await dialog.getByRole('checkbox', { name: /^I understand/ }).check();
  await dialog.getByRole('button', { name: 'Arm the host' }).press('Enter');
  await expect(page.getByText(/node1\.example\.com is armed until /)).toBeVisible();

  const [status, text] = await asked(machine, address);
  expect(status).toBe(200);
  const shown = await page.request.get(`/ks/${MAC}`);
  expect(await shown.text()).toBe(text);
  expect(shown.headers()['x-basewright-gate']).toMatch(/^open until /);
  for (const spelling of ['52-54-00-DE-AD-01', '525400dead01', '01-52-54-00-de-ad-01']) expect(await asked(machine, `${server.bootUrl}/ks/${spelling}`), spelling).toEqual([200, text]);
  expect(await asked(machine, `${server.bootUrl}/ks`, { 'X-RHN-Provisioning-MAC-0': `eth0 ${MAC}` })).toEqual([200, text]);
  expect(text).toContain(`liveimg --url=http://images.example.com/node.squashfs --checksum=${CHECKSUM}`);
  expect(text).toContain('network --hostname=node1.example.com');

  const judged = promisify(execFile)('sh', ['-c', 'printf %s "$KICKSTART" | bin/basewright validate - --target ovirt45 --json'], { cwd: ROOT, env: { ...process.env, KICKSTART: text } });
  expect(JSON.parse((await judged).stdout)).toMatchObject({ ok: true, results: [] });

  await page.getByRole('button', { name: /^Disarm/ }).first().press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Disarm the host' }).press('Enter');
  await expect(page.getByText('node1.example.com is disarmed')).toBeVisible();
  expect(await asked(machine, address)).toEqual(unknown);
  await machine.dispose();
});
