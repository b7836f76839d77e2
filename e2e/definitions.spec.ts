// SPDX-License-Identifier: GPL-2.0-or-later
// Image definitions: the form, what becomes of a definition, what each role sees, and a build with a stand-in for livemedia-creator.
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { makeLivemediaCreator } from '../server/definitions/livemedia-creator.fixture.ts';
import { removeDirectory, startServer } from './frame/server.ts';
import { expect, loginAsAdmin, test } from './frame/test.ts';
import { pageOf } from './seed.ts';

test.use({ installation: 'definitions' });

const definition = (id: string, more: object = {}): object => ({
  id, title: `Definition ${id}`, target: 'centos9', name: 'edge-node', version: '1.0', tree: { kind: 'url', url: 'https://mirror.example.com/9/os' },
  repositories: [{ name: 'imgbased', url: 'https://mirror.example.com/node' }], ...more,
});

test('a definition is made in the form, which says what is wrong, and shows what becomes of it', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/definitions');
  await expect(page.getByRole('heading', { name: 'No image definitions yet' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('main').getByRole('link', { name: 'Create definition' }).click();
  await expect(page.getByRole('heading', { name: 'Create image definition', level: 1 })).toBeVisible();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('edge');
  await page.getByRole('textbox', { name: 'Version' }).fill('1.0');
  await page.getByRole('button', { name: 'Create definition' }).click();
  await expect(page.getByText(/answers need work/)).toBeVisible();
  await expect(page.getByText(/The name must hold "node"/)).toBeVisible();
  await expectAccessible(page);

  await page.getByRole('textbox', { name: 'Title' }).fill('Edge node');
  await page.getByRole('textbox', { name: 'Id', exact: true }).fill('edge');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('edge-node');
  await expect(page.getByText(/An image that is built now is called edge-node-1\.0-0\.\d{8}\.0\./)).toBeVisible();
  await page.getByRole('combobox', { name: 'Payload' }).selectOption('Virtualization host (libvirt, Cockpit)');
  await expect(page.getByText('Virtual machines with libvirt and KVM, managed with Cockpit.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Packages', exact: true }).fill('tmux\nlm_sensors');
  await page.getByRole('textbox', { name: 'Packages to leave out' }).fill('plymouth "bad"');
  await page.getByRole('button', { name: 'Add repository' }).click();
  const repository = page.getByRole('group', { name: 'Repository 1' });
  await expect(repository.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await repository.getByRole('textbox', { name: 'Name' }).fill('imgbased');
  await repository.getByRole('textbox', { name: 'URL' }).fill('https://mirror.example.com/node');
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByRole('textbox', { name: 'Script', exact: true }).fill("echo 'Authorized use only.' > /etc/issue");
  await page.getByRole('button', { name: 'Create definition' }).click();
  await expect(page.getByText(/Write the name of a package/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('textbox', { name: 'Packages to leave out' }).fill('plymouth');
  await page.getByRole('button', { name: 'Create definition' }).click();

  await expect(page).toHaveURL('/definitions/edge');
  await expect(page.getByText('Edge node was created')).toBeVisible();
  const details = page.getByRole('region', { name: 'Details' });
  await expect(details).toContainText(/edge-node-1\.0-0\.\d{8}\.0/);
  await expect(details).toContainText('tmux lm_sensors');
  // Nothing is registered for the distribution: the finding leads to the field that mends it.
  await expect(page.getByText(/There is no installation source/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: /^Mend it: There is no installation source/ }).click();
  await expect(page.getByRole('combobox', { name: 'Installation source' })).toBeFocused();
  await page.getByRole('combobox', { name: 'Installation source' }).selectOption('A URL');
  await page.getByRole('textbox', { name: 'URL' }).first().fill('https://mirror.example.com/9/os');
  await page.getByRole('button', { name: 'Save definition' }).click();
  await expect(page.getByText('livemedia-creator accepts this kickstart, and nothing else stands against it.')).toBeVisible();
});

test('kickstart, commands and archive are taken away', async ({ adminPage: page, server, expectAccessible }) => {
  const made = await page.request.put('/api/v1/definitions/away', { headers: { origin: server.adminUrl }, data: definition('away', { release: '7' }) });
  expect(made.ok(), await made.text()).toBe(true);
  await page.goto('/definitions/away');
  const kickstart = page.getByRole('region', { name: 'Build kickstart' });
  await expect(kickstart.getByText('imgbase --debug --experimental image-build --postprocess --set-nvr=edge-node-1.0-7')).toBeVisible();
  const saved = page.waitForEvent('download');
  await kickstart.getByRole('button', { name: 'Download' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('away-build.ks');
  const output = await (await page.request.get('/api/v1/definitions/away/output')).text();
  expect(JSON.parse(output)).toMatchObject({ kickstart: await readFile(await file.path(), 'utf8') });

  const elsewhere = page.getByRole('region', { name: 'Build it elsewhere' });
  await expect(elsewhere.getByText('sudo livemedia-creator --make-pxe-live --no-virt')).toBeVisible();
  await elsewhere.getByRole('tab', { name: 'With koji' }).click();
  await expect(elsewhere.getByText('koji spin-livemedia')).toBeVisible();
  await expectAccessible(page);
  const bundle = page.waitForEvent('download');
  await elsewhere.getByRole('link', { name: 'Download the archive' }).click();
  const archive = await bundle;
  expect(archive.suggestedFilename()).toBe('away-build.tar');
  const names = execFileSync('tar', ['-tf', await archive.path()], { encoding: 'utf8' });
  expect(names.trim().split('\n')).toEqual(['away-build/away-build.ks', 'away-build/build-image', 'away-build/definition.json', 'away-build/README']);
  // This server cannot build it, and says what to do instead.
  await expect(page.getByRole('region', { name: 'Build', exact: true })).toContainText(/Take the script and the files below to a machine that is made for building/);
});

test('two people who change the same definition are told, and one decides', async ({ adminPage: page, server, consoleGuard, expectAccessible }) => {
  consoleGuard.allowStatus(412);
  const headers = { origin: server.adminUrl };
  await page.request.put('/api/v1/definitions/shared', { headers, data: definition('shared') });
  await page.goto('/definitions/shared/edit');
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine');
  const other = await page.request.put('/api/v1/definitions/shared', { headers: { ...headers, 'if-match': '*' }, data: definition('shared', { title: 'Theirs', version: '2.0' }) });
  expect(other.ok()).toBe(true);
  await page.getByRole('button', { name: 'Save definition' }).click();
  await expect(page.getByText('Somebody else saved this definition in the meantime')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Drop mine, show theirs' }).click();
  await expect(page.getByRole('textbox', { name: 'Version' })).toHaveValue('2.0');
  await page.getByRole('textbox', { name: 'Title' }).fill('Agreed');
  await page.getByRole('button', { name: 'Save definition' }).click();
  await expect(page.getByRole('heading', { name: 'Agreed', level: 1 })).toBeVisible();
  // Leaving with changes asks.
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Never saved');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button').last().click();
  await expect(page.getByRole('heading', { name: 'Agreed', level: 1 })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog', { name: 'Delete Agreed?' }).getByRole('button', { name: 'Delete the definition' }).click();
  await expect(page).toHaveURL('/definitions');
  await expect(page.getByText('Agreed was deleted')).toBeVisible();
});

test('who may only read sees everything and changes nothing', async ({ adminPage, browser, server, expectAccessible }) => {
  await adminPage.request.put('/api/v1/definitions/read', { headers: { origin: server.adminUrl }, data: definition('read') });
  const page = await pageOf('viewer', browser, adminPage, server);
  await page.goto('/definitions/read');
  await expect(page.getByText('You cannot create, change, build or delete image definitions')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Build kickstart' })).toContainText('%packages');
  await expect(page.getByRole('main').getByRole('link', { name: 'Edit' })).toBeHidden();
  await expectAccessible(page);
  await page.goto('/definitions/read/edit');
  await expect(page.getByText('You cannot create, change, build or delete image definitions')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeHidden();
  await page.context().close();
});

test('a definition is built on the server, live, and its image is in the catalogue', async ({ browser, expectAccessible }) => {
  const standIn = makeLivemediaCreator('ready');
  const own = await startServer({ environment: { PATH: `${standIn.directory}:${process.env['PATH'] ?? ''}`, BASEWRIGHT_BUILD: 'on' } });
  const context = await browser.newContext({ baseURL: own.adminUrl });
  const page = await context.newPage();
  await loginAsAdmin(page, own);
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const made = await page.request.put('/api/v1/definitions/built', { headers: { origin: own.adminUrl }, data: definition('built', { arch, rootSize: 3072, release: '9' }) });
  expect(made.ok(), await made.text()).toBe(true);
  await page.goto('/definitions/built');
  await page.getByRole('button', { name: 'Build it on this server' }).click();
  const build = page.getByRole('region', { name: 'Build', exact: true });
  await expect(build.getByText('is in the catalogue and will be tested')).toBeVisible({ timeout: 30_000 });
  await expect(build.getByText('Installing imgbased.noarch (412/412)')).toBeVisible();
  await expectAccessible(page);
  const images = await (await page.request.get('/api/v1/images')).text();
  expect(images).toContain('edge-node-1.0-9.squashfs');
  // The page finds its last build again.
  await page.reload();
  await expect(build.getByText('is in the catalogue and will be tested')).toBeVisible();
  await context.close();
  await own.stop();
  await removeDirectory(own.dataDirectory);
  await rm(standIn.directory, { recursive: true, force: true });
});
