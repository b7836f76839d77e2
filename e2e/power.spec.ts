// SPDX-License-Identifier: GPL-2.0-or-later
// Power: setting a controller, trusting its certificate, seeing the state, booting from the network, all against a real Redfish service; and what each role sees.
import { type Emulator, LOGIN, startEmulator } from '../server/power/emulator.fixture.ts';
import { removeDirectory, type RunningServer, startServer } from './frame/server.ts';
import { expect, test as base } from './frame/test.ts';
import { pageOf, seeder } from './seed.ts';

/** A server that may talk to loopback, where the emulator is. */
const test = base.extend<object, { server: RunningServer; emulator: Emulator }>({
  server: [
    async ({ installation: _ }, use) => {
      const server = await startServer({ environment: { BASEWRIGHT_FETCH_ALLOW: '127.0.0.1' } });
      await use(server);
      await server.stop();
      await removeDirectory(server.dataDirectory);
    },
    { scope: 'worker', timeout: 90_000 },
  ],
  emulator: [
    async ({}, use) => {
      const emulator = await startEmulator({ isTls: true });
      await use(emulator);
      await emulator.stop();
    },
    { scope: 'worker', timeout: 90_000 },
  ],
});
test.use({ installation: 'power' });

test('a controller is set, and its certificate trusted by its fingerprint', async ({ adminPage: page, server, emulator, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(409);
  consoleGuard.allowStatus(422);
  const seed = seeder(page, server);
  await seed.profile('powered');
  await seed.host('powered.example.com', '52:54:00:0a:00:01', 'powered');
  await page.goto('/hosts/powered.example.com');
  const card = page.getByRole('region', { name: 'Power' });
  await card.getByRole('button', { name: 'Set the controller' }).press('Enter');
  const form = page.getByRole('dialog', { name: 'Management controller of powered.example.com' });
  await form.getByRole('button', { name: 'Save the controller' }).press('Enter');
  await expect(form.getByText('Write the password.')).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Address' })).toBeFocused();
  await page.keyboard.type('bmc1.example.com');
  await form.getByRole('textbox', { name: 'User name' }).fill(LOGIN.username);
  await form.getByRole('textbox', { name: 'Password' }).fill(LOGIN.password);
  await form.getByRole('button', { name: 'Save the controller' }).press('Enter');
  await expect(form.getByText('Write the address of the controller with http:// or https://').first()).toBeVisible();
  await expect(form.getByRole('textbox', { name: 'Address' })).toBeFocused();
  await expectAccessible(page);
  await form.getByRole('textbox', { name: 'Address' }).fill(emulator.url);
  await form.getByRole('button', { name: 'Save the controller' }).press('Enter');
  await expect(page.getByText('The controller of powered.example.com was saved')).toBeVisible();

  await expect(card.getByText('Is this the certificate of the controller?')).toBeVisible();
  await expect(card.getByText(emulator.fingerprint ?? 'no fingerprint')).toBeVisible();
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Trust this certificate' }).press('Enter');
  await expect(card.getByText('Off', { exact: true })).toBeVisible();
  await expect(card.getByText('machine-1, Sushy Emulator')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Switch off' })).toHaveCount(0);
  await expectAccessible(page);
});

test('the machine is booted from the network, once, and what was done is told', async ({ adminPage: page, server, emulator, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('booted');
  await seed.host('booted.example.com', '52:54:00:0a:00:04', 'booted');
  const data = { url: emulator.url, ...LOGIN, fingerprint: emulator.fingerprint };
  const saved = await page.request.put('/api/v1/hosts/booted.example.com/controller', { headers: { origin: server.adminUrl }, data });
  expect(saved.ok(), await saved.text()).toBe(true);
  await page.goto('/hosts/booted.example.com');
  const card = page.getByRole('region', { name: 'Power' });
  await card.getByRole('button', { name: 'Boot from the network' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Boot booted.example.com from the network?' });
  await expect(dialog).toContainText('The next boot of booted.example.com, and only that one, is from the network');
  await expect(dialog).toContainText('this does not arm it');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Boot from the network now' }).press('Enter');
  await expect(card.getByText('The next boot, and only that one, is from the network (PXE).')).toBeVisible();
  await expect(card.getByText('The machine was told to switch on (On).')).toBeVisible();
  await expect(card.getByText('On', { exact: true })).toBeVisible();
  await expect(card.getByText('from Pxe')).toBeVisible();
  await expectAccessible(page);
});

test('a wrong password is said in place, and mended there', async ({ adminPage: page, server, emulator, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(409);
  const seed = seeder(page, server);
  await seed.profile('mended');
  await seed.host('mended.example.com', '52:54:00:0a:00:02', 'mended');
  const saved = await page.request.put('/api/v1/hosts/mended.example.com/controller', { headers: { origin: server.adminUrl }, data: { url: emulator.url, username: LOGIN.username, password: 'wrong', fingerprint: emulator.fingerprint } });
  expect(saved.ok(), await saved.text()).toBe(true);
  await page.goto('/hosts/mended.example.com');
  const card = page.getByRole('region', { name: 'Power' });
  await expect(card.getByText('does not accept this user name and password')).toBeVisible();
  await expectAccessible(page);
  await card.getByRole('button', { name: 'Change the controller' }).click();
  const form = page.getByRole('dialog');
  await expect(form.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  await form.getByRole('textbox', { name: 'Password' }).fill(LOGIN.password);
  await form.getByRole('button', { name: 'Save the controller' }).click();
  await expect(card.getByText('machine-1, Sushy Emulator')).toBeVisible();
  await card.getByRole('button', { name: 'Forget the controller' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Forget the controller' }).click();
  await expect(card.getByRole('button', { name: 'Set the controller' })).toBeVisible();
});

test('operators switch and change no settings; viewers see where the controller is', async ({ adminPage, server, emulator, browser, expectAccessible }) => {
  const seed = seeder(adminPage, server);
  await seed.profile('shared');
  await seed.host('shared.example.com', '52:54:00:0a:00:03', 'shared');
  const data = { url: emulator.url, ...LOGIN, fingerprint: emulator.fingerprint };
  const saved = await adminPage.request.put('/api/v1/hosts/shared.example.com/controller', { headers: { origin: server.adminUrl }, data });
  expect(saved.ok(), await saved.text()).toBe(true);
  const operator = await pageOf('operator', browser, adminPage, server);
  await operator.goto('/hosts/shared.example.com');
  const card = operator.getByRole('region', { name: 'Power' });
  await expect(card.getByRole('button', { name: 'Boot from the network' })).toBeVisible();
  await expect(card.getByRole('button', { name: 'Change the controller' })).toHaveCount(0);
  const viewer = await pageOf('viewer', browser, adminPage, server);
  await viewer.goto('/hosts/shared.example.com');
  const seen = viewer.getByRole('region', { name: 'Power' });
  await expect(seen.getByText('Operators and administrators see the power state and can switch.')).toBeVisible();
  await expect(seen.getByText(emulator.url)).toBeVisible();
  await expect(seen.getByRole('button')).toHaveCount(0);
  await expectAccessible(viewer);
});
