// SPDX-License-Identifier: GPL-2.0-or-later
// Installer trees on the page about network boot, served by the boot plane; the offline ISO of a host and of a profile.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeTreeIn } from '../server/trees/tree-files.fixture.ts';
import { expect, test } from './frame/test.ts';
import { pageOf, seeder } from './seed.ts';

const run = promisify(execFile);
let place = '';

test.beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'basewright-e2e-trees-'));
});
test.afterAll(() => rm(place, { recursive: true, force: true }));

test('a tree is refused at the field that is wrong, and added', async ({ adminPage: page, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(422);
  const root = makeTreeIn(join(place, 'centos9'));
  await page.goto('/network-boot');
  const section = page.getByRole('region', { name: 'Installer trees' });
  await expect(section.getByText('No installer trees yet')).toBeVisible();
  const add = section.getByRole('button', { name: 'Add tree' });
  await add.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add an installer tree' });
  const save = dialog.getByRole('button', { name: 'Read and save' });
  await save.press('Enter');
  await expect(dialog.getByText('Give the URL of the tree.')).toBeVisible();
  await expectAccessible(page);
  // What the server found out stands at the field it is about.
  const url = dialog.getByRole('textbox', { name: 'URL' });
  await url.fill('http://169.254.169.254/os');
  await save.click();
  await expect(dialog.getByText(/link-local.*so it is not asked/)).toBeVisible();
  await expect(url).toBeFocused();
  await dialog.getByRole('combobox', { name: 'Distribution' }).selectOption('Rocky Linux 9');
  await dialog.getByRole('radio', { name: 'Directory on the server' }).check();
  await dialog.getByRole('textbox', { name: 'Directory' }).fill(root);
  await save.click();
  await expect(dialog.getByText('This is the installer of CentOS Stream 9, and the target is Rocky Linux 9.')).toBeVisible();
  await dialog.getByRole('combobox', { name: 'Distribution' }).selectOption('CentOS Stream 9');
  await save.click();
  await expect(page.getByText('The installer tree of CentOS Stream 9 was saved')).toBeVisible();
  await expect(add).toBeFocused();
  await expect(section.getByRole('row', { name: /CentOS Stream 9/ })).toContainText(root);
  await expectAccessible(page);
});

test('a tree is replaced by an ISO, which machines get from the boot plane, and removed', async ({ adminPage: page, server, expectAccessible }) => {
  const root = makeTreeIn(join(place, 'fedora43'), {}, { family: 'Fedora', version: '43' });
  const put = await page.request.put('/api/v1/trees/fedora43', { headers: { origin: server.adminUrl }, data: { source: { kind: 'directory', path: root } } });
  expect(put.ok(), await put.text()).toBe(true);
  await page.goto('/network-boot');
  const row = page.getByRole('row', { name: /Fedora 43/ });
  const iso = join(place, 'boot.iso');
  await run('xorriso', ['-no_rc', '-as', 'mkisofs', '-quiet', '-R', '-J', '-V', 'Fedora-43', '-o', iso, root]);
  await row.getByRole('button', { name: 'Replace: Fedora 43' }).click();
  const replace = page.getByRole('dialog', { name: 'Replace the tree of Fedora 43' });
  await replace.getByRole('radio', { name: 'ISO file on the server' }).check();
  await replace.getByRole('textbox', { name: 'File' }).fill(iso);
  await replace.getByRole('button', { name: 'Read and save' }).click();
  await expect(row).toContainText('ISO file on the server');
  const kernel = await page.request.get(`${server.bootUrl}/trees/fedora43/images/pxeboot/vmlinuz`);
  expect(await kernel.text()).toBe('the kernel');
  expect((await page.request.get(`${server.bootUrl}/trees/fedora43/Packages/bash.rpm`)).status()).toBe(404);

  await row.getByRole('button', { name: 'Remove: Fedora 43' }).click();
  const question = page.getByRole('dialog', { name: /Remove the tree of Fedora 43/ });
  await expectAccessible(page);
  await question.getByRole('button', { name: 'Remove the tree' }).click();
  // While a dialog is open, the rows behind it count as hidden.
  await expect(question).toBeHidden();
  await expect(row).toHaveCount(0);
  expect((await page.request.get(`${server.bootUrl}/trees/fedora43/images/pxeboot/vmlinuz`)).status()).toBe(404);
});

test('the offline ISO of a host and of a profile: the command to copy, the bundle to download', async ({ adminPage: page, server, browser, expectAccessible }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const seed = seeder(page, server);
  await seed.profile('offline', { layout: { init: false } });
  await seed.host('offline1', '52:54:00:0f:f1:01', 'offline');
  await page.goto('/hosts/offline1');
  const card = page.getByRole('region', { name: 'Install without a network' });
  const command = "sudo mkksiso --ks offline1.ks --add node.squashfs --cmdline 'inst.nosave=input_ks inst.text' boot.iso offline1.iso";
  await expect(card).toContainText(command);
  await card.getByRole('button', { name: 'Copy: command that makes the ISO' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
  const download = page.waitForEvent('download');
  await card.getByRole('link', { name: 'Download the bundle' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('offline1-offline.tar');
  const { stdout } = await run('tar', ['-xOf', await file.path(), 'offline1-offline/offline1.ks']);
  expect(stdout).toContain('liveimg --url=file:///run/install/repo/node.squashfs --checksum=');
  await expectAccessible(page);

  await page.goto('/profiles/offline');
  await expect(card).toContainText('mkksiso --ks offline.ks');
  await expectAccessible(page);

  const viewer = await pageOf('viewer', browser, page, server);
  await viewer.goto('/hosts/offline1');
  const seen = viewer.getByRole('region', { name: 'Install without a network' });
  await expect(seen).toContainText('only administrators can download it');
  await expect(seen.getByRole('link')).toHaveCount(0);
});

test('a profile that could not install says why there is no bundle', async ({ adminPage: page, server, expectAccessible }) => {
  await seeder(page, server).profile('unchecked', { image: { url: 'http://images.example.com/node.squashfs' } });
  await page.goto('/profiles/unchecked');
  await expect(page.getByRole('region', { name: 'Install without a network' })).toContainText('The image has no checksum');
  await expectAccessible(page);
});
