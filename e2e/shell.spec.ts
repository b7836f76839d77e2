// SPDX-License-Identifier: GPL-2.0-or-later
// The frame around the pages: theme, navigation, skip link, headers, pages that do not exist, and the end of a session.
import { ADMIN, expect, test } from './frame/test.ts';

const DARK = /pf-v6-theme-dark/;

test('follows the system until a theme is chosen, and keeps the choice', async ({ page }) => {
  const root = page.locator('html');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/login');
  await expect(root).toHaveClass(DARK);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(root).not.toHaveClass(DARK);
  await page.getByRole('button', { name: 'Dark theme' }).click();
  await expect(root).toHaveClass(DARK);
  await page.reload();
  await expect(root).toHaveClass(DARK);
  await expect(page.getByRole('button', { name: 'Dark theme' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Theme of the system' }).click();
  await expect(root).not.toHaveClass(DARK);
});

test('the theme stands before the first paint', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  const isDarkAtBody = await page.goto('/login').then(() => page.evaluate(() => {
    const script = document.querySelector('head script[src="/theme.js"]');
    return script instanceof HTMLScriptElement && !script.async && !script.defer && document.documentElement.classList.contains('pf-v6-theme-dark');
  }));
  expect(isDarkAtBody).toBe(true);
});

test('the skip link is the first stop and leads past the navigation', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles');
  await expect(page.getByRole('heading', { level: 1, name: 'Profiles' })).toBeVisible();
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Skip to content' });
  await expect(skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await expectAccessible(page);
});

test('the navigation marks where you are and can be hidden on a small screen', async ({ adminPage: page, expectAccessible }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/profiles');
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  await expect(navigation).toBeHidden();
  await page.getByRole('button', { name: 'Show or hide the navigation' }).click();
  await expect(navigation.getByRole('link', { name: 'Profiles' })).toHaveAttribute('aria-current', 'page');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, 'pixels to scroll sideways').toBe(0);
  await expect(page.getByRole('button', { name: ADMIN.name })).toBeInViewport({ ratio: 1 });
  await expectAccessible(page);
});

test('a page that does not exist says what to do', async ({ adminPage: page, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(404);
  const answer = await page.goto('/nothing-here');
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This page does not exist' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Go to the profiles' }).click();
  await expect(page).toHaveURL('/profiles');
});

test('every answer carries the security headers; the nonce is never the same', async ({ page }) => {
  const first = (await page.request.get('/login')).headers();
  const second = (await page.request.get('/login')).headers();
  const policy = first['content-security-policy'] ?? '';
  for (const part of ["default-src 'none'", "'strict-dynamic'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"]) expect(policy).toContain(part);
  expect(policy).not.toContain('unsafe');
  expect(policy).not.toBe(second['content-security-policy']);
  expect(first).toMatchObject({ 'x-content-type-options': 'nosniff', 'cross-origin-opener-policy': 'same-origin', 'referrer-policy': 'no-referrer' });
  expect(first['x-powered-by']).toBeUndefined();
  expect(first['strict-transport-security']).toBeUndefined();
  const secure = await page.request.get('/login', { headers: { 'x-forwarded-proto': 'https' } });
  expect(secure.headers()['strict-transport-security']).toContain('max-age=');
});

test('headers that pretend to be Next\'s own open nothing', async ({ page }) => {
  const answer = await page.request.get('/profiles', { maxRedirects: 0, headers: { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' } });
  expect(answer.status()).toBe(307);
  expect(answer.headers()['content-security-policy']).toContain("default-src 'none'");
});

test('two minutes before its end the session warns, and can be kept', async ({ adminPage: page, expectAccessible }) => {
  await page.clock.install();
  await page.goto('/profiles');
  await expect(page.getByRole('heading', { level: 1, name: 'Profiles' })).toBeVisible();
  await page.clock.runFor('28:30');
  const warning = page.getByRole('dialog', { name: 'You will be logged out soon' });
  await expect(warning).toBeVisible();
  await expectAccessible(page);
  await warning.getByRole('button', { name: 'Stay logged in' }).click();
  await expect(warning).toBeHidden();
});

test('after the end of a session a login in place keeps the page', async ({ adminPage: page, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(401);
  await page.clock.install();
  await page.goto('/profiles');
  await expect(page.getByRole('heading', { level: 1, name: 'Profiles' })).toBeVisible();
  await page.context().clearCookies();
  await page.clock.runFor('31:00');
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await expect(dialog.getByRole('textbox', { name: 'User name' })).toHaveValue(ADMIN.name);
  await expect(dialog.getByRole('textbox', { name: 'Password' })).toBeFocused();
  await dialog.getByRole('textbox', { name: 'Password' }).fill(ADMIN.password);
  await dialog.getByRole('button', { name: 'Log in', exact: true }).click();
  await expect(dialog).toBeHidden();
});
