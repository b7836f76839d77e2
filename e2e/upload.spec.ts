// SPDX-License-Identifier: GPL-2.0-or-later
// Uploads of images in a browser: paused, over a reload of the page and a restart of the server, refused, cancelled, dropped.
import type { BrowserContext, Page } from '@playwright/test';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { removeDirectory, startServer } from './frame/server.ts';
import { expect, loginAsAdmin, test } from './frame/test.ts';
import { writeImageFile } from './image-file.ts';

const MIB = 1024 * 1024;
let place = '';

test.beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'basewright-e2e-images-'));
});
test.afterAll(() => rm(place, { recursive: true, force: true }));

/** The line of a page, on which an upload can be held: then it lasts as long as a test looks at it, however slow the machine is. */
type Line = { slow(): Promise<void>; hold(): Promise<void>; free(): Promise<void> };

async function lineOf(context: BrowserContext, page: Page): Promise<Line> {
  const client = await context.newCDPSession(page);
  const pass = async (bytesPerSecond: number) => {
    await client.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond });
  };
  return { slow: () => pass(2 * MIB), hold: () => pass(64 * 1024), free: () => pass(-1) };
}

const Uploads = z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), offset: z.number(), size: z.number() })) });

async function uploadsOf(page: Page): Promise<z.infer<typeof Uploads>['items']> {
  return Uploads.parse(await (await page.request.get('/api/v1/uploads')).json()).items;
}

async function choose(page: Page, path: string, button = 'Choose a file'): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button }).click();
  await (await chooser).setFiles(path);
}

/** Begins an upload and holds it when some of it has arrived. */
async function beginAndHold(page: Page, line: Line, path: string): Promise<void> {
  await line.slow();
  await choose(page, path);
  await expect.poll(async () => (await uploadsOf(page))[0]?.offset ?? 0).toBeGreaterThan(0);
  await line.hold();
}

test('an upload is paused, goes on after a reload when the file is chosen again, and becomes an image', async ({ adminPage: page, context, server, expectAccessible }) => {
  const path = join(place, 'edge-node-1.0.squashfs');
  const size = 48 * MIB;
  const sha256 = writeImageFile(path, size, 'pause');
  await page.goto('/images');
  await expectAccessible(page);
  const line = await lineOf(context, page);
  await beginAndHold(page, line, path);
  const upload = page.getByRole('region', { name: 'Upload an image' });
  await expect(upload.getByText(/Uploading · .* of 48.0 MiB · .*\/s/)).toBeVisible();
  await expectAccessible(page);
  await upload.getByRole('button', { name: 'Pause: edge-node-1.0.squashfs' }).click();
  await expect(upload.getByText(/Paused · /)).toBeVisible();
  await expectAccessible(page);
  // Half an image is no image: not in the list, not among the files.
  const [half] = await uploadsOf(page);
  expect(half?.offset).toBeGreaterThan(0);
  expect(half?.offset).toBeLessThan(size);
  expect((await page.request.get(`/api/v1/images/${sha256}`)).status()).toBe(404);

  await page.reload();
  await expect(upload.getByText(/edge-node-1.0.squashfs: .* of 48.0 MiB have arrived/)).toBeVisible();
  await expect(upload.getByText('Choose the same file again to continue')).toBeVisible();
  await expectAccessible(page);
  await line.free();
  await choose(page, path, 'Choose edge-node-1.0.squashfs again');
  await expect(upload.getByText('edge-node-1.0.squashfs has arrived')).toBeVisible({ timeout: 30_000 });
  await expect(upload.getByText(sha256)).toBeVisible();
  await expectAccessible(page);
  expect(await readdir(join(server.dataDirectory, 'images'))).toContain(sha256);
  expect(await uploadsOf(page)).toEqual([]);
  await upload.getByRole('link', { name: 'Open the image' }).click();
  await expect(page).toHaveURL(`/images/${sha256}`);
  await expect(page.getByRole('region', { name: 'Facts' }).getByRole('textbox', { name: 'sha256' })).toHaveValue(sha256);
});

test('an upload goes on by itself while other pages are shown, and is cancelled with all that had arrived', async ({ adminPage: page, context, server }) => {
  const path = join(place, 'cancel.squashfs');
  writeImageFile(path, 24 * MIB, 'cancel');
  await page.goto('/images');
  await beginAndHold(page, await lineOf(context, page), path);
  await expect(page.getByText(/Uploading · /)).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'Profiles' }).click();
  await expect(page.getByRole('heading', { name: 'Profiles', level: 1 })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: 'Catalogue' }).click();
  await expect(page.getByText(/Uploading · /)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel the upload: cancel.squashfs' }).click();
  await expect(page.getByText(/Uploading · /)).toBeHidden();
  await expect.poll(() => uploadsOf(page)).toEqual([]);
  expect((await readdir(join(server.dataDirectory, 'uploads'))).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('what is no image is refused with the reason; a half upload of another browser is discarded', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(422);
  const path = join(place, 'page.squashfs');
  await writeFile(path, '<html>'.repeat(50_000));
  await page.goto('/images');
  await choose(page, path);
  await expect(page.getByText('page.squashfs was not uploaded')).toBeVisible();
  await expect(page.getByText('This is no squashfs image: it does not begin with "hsqs".')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Take it off the list: page.squashfs' }).click();
  await expect(page.getByText('page.squashfs was not uploaded')).toBeHidden();
  const begun = await page.request.post('/api/v1/uploads', { headers: { origin: server.adminUrl, 'tus-resumable': '1.0.0', 'upload-length': '5000', 'upload-metadata': `filename ${Buffer.from('theirs.squashfs').toString('base64')}` } });
  expect(begun.status()).toBe(201);
  await page.reload();
  await expect(page.getByText('It was begun in another browser, and can be continued only there.')).toBeVisible();
  await page.getByRole('button', { name: 'Discard theirs.squashfs' }).click();
  await expect(page.getByText('What had arrived of theirs.squashfs is removed')).toBeVisible();
  expect(await uploadsOf(page)).toEqual([]);
});

test('a dropped file is uploaded', async ({ adminPage: page }) => {
  const path = join(place, 'dropped.squashfs');
  const sha256 = writeImageFile(path, 100_000, 'dropped');
  await page.goto('/images');
  const bytes = (await readFile(path)).toString('base64');
  const data = await page.evaluateHandle((base64) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], 'dropped.squashfs'));
    return transfer;
  }, bytes);
  await page.getByText('Drop a squashfs image here, or').dispatchEvent('drop', { dataTransfer: data });
  await expect(page.getByText('dropped.squashfs has arrived')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Upload an image' }).getByText(sha256)).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Images' }).getByRole('link', { name: 'dropped.squashfs' })).toBeVisible();
});

test('an upload goes on by itself after a restart of the server', async ({ browser }) => {
  const path = join(place, 'restart.squashfs');
  const sha256 = writeImageFile(path, 40 * MIB, 'restart');
  const first = await startServer();
  // While the server is away the browser writes errors to its console, as it should: no guard here.
  const context = await browser.newContext({ baseURL: first.adminUrl });
  try {
    const page = await context.newPage();
    await loginAsAdmin(page, first);
    await page.goto('/images');
    const line = await lineOf(context, page);
    await beginAndHold(page, line, path);
    await first.stop();
    await expect(page.getByText(/The server does not answer; it is asked again/)).toBeVisible();
    await line.free();
    const { host } = new URL(first.adminUrl);
    const second = await startServer({ dataDirectory: first.dataDirectory, environment: { BASEWRIGHT_ADMIN_LISTEN: host } });
    await expect(page.getByText('restart.squashfs has arrived')).toBeVisible({ timeout: 45_000 });
    await expect(page.getByText(sha256)).toBeVisible();
    await second.stop();
  } finally {
    await context.close();
    await first.stop();
    await removeDirectory(first.dataDirectory);
  }
});
