// SPDX-License-Identifier: GPL-2.0-or-later
// Saving over the API: edit with secrets untouched, clone, a conflict between two admins, a test with pykickstart, and an import.
import type { Page } from '@playwright/test';
import { z } from 'zod';
import { expect, test } from './frame/test.ts';

const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';

const profile = (id: string) => ({
  format: 1, id, title: `Profile ${id}`, target: 'centos9',
  image: { url: 'http://images.example.com/node.squashfs' },
  storage: { disk: { by: 'device', device: 'sda' } },
  users: { root: { password: 'hashed', hash: HASH, sshKeys: [] } },
});

async function put(page: Page, origin: string, id: string, document: object, headers: Record<string, string> = { 'if-none-match': '*' }): Promise<void> {
  const answer = await page.request.put(`/api/v1/profiles/${id}`, { headers: { origin, ...headers }, data: document });
  expect(answer.ok(), await answer.text()).toBe(true);
}

const kickstart = async (page: Page, id: string) => (await page.request.get(`/api/v1/profiles/${id}/kickstart?reveal=1`)).text();

test('an edit leaves a password that it does not touch', async ({ adminPage: page, server }) => {
  await put(page, server.adminUrl, 'edited', profile('edited'));
  await page.goto('/profiles/edited/edit?step=users');
  await expect(page.getByText('A password is set. It stays as it is unless you set another.')).toBeVisible();
  await page.getByRole('navigation', { name: 'Steps of the profile' }).getByRole('button', { name: 'Locale' }).click();
  await page.getByRole('checkbox', { name: 'The hardware clock keeps UTC' }).uncheck();
  await page.getByRole('navigation', { name: 'Steps of the profile' }).getByRole('button', { name: 'Review' }).click();
  await expect(page.getByRole('heading', { name: 'Changed since it was saved' })).toBeVisible();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
  const text = await kickstart(page, 'edited');
  expect(text).toContain(HASH);
  expect(text).toContain('timezone Etc/UTC');
});

test('a clone has the secrets of the original', async ({ adminPage: page, server }) => {
  await put(page, server.adminUrl, 'original', profile('original'));
  await page.goto('/profiles/new?from=original');
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Copy of Profile original');
  await page.getByRole('textbox', { name: 'Title' }).fill('Second rack');
  await page.goto('/profiles/new?from=original&step=review');
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
  expect(await kickstart(page, 'second-rack')).toContain(HASH);
});

test('an identifier that is taken is said', async ({ adminPage: page, server, consoleGuard }) => {
  consoleGuard.allowStatus(412);
  await put(page, server.adminUrl, 'in-use', profile('in-use'));
  await page.goto('/profiles/new');
  await page.getByRole('textbox', { name: 'Image URL' }).fill('http://images.example.com/node.squashfs');
  await page.getByRole('textbox', { name: 'Title' }).fill('In use');
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('radio', { name: 'Device name' }).check();
  await page.getByRole('textbox', { name: 'Device', exact: true }).fill('sda');
  for (let presses = 0; presses < 6; presses += 1) await page.getByRole('button', { name: 'Next', exact: true }).click();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'There is a profile with this identifier already' })).toBeVisible();
});

test('two admins, one profile: every difference is shown, nothing is lost', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(412);
  await put(page, server.adminUrl, 'shared', profile('shared'));
  await page.goto('/profiles/shared/edit');
  await page.getByRole('textbox', { name: 'Title' }).fill('My title');
  const stored = await page.request.get('/api/v1/profiles/shared');
  const theirs = z.looseObject({}).parse(await stored.json());
  await put(page, server.adminUrl, 'shared', { ...theirs, title: 'Their title', description: 'Their words' }, { 'if-match': stored.headers()['etag'] ?? '' });
  await page.getByRole('navigation', { name: 'Steps of the profile' }).getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed this profile' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('row', { name: /Title/ })).toContainText('Profile shared');
  await expect(dialog.getByRole('radio', { name: 'Title, Yours' })).toBeChecked();
  await expect(dialog.getByRole('radio', { name: 'Description, Theirs' })).toBeChecked();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Take the chosen fields' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Save the profile' }).click();
  await expect(page.getByRole('heading', { name: 'The profile is saved' })).toBeVisible();
  expect(await (await page.request.get('/api/v1/profiles/shared')).json()).toMatchObject({ title: 'My title', description: 'Their words' });
});

test('the real pykickstart accepts the kickstart', async ({ adminPage: page, server, expectAccessible }) => {
  await put(page, server.adminUrl, 'tested', profile('tested'));
  await page.goto('/profiles/tested/edit?step=review');
  await page.getByRole('button', { name: 'Test with pykickstart' }).click();
  await expect(page.getByRole('heading', { name: /Accepted by pykickstart/ })).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
});

test('a kickstart is imported line by line, and goes on in the wizard', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?import=1');
  await page.getByRole('textbox', { name: 'Kickstart' }).fill([
    'lang de_DE.UTF-8', 'timezone Europe/Berlin --utc', 'liveimg --url=http://images.example.com/node.squashfs', 'authselect select sssd', '%include /tmp/x.ks', '',
  ].join('\n'));
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Read it' }).click();
  const table = page.getByRole('table', { name: 'What was read' });
  await expect(table.getByRole('row', { name: /lang de_DE/ })).toContainText('Understood');
  await expect(table.getByRole('row', { name: /authselect/ })).toContainText('Kept as it is');
  await expect(table.getByRole('row', { name: /%include/ })).toContainText('Left out');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Go on in the wizard' }).click();
  await expect(page.getByRole('textbox', { name: 'Image URL' })).toHaveValue('http://images.example.com/node.squashfs');
  await expect(page.getByRole('option', { name: 'lang de_DE.UTF-8' })).toBeVisible();
  await expect(page.getByRole('option', { name: 'authselect select sssd' })).toBeVisible();
});
