// SPDX-License-Identifier: GPL-2.0-or-later
// The page about network boot: configurations to copy and download, for the distribution chosen, and the addresses.
import { readFile } from 'node:fs/promises';
import { expect, test } from './frame/test.ts';
import { pageOf } from './seed.ts';

test('a configuration is read, copied and downloaded', async ({ adminPage: page, server, expectAccessible }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/profiles');
  await page.getByRole('link', { name: 'Network boot' }).click();
  await expect(page).toHaveURL('/network-boot');
  await expect(page.getByRole('heading', { level: 1, name: 'Network boot' })).toBeVisible();
  await expect(page.getByText('Machines cannot reach Basewright')).toBeVisible(); // The tests' boot plane is on loopback.
  await expect(page.getByRole('region', { name: 'Configuration for dnsmasq', exact: true })).toContainText(`dhcp-boot=tag:ipxe,${server.bootUrl}/boot/ipxe`);
  await page.getByRole('combobox', { name: 'DHCP server' }).selectOption('Kea');
  const kea = page.getByRole('region', { name: 'Configuration for Kea' });
  await expect(kea).toContainText(`"boot-file-name": "${server.bootUrl}/boot/ipxe"`);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(page.getByText('The configuration was copied')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await kea.textContent());
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('kea-dhcp4.conf');
  expect(await readFile(await file.path(), 'utf8')).toBe(await kea.textContent());
});

test('the boot loader is that of the chosen distribution, in configuration and address', async ({ adminPage: page, server }) => {
  await page.goto('/network-boot');
  await page.getByRole('combobox', { name: 'Boot loader of' }).selectOption('Rocky Linux 9');
  await expect(page).toHaveURL('/network-boot?target=rocky9');
  const url = `${server.bootUrl}/boot/efi/rocky9/BOOTX64.EFI`;
  await expect(page.getByRole('region', { name: 'Configuration for dnsmasq', exact: true })).toContainText(`dhcp-boot=tag:http-x64,tag:!ipxe,${url}`);
  await expect(page.getByRole('definition').filter({ hasText: url })).toHaveCount(1);
  await page.goto('/network-boot?target=nothing');
  await expect(page.getByRole('combobox', { name: 'Boot loader of' })).toHaveValue('centos9');
});

test('a viewer reads it on a phone, without scrolling the page sideways', async ({ adminPage, server, browser, expectAccessible }) => {
  const page = await pageOf('viewer', browser, adminPage, server);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/network-boot');
  await expect(page.getByRole('heading', { level: 2, name: 'Addresses' })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, 'pixels to scroll sideways').toBe(0);
  await expectAccessible(page);
});

test('the tools of running nodes can be fetched, by a command that is copied and by links', async ({ adminPage: page, server, expectAccessible }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/network-boot');
  const tools = page.getByRole('region', { name: 'Tools of running nodes' });
  await tools.getByRole('button', { name: 'Copy: Onto a node that runs already' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^curl --fail --remote-name \S+\/node\/basewright-node\.pyz && .* && sudo python3 basewright-node\.pyz install --page cockpit-basewright\.tar\.gz$/);
  await expectAccessible(page);
  for (const name of ['Tools (basewright-node.pyz)', 'Page for Cockpit (cockpit-basewright.tar.gz)']) {
    const address = await tools.getByRole('link', { name }).getAttribute('href');
    expect(address?.startsWith(`${server.bootUrl}/node/`)).toBe(true);
    const answer = await page.request.get(address ?? '');
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/octet-stream']);
  }
});
