// SPDX-License-Identifier: GPL-2.0-or-later
// The list of profiles and the page of one: search, filter, paging in the URL, clone, delete, kickstart, and what each role sees.
import { readFile } from 'node:fs/promises';
import { removeDirectory, startServer } from './frame/server.ts';
import { expect, loginAsAdmin, test } from './frame/test.ts';
import { HASH, pageOf, seeder } from './seed.ts';

test('an empty list says what to do next', async ({ browser, expectAccessible }) => {
  const fresh = await startServer();
  const context = await browser.newContext({ baseURL: fresh.adminUrl });
  const page = await context.newPage();
  await loginAsAdmin(page, fresh);
  await page.goto('/profiles');
  await expect(page.getByRole('heading', { name: 'No profiles yet' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Create profile' })).toHaveAttribute('href', '/profiles/new');
  await expect(page.getByRole('main').getByRole('link', { name: 'Import kickstart' })).toHaveAttribute('href', '/profiles/new?import=1');
  await expectAccessible(page);
  await page.goto('/hosts');
  await expect(page.getByText('A host needs a profile')).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: 'Create profile' })).toBeVisible();
  await expectAccessible(page);
  await context.close();
  await fresh.stop();
  await removeDirectory(fresh.dataDirectory);
});

test('the button that makes the first one comes with the answer, once, and stays where it is', async ({ browser }) => {
  const fresh = await startServer();
  const context = await browser.newContext({ baseURL: fresh.adminUrl });
  const page = await context.newPage();
  await loginAsAdmin(page, fresh);
  const lists = [['profiles', 'Create profile'], ['hosts', 'Create profile'], ['definitions', 'Create definition'], ['recipes', 'Create recipe'], ['channels', 'Create channel']] as const;
  for (const [list, label] of lists) {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const asked = page.waitForRequest((request) => request.url().includes(`/api/v1/${list}`));
    await page.route(new RegExp(`/api/v1/${list}(\\?|$)`), async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`/${list}`);
    await asked;
    const button = page.getByRole('main').getByText(label, { exact: true });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(button).toHaveCount(0);
    release();
    await expect(button).toHaveCount(1);
    await page.unrouteAll({ behavior: 'wait' });
  }
  await context.close();
  await fresh.stop();
  await removeDirectory(fresh.dataDirectory);
});

test('search and filters wait until the page works: what is chosen before that would be lost', async ({ adminPage, browser, server }) => {
  await seeder(adminPage, server).profile('waits');
  // As the server drew it, and as it stays until the scripts have come.
  const context = await browser.newContext({ baseURL: server.adminUrl, javaScriptEnabled: false, storageState: await adminPage.context().storageState() });
  const page = await context.newPage();
  for (const each of [page, adminPage]) {
    await each.goto('/profiles');
    for (const field of [each.getByRole('textbox', { name: 'Search profiles' }), each.getByRole('combobox').first()]) await expect(field).toBeEnabled({ enabled: each === adminPage });
  }
  await context.close();
});

test('search and filter stand in the URL and survive a reload', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('search-alpha', { target: 'rhel9' });
  await seed.profile('search-beta');
  await page.goto('/profiles');
  await page.getByRole('textbox', { name: 'Search profiles' }).fill('search-');
  await expect(page).toHaveURL('/profiles?search=search-');
  const table = page.getByRole('grid', { name: 'Profiles' });
  await expect(table.getByRole('link', { name: 'Profile search-beta' })).toBeVisible();
  await page.getByRole('combobox', { name: 'Distribution' }).selectOption({ label: 'Red Hat Enterprise Linux 9' });
  await expect(page).toHaveURL('/profiles?search=search-&target=rhel9');
  await expect(table.getByRole('link', { name: 'Profile search-beta' })).toBeHidden();
  await page.reload();
  await expect(table.getByRole('link', { name: 'Profile search-alpha' })).toBeVisible();
  await expect(table.getByRole('link', { name: 'Profile search-beta' })).toBeHidden();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Search profiles' }).fill('nothing is called so');
  await expect(page.getByRole('heading', { name: 'Nothing matches these filters' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clear all filters' }).last().click();
  await expect(page).toHaveURL('/profiles');
  await expect(table.getByRole('link', { name: 'Profile search-beta' })).toBeVisible();
});

test('pages lead forth and back, and the place stands in the URL', async ({ adminPage: page, server }) => {
  const seed = seeder(page, server);
  for (let number = 10; number < 33; number += 1) await seed.profile(`paged-${number}`);
  await page.goto('/profiles?search=paged-');
  await expect(page.getByRole('link', { name: 'Profile paged-29' })).toBeVisible();
  const pager = page.getByRole('navigation', { name: 'Pages, above the list' });
  await expect(pager.getByRole('button', { name: 'Previous page' })).toBeDisabled();
  await pager.getByRole('button', { name: 'Next page' }).click();
  await expect(page.getByRole('link', { name: 'Profile paged-32' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Profile paged-29' })).toBeHidden();
  await expect(pager.getByRole('button', { name: 'Next page' })).toBeDisabled();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Profile paged-32' })).toBeVisible();
  await pager.getByRole('button', { name: 'Previous page' }).click();
  await expect(page.getByRole('link', { name: 'Profile paged-10' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('link', { name: 'Profile paged-32' })).toBeVisible();
});

test('a clone keeps the secrets, by keyboard alone', async ({ adminPage: page, server, expectAccessible }) => {
  await seeder(page, server).profile('cloned');
  await page.goto('/profiles?search=cloned');
  const menu = page.getByRole('button', { name: 'Actions for Profile cloned', exact: true });
  await menu.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Clone Profile cloned' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole('textbox', { name: 'Id of the clone' }).fill('No Slug');
  await dialog.getByRole('button', { name: 'Clone the profile' }).press('Enter');
  await expect(dialog.getByText('Use 1 to 63 lower-case letters')).toBeVisible();
  await expect(dialog.getByRole('textbox', { name: 'Id of the clone' })).toBeFocused();
  await dialog.getByRole('textbox', { name: 'Id of the clone' }).fill('cloned-second');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Cloned as Profile cloned (copy)')).toBeVisible();
  await expect(menu).toBeFocused();
  await expect(page.getByRole('link', { name: 'Profile cloned (copy)' })).toBeVisible();
  const text = await (await page.request.get('/api/v1/profiles/cloned-second/kickstart?reveal=1')).text();
  expect(text).toContain(HASH);
});

test('a profile that hosts use is not deleted, and says which', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(409);
  const seed = seeder(page, server);
  await seed.profile('used');
  await seed.host('user-of-used', '52:54:00:01:00:01', 'used');
  await page.goto('/profiles?search=used');
  const menu = page.getByRole('button', { name: 'Actions for Profile used' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Profile used?' });
  await dialog.getByRole('button', { name: 'Delete the profile' }).click();
  await expect(dialog.getByRole('alert')).toContainText('1 host uses it (user-of-used)');
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(menu).toBeFocused();
  await menu.click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete the profile' }).click();
  await dialog.getByRole('link', { name: 'Show the hosts that use it' }).click();
  await expect(page).toHaveURL('/hosts?profile=used');
  await expect(page.getByRole('link', { name: 'user-of-used' })).toBeVisible();
});

test('an unused profile is deleted', async ({ adminPage: page, server }) => {
  await seeder(page, server).profile('unused');
  await page.goto('/profiles/unused');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the profile' }).click();
  await expect(page).toHaveURL('/profiles');
  await expect(page.getByText('Profile unused was deleted')).toBeVisible();
  expect((await page.request.get('/api/v1/profiles/unused')).status()).toBe(404);
});

test('the kickstart is masked until an administrator asks, and is the text of the API', async ({ adminPage: page, server, expectAccessible }) => {
  await seeder(page, server).profile('shown');
  await page.goto('/profiles/shown');
  const lines = page.getByRole('region', { name: 'Lines of the kickstart' });
  await expect(lines).toContainText('rootpw --iscrypted "********"');
  await expect(lines).not.toContainText(HASH);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Show secrets' }).click();
  await expect(lines).toContainText(HASH);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('shown.ks');
  const revealed = await (await page.request.get('/api/v1/profiles/shown/kickstart?reveal=1')).text();
  expect(await readFile(await download.path(), 'utf8')).toBe(revealed);
  await page.getByRole('button', { name: 'Hide secrets' }).click();
  await expect(lines).not.toContainText(HASH);
});

test('a profile that cannot be armed yet says why and where to mend it', async ({ adminPage: page, server }) => {
  await seeder(page, server).profile('unready', { image: { url: 'http://images.example.com/node.squashfs' } });
  await page.goto('/profiles?search=unready');
  await expect(page.getByText('Not ready')).toBeVisible();
  await page.getByRole('link', { name: 'Profile unready' }).click();
  // The card about offline ISOs says it too, when it has asked; the reason with its link is an item of a list.
  const reason = page.getByRole('listitem').filter({ hasText: 'The image has no checksum.' });
  await expect(reason).toBeVisible();
  await expect(reason.getByRole('link', { name: 'Mend it in the profile' })).toHaveAttribute('href', '/profiles/unready/edit?step=image');
});

test('a viewer sees the profiles, is told why the buttons are missing, and sees no secret', async ({ adminPage, server, browser, expectAccessible }) => {
  await seeder(adminPage, server).profile('for-viewers');
  const page = await pageOf('viewer', browser, adminPage, server);
  await page.goto('/profiles?search=for-viewers');
  await expect(page.getByText('You cannot create, change or delete profiles')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Create profile' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Actions for Profile for-viewers' }).click();
  await expect(page.getByRole('menuitem')).toHaveText(['View kickstart']);
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'View kickstart' }).click();
  await expect(page.getByText('only an administrator may have them shown')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show secrets' })).toHaveCount(0);
  await expectAccessible(page);
});

test('a profile that is not there says so', async ({ adminPage: page, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(404);
  await page.goto('/profiles/never-made');
  await expect(page.getByRole('heading', { name: 'There is no such profile' })).toBeVisible();
  await expectAccessible(page);
});
