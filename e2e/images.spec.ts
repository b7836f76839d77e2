// SPDX-License-Identifier: GPL-2.0-or-later
// The catalogue in a browser: list, filters, space, the page of an image, retire, refuse to delete under a user, delete, fetch from a path.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { RunningServer } from './frame/server.ts';
import { expect, test } from './frame/test.ts';
import { writeImageFile } from './image-file.ts';
import { pageOf, seeder } from './seed.ts';

let place = '';
test.beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'basewright-e2e-images-'));
});
test.afterAll(() => rm(place, { recursive: true, force: true }));

/** Uploads an image over the API. @returns its sha256. */
async function addImage(page: Page, server: RunningServer, name: string): Promise<string> {
  const path = join(place, name);
  const sha256 = writeImageFile(path, 200_000, name);
  const headers = { origin: server.adminUrl, 'tus-resumable': '1.0.0' };
  const begun = await page.request.post('/api/v1/uploads', { headers: { ...headers, 'upload-length': '200000', 'upload-metadata': `filename ${Buffer.from(name).toString('base64')}` } });
  const sent = await page.request.patch(begun.headers()['location'] ?? '', { headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' }, data: readFileSync(path) });
  expect(sent.headers()['upload-image-sha256']).toBe(sha256);
  return sha256;
}

test('an image is found, looked at, retired and offered again', async ({ adminPage: page, server, expectAccessible }) => {
  const sha256 = await addImage(page, server, 'findable-1.squashfs');
  await addImage(page, server, 'other-1.squashfs');
  await page.goto('/images');
  await expect(page.getByText(/^Images take .* are free\.$/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Search images' }).fill('findable');
  await expect(page).toHaveURL(/search=findable/);
  const table = page.getByRole('grid', { name: 'Images' });
  await expect(table.getByRole('link', { name: 'other-1.squashfs' })).toBeHidden();
  await expectAccessible(page);
  await table.getByRole('link', { name: 'findable-1.squashfs' }).click();
  await expect(page).toHaveURL(`/images/${sha256}`);
  await expect(page.getByText('Nobody uses it.')).toBeVisible();
  await expect(page.getByText('It was customized from no other image, and no other one from it.')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Retire' }).click();
  const dialog = page.getByRole('dialog', { name: 'Retire findable-1.squashfs?' });
  await dialog.getByRole('textbox', { name: /Reason/ }).fill('Superseded by findable-2');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Retire the image' }).click();
  await expect(page.getByText('This image is retired')).toBeVisible();
  await expect(page.getByText('Superseded by findable-2')).toBeVisible();
  await page.getByRole('button', { name: 'Offer again' }).click();
  await expect(page.getByText('findable-1.squashfs is offered again')).toBeVisible();
  await expect(page.getByText('This image is retired')).toBeHidden();
});

test('an image in use is not deleted and says who uses it; without users it goes', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(409);
  const sha256 = await addImage(page, server, 'used-1.squashfs');
  await seeder(page, server).profile('user-of-image', { image: { url: `${server.bootUrl}/images/${sha256}/used-1.squashfs`, checksum: sha256 } });
  await page.goto(`/images/${sha256}`);
  const users = page.getByRole('region', { name: 'Used by' });
  await expect(users.getByRole('link', { name: 'Profile user-of-image' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete used-1.squashfs?' });
  await dialog.getByRole('button', { name: 'Delete the image' }).click();
  await expect(dialog.getByText('It is used by the profile user-of-image.')).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'Profile user-of-image' })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  const profile = await page.request.get('/api/v1/profiles/user-of-image');
  expect((await page.request.delete('/api/v1/profiles/user-of-image', { headers: { origin: server.adminUrl, 'if-match': profile.headers()['etag'] ?? '' } })).status()).toBe(204);
  await page.reload();
  await page.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete the image' }).click();
  await expect(page.getByText('used-1.squashfs is deleted')).toBeVisible();
  await expect(page).toHaveURL('/images');
});

test('an image is fetched from a path of the server, as a job; a viewer sees it and changes nothing', async ({ adminPage: page, browser, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(422);
  const path = join(place, 'from-path-1.squashfs');
  writeImageFile(path, 300_000, 'path');
  await writeFile(join(place, 'empty'), '');
  await page.goto('/images');
  await page.getByRole('button', { name: 'Fetch from a URL or path' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fetch an image' });
  await dialog.getByRole('button', { name: 'Fetch' }).click();
  await expect(dialog.getByText('Give the URL of the image, or its absolute path on the server.')).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('textbox', { name: 'URL, or path on the server' }).fill(path);
  await dialog.getByRole('button', { name: 'Fetch' }).click();
  await expect(page.getByRole('grid', { name: 'Images' }).getByRole('link', { name: 'from-path-1.squashfs' })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  const viewer = await pageOf('viewer', browser, page, server);
  await viewer.goto('/images');
  await expect(viewer.getByRole('grid', { name: 'Images' }).getByRole('link', { name: 'from-path-1.squashfs' })).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Choose a file' })).toBeHidden();
  await viewer.context().close();
});
