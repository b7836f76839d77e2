// SPDX-License-Identifier: GPL-2.0-or-later
// Users and API tokens: added, changed, removed; a token is shown once and works until it is revoked.
import { ADMIN, expect, test } from './frame/test.ts';
import { pageOf } from './seed.ts';

test('a user is added, gets another role, and is deleted', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/settings');
  await expect(page).toHaveURL('/settings/users');
  const add = page.getByRole('button', { name: 'Add user' });
  await add.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add a user' });
  await dialog.getByRole('button', { name: 'Add the user' }).press('Enter');
  await expect(dialog.getByRole('textbox', { name: 'User name' })).toBeFocused();
  await expect(dialog.getByText('Use at least 15 characters')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.type('otto');
  await dialog.getByRole('radio', { name: 'Operator' }).check();
  await dialog.getByLabel('New password').fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await expect(page.getByText('otto was added')).toBeVisible();
  await expect(add).toBeFocused();
  const row = page.getByRole('row', { name: /otto/ });
  await expect(row).toContainText('Operator');
  await page.getByRole('button', { name: 'Actions for otto' }).click();
  await page.getByRole('menuitem', { name: 'Change role or password' }).click();
  await expectAccessible(page);
  await page.getByRole('radio', { name: 'Viewer' }).check();
  await page.getByRole('button', { name: 'Save the change' }).click();
  await expect(page.getByText('otto was changed')).toBeVisible();
  await expect(row).toContainText('Viewer');
  await page.getByRole('button', { name: 'Actions for otto' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the user' }).click();
  await expect(row).toHaveCount(0);
});

test('the last administrator stays', async ({ adminPage: page, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(409);
  await page.goto('/settings/users');
  await page.getByRole('button', { name: `Actions for ${ADMIN.name}` }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the user' }).click();
  await expect(page.getByRole('alert')).toContainText('Make another user an administrator first');
  await expectAccessible(page);
});

test('a token is shown once, works, and is revoked', async ({ adminPage: page, server, playwright, expectAccessible }) => {
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'Create token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create an API token' });
  await dialog.getByRole('textbox', { name: 'Title' }).fill('inventory sync');
  await dialog.getByRole('combobox', { name: 'Valid for' }).selectOption('7 days');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Create the token' }).click();
  const made = page.getByRole('dialog', { name: 'Copy the token now' });
  const token = await made.getByRole('textbox', { name: 'Token' }).inputValue();
  await expectAccessible(page);
  await made.getByRole('button', { name: 'I have copied it' }).click();
  await expect(page.getByRole('row', { name: /inventory sync/ })).toContainText('in 7 days');
  expect(await page.content()).not.toContain(token);
  const script = await playwright.request.newContext({ extraHTTPHeaders: { authorization: `Bearer ${token}` } });
  expect((await script.get(`${server.adminUrl}/api/v1/hosts`)).status()).toBe(200);
  await page.getByRole('button', { name: 'Revoke inventory sync' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke the token' }).click();
  await expect(page.getByText('inventory sync was revoked')).toBeVisible();
  expect((await script.get(`${server.adminUrl}/api/v1/hosts`)).status()).toBe(401);
  await script.dispose();
});

test('a viewer sees who there is, and is told why nothing can be changed', async ({ adminPage, server, browser, expectAccessible }) => {
  const page = await pageOf('viewer', browser, adminPage, server);
  await page.goto('/settings/users');
  await expect(page.getByText('You cannot add, change or remove users and tokens')).toBeVisible();
  await expect(page.getByRole('row', { name: /viewer/ })).toContainText('you');
  await expect(page.getByRole('main').getByRole('button')).toHaveCount(0);
  await expectAccessible(page);
});
