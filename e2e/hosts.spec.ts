// SPDX-License-Identifier: GPL-2.0-or-later
// Hosts: the list, adding and changing one, conflicts, import and export, and what each role sees.
import { readFile } from 'node:fs/promises';
import { expect, test } from './frame/test.ts';
import { pageOf, seeder } from './seed.ts';

test('a host is added with MAC addresses in any spelling, by keyboard alone', async ({ adminPage: page, server, expectAccessible }) => {
  await seeder(page, server).profile('add-to');
  await page.goto('/hosts/new');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Add the host' }).press('Enter');
  await expect(page.getByText('3 fields need your attention')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Host name' })).toBeFocused();
  await expectAccessible(page);
  await page.keyboard.type('Added.example.com');
  await page.keyboard.press('Tab');
  await page.keyboard.type('52-54-00-AB-CD-01');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('textbox', { name: 'MAC address 1' })).toHaveValue('52:54:00:ab:cd:01');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'MAC address 2' })).toBeFocused();
  await page.keyboard.type('525400abcd02');
  await page.getByRole('combobox', { name: 'Profile' }).selectOption('add-to');
  await page.getByRole('button', { name: 'Add the host' }).press('Enter');
  await expect(page).toHaveURL('/hosts/added.example.com');
  await expect(page.getByText('Added.example.com was added')).toBeVisible();
  await expect(page.getByText(`${server.bootUrl}/ks/52:54:00:ab:cd:02`)).toBeVisible();
});

test('several MAC addresses pasted at once become several fields', async ({ adminPage: page }) => {
  await page.goto('/hosts/new');
  await page.getByRole('textbox', { name: 'MAC address 1' }).focus();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', '52-54-00-00-10-01, 5254.0000.1002\n525400001003');
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole('textbox', { name: 'MAC address 3' })).toHaveValue('52:54:00:00:10:03');
  await expect(page.getByRole('textbox', { name: 'MAC address 2' })).toHaveValue('52:54:00:00:10:02');
});

test('a name or MAC address that is taken is refused at its field', async ({ adminPage: page, server, consoleGuard }) => {
  consoleGuard.allowStatus(409);
  consoleGuard.allowStatus(412);
  const seed = seeder(page, server);
  await seed.profile('taken');
  await seed.host('taken.example.com', '52:54:00:02:00:01', 'taken');
  await page.goto('/hosts/new?profile=taken');
  await page.getByRole('textbox', { name: 'Host name' }).fill('other.example.com');
  await page.getByRole('textbox', { name: 'MAC address 1' }).fill('52:54:00:02:00:01');
  await page.getByRole('button', { name: 'Add the host' }).click();
  await expect(page.getByText('52:54:00:02:00:01 belongs to the host taken.example.com').first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'MAC address 1' })).toBeFocused();
  await page.getByRole('textbox', { name: 'Host name' }).fill('taken.example.com');
  await page.getByRole('textbox', { name: 'MAC address 1' }).fill('52:54:00:02:00:02');
  await page.getByRole('button', { name: 'Add the host' }).click();
  await expect(page.getByText('There is already a host with this name').first()).toBeVisible();
});

test('overrides replace what the profile says, and the kickstart shows whose each line is', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('overridden');
  await seed.host('overrides.example.com', '52:54:00:03:00:01', 'overridden');
  await page.goto('/hosts/overrides.example.com');
  await expect(page.getByText('From the profile: disk sda')).toBeVisible();
  await page.getByRole('switch', { name: 'Another disk' }).press('Space');
  await page.getByRole('textbox', { name: 'Device' }).fill('nvme0n1');
  await page.getByRole('switch', { name: 'Other network interfaces' }).press('Space');
  await page.getByRole('switch', { name: 'More kernel arguments' }).press('Space');
  await page.getByRole('textbox', { name: 'Kernel arguments' }).fill('console=ttyS0');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('overrides.example.com was saved')).toBeVisible();
  const lines = page.getByRole('region', { name: 'Lines of the kickstart' });
  await expect(lines.getByRole('listitem').filter({ hasText: 'ignoredisk --only-use=nvme0n1' })).toContainText('host');
  await expect(lines.getByRole('listitem').filter({ hasText: 'liveimg' })).toContainText('profile');
  await expect(lines.getByRole('listitem').filter({ hasText: 'zerombr' })).toContainText('default');
  await page.getByRole('switch', { name: 'Show only what this host sets' }).press('Space');
  await expect(lines.getByRole('listitem').filter({ hasText: 'liveimg' })).toHaveCount(0);
  await expect(lines.getByRole('listitem').filter({ hasText: 'ignoredisk' })).toBeVisible();
  await expectAccessible(page);
});

test('two who change the same host see both versions and choose', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(412);
  const seed = seeder(page, server);
  await seed.profile('contested');
  await seed.host('contested.example.com', '52:54:00:04:00:01', 'contested');
  await page.goto('/hosts/contested.example.com');
  await page.getByRole('button', { name: 'Add a MAC address' }).click();
  await page.keyboard.type('52:54:00:04:00:02');
  const etag = (await page.request.get('/api/v1/hosts/contested.example.com')).headers()['etag'] ?? '';
  const theirs = { hostname: 'contested.example.com', macs: ['52:54:00:04:00:09'], profile: 'contested', overrides: {} };
  await page.request.put('/api/v1/hosts/contested.example.com', { headers: { origin: server.adminUrl, 'if-match': etag }, data: theirs });
  await page.getByRole('button', { name: 'Save changes' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this host' });
  await expect(dialog.getByRole('row').nth(1)).toContainText('52:54:00:04:00:01, 52:54:00:04:00:02');
  await expect(dialog.getByRole('row').nth(1)).toContainText('52:54:00:04:00:09');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Go on editing' }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await dialog.getByRole('button', { name: 'Take theirs' }).click();
  await expect(page.getByRole('textbox', { name: 'MAC address 1' })).toHaveValue('52:54:00:04:00:09');
  await page.getByRole('textbox', { name: 'MAC address 1' }).fill('52:54:00:04:00:0a');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('contested.example.com was saved')).toBeVisible();
});

test('unsaved changes are not left without a question', async ({ adminPage: page, server, expectAccessible }) => {
  const seed = seeder(page, server);
  await seed.profile('left');
  await seed.host('left.example.com', '52:54:00:05:00:01', 'left');
  await page.goto('/hosts/left.example.com');
  await page.getByRole('textbox', { name: 'Host name' }).fill('renamed.example.com');
  const link = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name: 'Profiles' });
  await link.click();
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Stay here' }).click();
  await expect(page.getByRole('textbox', { name: 'Host name' })).toHaveValue('renamed.example.com');
  await expect(link).toBeFocused();
  await link.click();
  await dialog.getByRole('button', { name: 'Leave and lose the changes' }).click();
  await expect(page).toHaveURL('/profiles');
});

test('filters and pages stand in the URL; a MAC address is found', async ({ adminPage: page, server }) => {
  const seed = seeder(page, server);
  await seed.profile('many');
  const rows = Array.from({ length: 25 }, (_, index) => `many${index + 10}.example.com,52:54:00:08:00:${index + 10},many`);
  await seed.csv(['hostname,macs,profile', ...rows].join('\n'));
  await seed.post('hosts/many30.example.com/arm', { minutes: 60 });
  await page.goto('/hosts?profile=many');
  await expect(page.getByRole('link', { name: 'many29.example.com' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Pages, below the list' }).getByRole('button', { name: 'Next page' }).click();
  await expect(page.getByRole('link', { name: 'many34.example.com' })).toBeVisible();
  await page.getByRole('combobox', { name: 'State' }).selectOption('Armed');
  await expect(page).toHaveURL('/hosts?profile=many&state=armed');
  await expect(page.getByRole('row')).toHaveCount(2);
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await page.getByRole('textbox', { name: 'Search hosts' }).fill('52:54:00:08:00:17');
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('link', { name: 'many17.example.com' })).toBeVisible();
});

test('a CSV file is checked row by row before anything is written', async ({ adminPage: page, server, expectAccessible }) => {
  await seeder(page, server).profile('csv');
  await page.goto('/hosts/import');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.getByText('Choose a file or paste its text first.')).toBeVisible();
  const text = page.getByRole('textbox', { name: 'CSV file or text' });
  await text.fill('hostname,macs,profile\ncsv1.example.com,525400090001,csv\ncsv2.example.com,nonsense,absent\n');
  await page.getByRole('button', { name: 'Check the rows' }).press('Enter');
  await expect(page.getByRole('status').filter({ hasText: '1 to add, 0 to change, 1 refused' })).toBeVisible();
  const table = page.getByRole('grid', { name: 'What would happen' });
  await expect(table.getByRole('row', { name: /csv2/ })).toContainText('This is not a MAC address');
  await expect(page.getByRole('button', { name: /^Import/ })).toHaveCount(0);
  await expectAccessible(page);
  expect((await page.request.get('/api/v1/hosts/csv1.example.com')).status()).toBe(404);
  await text.fill('hostname,macs,profile\ncsv1.example.com,525400090001,csv\ncsv2.example.com,525400090002,csv\n');
  await page.getByRole('button', { name: 'Check the rows' }).press('Enter');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Import 2 hosts' }).press('Enter');
  await expect(page).toHaveURL('/hosts');
  await expect(page.getByText('Import finished: 2 added, 0 changed')).toBeVisible();
  expect((await page.request.get('/api/v1/hosts/csv2.example.com')).status()).toBe(200);
});

test('a file can be chosen, and the sample and the export are files that the import takes', async ({ adminPage: page, server }) => {
  const seed = seeder(page, server);
  await seed.profile('exported');
  await seed.host('exported.example.com', '52:54:00:0a:00:01', 'exported');
  await page.goto('/hosts?profile=exported');
  await expect(page.getByRole('link', { name: 'exported.example.com' })).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const file = await (await saved).path();
  expect(await readFile(file, 'utf8')).toBe('id,hostname,macs,profile\r\nexported.example.com,exported.example.com,52:54:00:0a:00:01,exported\r\n');
  await page.goto('/hosts/import');
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('button', { name: 'Check the rows' }).click();
  await expect(page.getByText('There is nothing to import')).toBeVisible();
  const sample = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download a sample' }).click();
  expect((await sample).suggestedFilename()).toBe('hosts-sample.csv');
});

test('a host is deleted after a question', async ({ adminPage: page, server }) => {
  const seed = seeder(page, server);
  await seed.profile('deleting');
  await seed.host('deleted.example.com', '52:54:00:0b:00:01', 'deleting');
  await page.goto('/hosts?profile=deleting');
  await page.getByRole('button', { name: 'Actions for deleted.example.com' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the host' }).click();
  await expect(page.getByText('deleted.example.com was deleted')).toBeVisible();
  await expect(page.getByRole('main')).toBeFocused();
  await expect(page.getByRole('heading', { name: 'Nothing matches these filters' })).toBeVisible();
});

test('an operator may arm and not edit; a viewer may only look; both are told', async ({ adminPage, server, browser, expectAccessible }) => {
  const seed = seeder(adminPage, server);
  await seed.profile('roles');
  await seed.host('roles.example.com', '52:54:00:0c:00:01', 'roles');
  const operator = await pageOf('operator', browser, adminPage, server);
  await operator.goto('/hosts/roles.example.com');
  await expect(operator.getByText('You cannot add, change or delete hosts')).toBeVisible();
  await expect(operator.getByRole('textbox', { name: 'Host name' })).toHaveCount(0);
  await expect(operator.getByRole('button', { name: 'Arm', exact: true })).toBeVisible();
  await expectAccessible(operator);
  const viewer = await pageOf('viewer', browser, adminPage, server);
  await viewer.goto('/hosts?profile=roles');
  await expect(viewer.getByText('You cannot add, change, delete, arm or disarm hosts')).toBeVisible();
  await expect(viewer.getByRole('link', { name: 'roles.example.com' })).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Arm roles.example.com' })).toHaveCount(0);
  await expectAccessible(viewer);
  await viewer.goto('/hosts/new');
  await expect(viewer.getByText('You cannot add, change or delete hosts')).toBeVisible();
  await expectAccessible(viewer);
});
