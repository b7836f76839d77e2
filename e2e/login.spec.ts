// SPDX-License-Identifier: GPL-2.0-or-later
// A new installation: setup by the printed link, login, logout, and what happens with a wrong token or password.
import { ADMIN, expect, loginAsAdmin, test } from './frame/test.ts';

test.describe.configure({ mode: 'serial' });
test.use({ installation: 'login' });

test('without a session every page leads to the login, and back after it', async ({ page }) => {
  await page.goto('/profiles?search=node');
  await expect(page).toHaveURL('/login?next=%2Fprofiles%3Fsearch%3Dnode');
});

test('the setup page without the token says where the link is', async ({ page, expectAccessible }) => {
  await page.goto('/setup');
  await expect(page.getByText('The setup link is incomplete')).toBeVisible();
  await expectAccessible(page);
});

test('a wrong setup token is refused in plain words', async ({ page, consoleGuard, expectAccessible }) => {
  await page.goto('/setup?token=wrong');
  await page.getByRole('textbox', { name: 'User name' }).fill(ADMIN.name);
  await page.getByRole('textbox', { name: 'New password' }).fill(ADMIN.password);
  await page.getByRole('textbox', { name: 'Repeat the password' }).fill(ADMIN.password);
  for (const status of [401, 403]) consoleGuard.allowStatus(status);
  await page.getByRole('button', { name: 'Create the administrator' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The administrator was not created' })).toBeVisible();
  await expectAccessible(page);
});

test('errors stand at their fields, and the first one is focused', async ({ page, server, expectAccessible }) => {
  await page.goto(`/setup?token=${server.setupToken}`);
  await page.getByRole('textbox', { name: 'New password' }).fill('short');
  await page.getByRole('button', { name: 'Create the administrator' }).click();
  const name = page.getByRole('textbox', { name: 'User name' });
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute('aria-invalid', 'true');
  await expect(name).toHaveAccessibleDescription(/Use 1 to 32 lower-case letters/);
  await expect(page.getByRole('textbox', { name: 'New password' })).toHaveAccessibleDescription(/at least 15 characters/);
  await expectAccessible(page);
});

test('setup by keyboard, then logout', async ({ page, server, expectAccessible }) => {
  await page.goto(`/setup?token=${server.setupToken}`);
  await page.getByRole('textbox', { name: 'User name' }).focus();
  await page.keyboard.type(ADMIN.name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type(ADMIN.password);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/profiles');
  await page.getByRole('button', { name: ADMIN.name }).click();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await expect(page).toHaveURL('/login');
  await page.goto('/profiles');
  await expect(page).toHaveURL(/\/login/);
});

test('the setup link works once', async ({ page, server }) => {
  await page.goto(`/setup?token=${server.setupToken}`);
  await expect(page.getByRole('heading', { name: 'Basewright is already set up' })).toBeVisible();
});

test('a wrong password is refused, the right one leads to the page asked for', async ({ page, consoleGuard, expectAccessible }) => {
  await page.goto('/login?next=/profiles%3Fsearch%3Dnode');
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'User name' }).fill(ADMIN.name);
  await page.getByRole('textbox', { name: 'Password' }).fill('not the password of maria');
  consoleGuard.allowStatus(401);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'You are not logged in' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page).toHaveURL('/profiles?search=node');
});

test('next= of another site leads home', async ({ page, server }) => {
  await loginAsAdmin(page, server);
  await page.goto('/login?next=//evil.example/');
  await expect(page).toHaveURL('/profiles');
});
