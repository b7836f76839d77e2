// SPDX-License-Identifier: GPL-2.0-or-later
// Recipes in the browser: written with everything they can hold, kept, run on a real image by the real guestfish, and read by those who may only look.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildRpms } from '../image-test/rpms.ts';
import { packMiniImage } from '../image-test/mini-image.ts';
import { addImage } from '../server/images/image-store.ts';
import { openStore } from '../server/store/store.ts';
import type { RunningServer } from './frame/server.ts';
import { expect, test } from './frame/test.ts';
import { pageOf } from './seed.ts';

test.use({ installation: 'recipes' });
// Each goes on where the one before it stopped.
test.describe.configure({ mode: 'serial' });

// Made when tests run, not when they are only listed.
let work = '';
test.beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'basewright-e2e-rpms-'));
});
test.afterAll(() => rmSync(work, { recursive: true, force: true }));

function rpms(): { name: string; path: string; bytes: Buffer }[] {
  const made = buildRpms(mkdtempSync(join(work, 'build-')), [{ name: 'site-note', version: '1.0', release: '1', files: { '/etc/site-note': { text: 'x\n' } } }, { name: 'site-extra', version: '2.0', release: '1', files: { '/etc/site-extra': { text: 'y\n' } } }]);
  return made.sort().reverse().map((path) => ({ name: path.slice(path.lastIndexOf('/') + 1), path, bytes: readFileSync(path) }));
}

/** Drops a file as a person does; a browser test cannot take one from a desktop. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const transfer = await page.evaluateHandle(({ fileName, base64 }) => {
    const data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], fileName));
    return data;
  }, { fileName: name, base64: bytes.toString('base64') });
  const zone = page.getByTestId('rpm-drop');
  await zone.dispatchEvent('dragover', { dataTransfer: transfer });
  await zone.dispatchEvent('drop', { dataTransfer: transfer });
}

/** An image that was tested, without its test: that is looked at elsewhere. */
async function catalogueImage(server: RunningServer): Promise<void> {
  const added = await addImage(server.dataDirectory, packMiniImage(join(work, 'image')));
  if (added.outcome !== 'added') throw new Error(`the image was not taken in: ${added.outcome}`);
  const store = await openStore(server.dataDirectory, { check: false });
  await store.database.insertInto('images').values({
    sha256: added.sha256, name: 'mini.squashfs', size: added.size, nvr: 'mini-node-1.0-1', target: 'centos9', arch: 'x86_64', state: 'available', state_reason: null, origin: 'upload', source: null,
    parent: null, made_from: null, signature: null, added_at: Date.now(), added_by: null, hashed_at: Date.now(),
  }).execute();
  await store.close();
}

test('a recipe is written, its mistakes are told, and it is kept', async ({ adminPage: page, expectAccessible }) => {
  const [note, extra] = rpms();
  if (note === undefined || extra === undefined) throw new Error('two packages were built');
  await page.goto('/recipes');
  await expect(page.getByRole('heading', { name: 'No recipes yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('main').getByRole('link', { name: 'Create recipe' }).click();

  await page.getByRole('textbox', { name: 'Title' }).fill('Site settings');
  await expect(page.getByRole('textbox', { name: 'Id' })).toHaveValue('site-settings');
  await page.getByRole('textbox', { name: 'Id' }).fill('site');
  await page.getByRole('button', { name: 'Create recipe' }).click();
  await expect(page.getByText('The recipe changes nothing. Add a package, a file, a unit or a command.')).toBeVisible();

  await page.getByLabel('Upload rpm files').setInputFiles(note.path);
  await expect(page.getByRole('checkbox', { name: note.name })).toBeChecked();
  await drop(page, extra.name, extra.bytes);
  await expect(page.getByRole('checkbox', { name: extra.name })).toBeChecked();
  await page.getByRole('checkbox', { name: extra.name }).uncheck();

  await page.getByRole('button', { name: 'Add file' }).click();
  await page.getByRole('textbox', { name: 'Path' }).fill('etc/site.conf');
  await page.getByRole('textbox', { name: 'Content' }).fill('setting = 1\n');
  await page.getByRole('button', { name: 'Create recipe' }).click();
  await expect(page.getByText('Write the absolute path of a file, without a slash or blank at its end')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Path' }).fill('/etc/site.conf');
  await page.getByRole('textbox', { name: 'Units to enable' }).fill('mini');
  await page.getByRole('button', { name: 'Add command' }).click();
  await page.getByRole('textbox', { name: 'Script', exact: true }).fill('cat /etc/site.conf');
  await expect(page.getByRole('region', { name: 'guestfish script' })).toContainText('upload .basewright/files/0 "/etc/site.conf"');
  await page.getByRole('button', { name: 'Create recipe' }).click();
  await expect(page).toHaveURL('/recipes/site');
  await expect(page.getByText('Site settings was created')).toBeVisible();
  await expect(page.getByText('/etc/site.conf 0644 root:root')).toBeVisible();
  await expect(page.getByText(note.name, { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Show the script' }).click();
  await expect(page.getByRole('region', { name: 'Script', exact: true })).toContainText(createHash('sha256').update(note.bytes).digest('hex'));
  await expectAccessible(page);
});

test('what is no package is refused with the reason, and a file that nobody uses is deleted', async ({ adminPage: page, consoleGuard }) => {
  consoleGuard.allowStatus(422);
  await page.goto('/recipes/new');
  await drop(page, 'notes.txt', Buffer.from('no package'));
  await expect(page.getByRole('alert').filter({ hasText: 'notes.txt was not taken in' })).toContainText('This is no rpm file');
  const extra = page.getByRole('button', { name: /^Delete site-extra/ });
  await extra.click();
  await page.getByRole('button', { name: 'Delete the file' }).click();
  await expect(extra).toBeHidden();
});

test('a recipe is run on an image, followed live, and leads to the new image', async ({ adminPage: page, server, expectAccessible }) => {
  test.setTimeout(600_000);
  await catalogueImage(server);
  await page.goto('/recipes/site');
  await page.getByRole('button', { name: 'Run on an image' }).click();
  const dialog = page.getByRole('dialog', { name: 'Run Site settings' });
  await expect(dialog.getByRole('combobox', { name: 'Parent image' })).toContainText('mini-node-1.0-1 (not tested');
  await expect(dialog.getByRole('textbox', { name: 'Name of the new image' })).toHaveValue('mini-node-1.0-1.c1');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Run the recipe' }).click();
  const panel = page.getByRole('region', { name: /Make mini-node-1\.0-1\.c1 by Site settings/ });
  await expect(panel).toBeVisible();
  await expect(panel.getByRole('link', { name: 'Open the image that came out' })).toBeVisible({ timeout: 540_000 });
  await expect(panel).toContainText('setting = 1');
  await expectAccessible(page);
});

test('those who may only look see the recipe and no buttons', async ({ adminPage, browser, server, expectAccessible }) => {
  const page = await pageOf('viewer', browser, adminPage, server);
  await page.goto('/recipes');
  await page.getByRole('link', { name: 'Site settings' }).click();
  await expect(page.getByRole('heading', { name: 'What it does' })).toBeVisible();
  for (const name of ['Run on an image', 'Delete']) await expect(page.getByRole('button', { name })).toBeHidden();
  await expectAccessible(page);
  await page.context().close();
});
