// SPDX-License-Identifier: GPL-2.0-or-later
// The wizard as a person meets it: by keyboard only, with mistakes, with a reload in the middle, and what the API then answers.
import { type Page } from '@playwright/test';
import { expect, test } from './frame/test.ts';

const CHECKSUM = 'e647183814d5208ff5e8e658b6f670eb1679d0bf3d4ec0b9b242ff843c535fb7';

const step = (page: Page, name: string) => page.getByRole('heading', { level: 2, name, exact: true });
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });
const next = (page: Page) => page.getByRole('button', { name: 'Next', exact: true });

/** Presses Tab until the wanted element has the focus: what cannot be reached by keyboard fails. */
async function tabTo(page: Page, isThere: () => Promise<boolean>, limit = 120): Promise<void> {
  for (let presses = 0; presses < limit; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('The element was not reached by Tab.');
}

async function tabToNamed(page: Page, role: 'textbox' | 'button' | 'radio' | 'combobox', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  await expect(wanted).toBeVisible();
  await tabTo(page, () => wanted.evaluate((element) => element === document.activeElement));
}

async function typeInto(page: Page, name: string, text: string): Promise<void> {
  await tabToNamed(page, 'textbox', name);
  await page.keyboard.type(text);
}

async function nextByKeyboard(page: Page, heading: string): Promise<void> {
  await tabToNamed(page, 'button', 'Next');
  await page.keyboard.press('Enter');
  await expect(step(page, heading)).toBeVisible();
}

/** The preview's text, as it stands on the page. */
async function previewText(page: Page): Promise<string> {
  const lines = await page.getByRole('listbox', { name: 'Kickstart, line by line' }).getByRole('option').evaluateAll((options) => options.map((option) => option.lastElementChild?.textContent ?? ''));
  return lines.map((line) => (line === 'Empty line' ? '\n' : `${line}\n`)).join('');
}

test('the whole wizard by keyboard only, and the API answers the previewed bytes', async ({ adminPage: page }) => {
  test.setTimeout(240_000);
  await page.goto('/profiles/new');
  await expect(step(page, 'Image')).toBeVisible();
  await typeInto(page, 'Image URL', 'http://images.example.com/node-4.5.squashfs');
  await typeInto(page, 'SHA-256 checksum (optional)', CHECKSUM);
  await typeInto(page, 'Title', 'Keyboard node');
  await expect(field(page, 'Identifier')).toHaveValue('keyboard-node');
  await nextByKeyboard(page, 'Storage');
  await tabTo(page, () => page.getByRole('radio', { name: 'Stable name (by-id)' }).evaluate((radio) => radio === document.activeElement));
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Device name' })).toBeChecked();
  await typeInto(page, 'Device', 'vda');
  await nextByKeyboard(page, 'Locale');
  await tabToNamed(page, 'combobox', 'Time zone');
  await page.keyboard.type('prague');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toHaveValue('Europe/Prague');
  await nextByKeyboard(page, 'Network');
  await nextByKeyboard(page, 'Users');
  await tabTo(page, () => page.getByRole('radio', { name: 'Locked' }).evaluate((radio) => radio === document.activeElement));
  await page.keyboard.press('ArrowDown');
  await typeInto(page, 'Password of root', 'a long enough phrase');
  await page.keyboard.press('Enter');
  await expect(page.getByText('A password is set; only its hash is kept.')).toBeVisible();
  await nextByKeyboard(page, 'Services');
  await nextByKeyboard(page, 'Scripts and finish');
  await nextByKeyboard(page, 'Review');
  const preview = await previewText(page);
  expect(preview).toContain('timezone --utc Europe/Prague');
  expect(preview).toMatch(/rootpw --iscrypted .?\*{8}/);
  await tabToNamed(page, 'button', 'Save the profile');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Add a host' })).toHaveAttribute('href', '/hosts/new?profile=keyboard-node');
  await expect(page).toHaveURL('/profiles/keyboard-node/edit?step=review');
  const answer = await page.request.get('/api/v1/profiles/keyboard-node/kickstart');
  expect(await answer.text()).toBe(preview);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('basewright.draft')))).toEqual([]);
});

test('Next says everything that is wrong, links to it and focuses the first', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new');
  await next(page).click();
  await expect(page.getByRole('heading', { name: '3 fields of this step need your attention' })).toBeVisible();
  await expect(field(page, 'Image URL')).toBeFocused();
  await expect(field(page, 'Image URL')).toHaveAccessibleDescription(/Write a URL that begins with http/);
  await expect(page.getByRole('button', { name: /error\s*Image/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('listitem').filter({ hasText: 'Title' }).getByRole('button').click();
  await expect(field(page, 'Title')).toBeFocused();
  await page.keyboard.type('Mended');
  await expect(page.getByRole('heading', { name: 'One field of this step needs your attention' })).toBeVisible();
  await field(page, 'Image URL').fill('http://images.example.com/node.squashfs');
  await expect(page.getByRole('heading', { name: /of this step/ })).toBeHidden();
});

test('a field says what is wrong when it is left, and follows after that', async ({ adminPage: page }) => {
  await page.goto('/profiles/new');
  const url = field(page, 'Image URL');
  await url.fill('ftp://images.example.com/x');
  await expect(url).toHaveAttribute('aria-invalid', 'false');
  await page.keyboard.press('Tab');
  await expect(url).toHaveAttribute('aria-invalid', 'true');
  await url.fill('https://images.example.com/x');
  await expect(url).toHaveAttribute('aria-invalid', 'false');
});

test('the step is in the address; Back of the browser goes to the step before', async ({ adminPage: page }) => {
  await page.goto('/profiles/new');
  await field(page, 'Image URL').fill('http://images.example.com/node.squashfs');
  await field(page, 'Title').fill('Back and forth');
  await next(page).click();
  await expect(step(page, 'Storage')).toBeVisible();
  await expect(page).toHaveURL(/step=storage/);
  await page.goBack();
  await expect(step(page, 'Image')).toBeVisible();
  await expect(field(page, 'Title')).toHaveValue('Back and forth');
  await page.getByRole('navigation', { name: 'Steps of the profile' }).getByRole('button', { name: 'Storage' }).click();
  await expect(step(page, 'Storage')).toBeVisible();
});

test('a draft survives a reload, without the passphrase, and can be discarded', async ({ adminPage: page }) => {
  await page.goto('/profiles/new?step=storage');
  await page.getByRole('radio', { name: 'Device name' }).check();
  await field(page, 'Device').fill('nvme0n1');
  await page.getByRole('checkbox', { name: 'Encrypt the disk (LUKS2)' }).check();
  await field(page, 'Passphrase').fill('CANARY five words of a sentence');
  await expect.poll(() => page.evaluate(() => localStorage.getItem('basewright.draft.new') ?? ''), { timeout: 2000 }).toContain('nvme0n1');
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('CANARY');
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Draft restored' })).toBeVisible();
  await expect(field(page, 'Device')).toHaveValue('nvme0n1');
  await expect(field(page, 'Passphrase')).toHaveValue('');
  await page.getByRole('button', { name: 'Discard the draft' }).click();
  await expect(page.getByRole('radio', { name: 'Stable name (by-id)' })).toBeChecked();
  expect(await page.evaluate(() => localStorage.getItem('basewright.draft.new'))).toBeNull();
});

test('leaving asks only when something would be left behind', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new');
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Hosts' }).click();
  await expect(page).toHaveURL(/\/hosts/);
  await page.goto('/profiles/new');
  await field(page, 'Title').fill('Half done');
  await page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Hosts' }).click();
  const dialog = page.getByRole('dialog', { name: 'Leave this profile?' });
  await expect(dialog).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Leave', exact: true }).click();
  await dialog.getByRole('button', { name: 'Leave and discard the draft' }).click();
  await expect(page).toHaveURL('/profiles');
});

test('the preview shows where a line comes from and leads there', async ({ adminPage: page }) => {
  await page.goto('/profiles/new');
  const lines = page.getByRole('listbox', { name: 'Kickstart, line by line' });
  await expect(lines).toBeVisible();
  await lines.focus();
  const wanted = await lines.getByRole('option', { name: /timezone --utc/ }).getAttribute('data-line');
  for (let presses = 0; presses < Number(wanted); presses += 1) await page.keyboard.press('ArrowDown');
  await expect(page.getByText('locale · Time zone (locale.timezone) · default')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toBeFocused();
  await page.getByRole('button', { name: 'More about: Time zone' }).click();
  await expect(page.getByRole('dialog', { name: 'Time zone' })).toContainText('timezone --utc Etc/UTC');
});

/** 100 ms of a screen that draws 60 times a second. Frames are counted and not milliseconds, which a busy machine stretches. */
const MOST_FRAMES = 6;

test('a changed value is in the preview within 100 ms', async ({ adminPage: page }) => {
  await page.goto('/profiles/new?step=locale');
  await expect(page.getByRole('combobox', { name: 'Time zone' })).toBeVisible();
  const frames = await page.evaluate(async () => {
    const box = document.querySelector<HTMLInputElement>('#field-locale-utc');
    const text = () => document.querySelector('[role="listbox"][aria-label="Kickstart, line by line"]')?.textContent ?? '';
    let drawn = 0;
    box?.click();
    for (; text().includes('timezone --utc') && drawn < 120; drawn += 1) await new Promise((resolve) => { requestAnimationFrame(resolve); });
    return drawn;
  });
  expect(frames).toBeLessThanOrEqual(MOST_FRAMES);
});
