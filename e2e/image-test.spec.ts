// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of images in the browser: the report of a broken image with what to do, another test by a click, the packages and how they differ from the published ones.
import type { Page } from '@playwright/test';
import { join } from 'node:path';
import { rmSync } from 'node:fs';
import { nodePackages } from '../image-test/node-packages.ts';
import { storeImage } from '../server/image-tests/tested.fixture.ts';
import { extImage, fillDatabase, imageOf, KERNEL, put, tinyRoot } from '../server/image-tests/tiny-image.fixture.ts';
import { openStore } from '../server/store/store.ts';
import type { RunningServer } from './frame/server.ts';
import { expect, test } from './frame/test.ts';
import { pageOf } from './seed.ts';

test.use({ installation: 'image-test' });
test.setTimeout(180_000);

/** A test runs to its end, on a machine that others use too. */
const LONG = { timeout: 90_000 };

/** Stores an image as an upload does; the server's worker begins its test by itself. */
async function addFile(server: RunningServer, file: string, name: string): Promise<string> {
  const store = await openStore(server.dataDirectory);
  try {
    return await storeImage({ ...store, directory: server.dataDirectory, pass: () => undefined, remove: () => Promise.resolve() }, file, name);
  } finally {
    await store.close();
  }
}

/** The small tree of the tests, with one tool more and one less, a name with a line break, and a device with a name that is markup. */
function brokenImage(): string {
  const root = tinyRoot();
  put(root, 'usr/share/imgbase/build/meta/nvr', 'small-node-9.1-1.el9\n');
  put(root, 'dev/<img src=x onerror=alert(1)>', '');
  rmSync(join(root, 'usr/share/rpm'), { recursive: true });
  const kernel = { running: KERNEL, version: '5.14.0', release: '500.el9', name: KERNEL };
  const packages = nodePackages(kernel, 'x86_64').filter(({ name }) => name !== 'sudo').map((each) => (each.name === 'chrony' ? { ...each, version: '5.0' } : each));
  fillDatabase(join(root, 'usr/share/rpm'), [...packages, { name: 'lldpd', version: '1.0.18', release: '4.el9' }]);
  return imageOf({ 'LiveOS/rootfs.img': extImage(root, 24) });
}

async function publish(page: Page, server: RunningServer, sha256: string): Promise<void> {
  const headers = { origin: server.adminUrl };
  const made = await page.request.put('/api/v1/channels/stable', { headers, data: { title: 'Stable', target: 'centos9' } });
  expect(made.ok(), await made.text()).toBe(true);
  const moved = await page.request.post('/api/v1/channels/stable/move', { headers: { ...headers, 'if-match': '*' }, data: { sha256, kind: 'publish', override: 'it holds no kernel that could start' } });
  expect(moved.ok(), await moved.text()).toBe(true);
}

test('an image is tested when it comes in, its report says what is wrong and how to mend it, and it is tested again by a click', async ({ adminPage: page, server, browser, expectAccessible }) => {
  const good = await addFile(server, imageOf({ 'LiveOS/rootfs.img': extImage(tinyRoot()) }), 'good.squashfs');
  const broken = await addFile(server, brokenImage(), 'broken.squashfs');
  await page.goto(`/images/${good}`);
  const card = page.getByRole('region', { name: 'Test', exact: true });
  await expect(card.getByText('Passed with warnings')).toBeVisible(LONG);
  await expect(card.getByText('small-node-9.0-1.el9', { exact: true })).toBeVisible();

  await page.goto(`/images/${broken}`);
  const wrong = card.getByRole('listitem').filter({ hasText: 'The file with its name ends without a line break' });
  await expect(wrong).toContainText('"small-node-9.1-1.el9\\n"', LONG);
  await expect(wrong).toContainText('Failed');
  await expect(wrong).toContainText('imgbased takes the line break for a part of the name');
  await expect(wrong).toContainText('printf %s NAME-VERSION-RELEASE');
  await expect(card.getByText('It holds 1: <img src=x onerror=alert(1)>.')).toBeVisible();
  await expect(card.locator('img')).toHaveCount(0);
  await expectAccessible(page);
  // A group in which everything is well is closed until it is asked for.
  const intact = card.getByRole('button', { name: /^Not corrupted/ });
  await expect(card.getByText('Its file system has no errors')).toBeHidden();
  await intact.click();
  await expect(card.getByText('e2fsck finds no errors.')).toBeVisible();

  await card.getByRole('button', { name: 'Test again' }).click();
  await expect(card.getByRole('button', { name: 'Test again' })).toBeDisabled();
  await expect(card.getByRole('heading', { name: /^Test broken\.squashfs/ })).toBeVisible();
  await card.getByRole('button', { name: 'Earlier tests (1)' }).click(LONG);
  await expect(card.getByRole('link', { name: 'open the job' }).first()).toBeVisible();
  await expectAccessible(page);

  const viewer = await pageOf('viewer', browser, page, server);
  await viewer.goto(`/images/${broken}`);
  await expect(viewer.getByText('imgbased takes the line break for a part of the name')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Test again' })).toHaveCount(0);
});

test('packages are searched, and compared with those of the published image', async ({ adminPage: page, server, expectAccessible }) => {
  const good = await addFile(server, imageOf({ 'LiveOS/rootfs.img': extImage(tinyRoot()) }), 'good.squashfs');
  const broken = await addFile(server, brokenImage(), 'broken.squashfs');
  await page.goto(`/images/${good}`);
  await expect(page.getByRole('region', { name: 'Test', exact: true }).getByText('Passed with warnings')).toBeVisible(LONG);
  await publish(page, server, good);

  await page.goto(`/images/${broken}`);
  const card = page.getByRole('region', { name: 'Packages', exact: true });
  await expect(card.getByText(/^\d+ packages$/)).toBeVisible(LONG);
  await card.getByRole('textbox', { name: 'Search packages' }).fill('lvm2');
  await expect(card.getByText(/^1 of \d+ packages$/)).toBeVisible();
  await expect(card.getByRole('row').filter({ hasText: 'lvm2' })).toContainText('9:2.03.24-2.el9');
  await card.getByRole('textbox', { name: 'Search packages' }).fill('nothing-like-that');
  await expect(card.getByText('No package has this in its name.')).toBeVisible();
  await card.getByRole('combobox', { name: 'Compare with' }).selectOption({ label: 'Compare with Stable: small-node-9.0-1.el9' });
  const table = card.getByRole('grid', { name: 'Packages that differ from small-node-9.0-1.el9' });
  await expect(table.getByRole('row')).toHaveText([/Change/, /^Newer\s*chrony\s*4\.5-3\.el9\.x86_64\s*5\.0-3\.el9\.x86_64$/, /^Added\s*lldpd\s*1\.0\.18-4\.el9\.noarch$/, /^Removed\s*sudo/]);
  await expectAccessible(page);
});
