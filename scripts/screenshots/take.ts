// SPDX-License-Identifier: GPL-2.0-or-later
// Takes the pictures of the README from the running program, in the light and in the dark theme.
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from '../../e2e/frame/test.ts';
import { hashOf, seedChannel, seedImage } from '../../e2e/channel-seed.ts';
import { CHECK_IN, FACTS, LAYOUT, machineOf, sections } from '../../e2e/machine.ts';
import { seeder } from '../../e2e/seed.ts';
import { smallImage } from '../../image-test/small-image.ts';
import { storeImage } from '../../server/image-tests/tested.fixture.ts';
import { openStore } from '../../server/store/store.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/', import.meta.url));

async function take(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await page.evaluate((dark) => document.documentElement.classList.toggle('pf-v6-theme-dark', dark), theme === 'dark');
    await page.screenshot({ path: `${FOLDER}${name}-${theme}.png`, animations: 'disabled', caret: 'hide' });
  }
}

test('pictures of the wizard, the host page and the lists', async ({ adminPage: page, server }) => {
  test.setTimeout(120_000);
  const seed = seeder(page, server);
  await seed.profile('edge-node', { title: 'Edge node', target: 'ovirt45', image: { url: 'https://images.example.com/ovirt-node-4.5.squashfs', checksum: 'ab12'.repeat(16), nvr: 'ovirt-node-ng-4.5.5-0.20261101.0' } });
  await seed.profile('storage-node', { title: 'Storage node', target: 'rhel9' });
  await seed.host('node1.example.com', '52:54:00:12:34:56', 'edge-node', { disk: { by: 'device', device: 'nvme0n1' }, kernelArguments: ['console=ttyS0,115200n8'] });
  await seed.host('node2.example.com', '52:54:00:12:34:57', 'edge-node');
  const [done, waiting] = [machineOf(server, '52:54:00:12:34:58'), machineOf(server, '52:54:00:12:34:59')];
  await seed.host('node3.example.com', '52:54:00:12:34:58', 'storage-node');
  await seed.host('node4.example.com', '52:54:00:12:34:59', 'storage-node');
  await seed.post('hosts/node2.example.com/arm', { minutes: 240 });
  await seed.post('hosts/node3.example.com/arm', { minutes: 60 });
  await seed.post('hosts/node4.example.com/arm', { minutes: 60, isRehearsal: true });
  await done.installImage();
  await done.report('layout', JSON.stringify(LAYOUT));
  await done.report('installed');
  await done.report('check-in', sections(CHECK_IN));
  await waiting.fetchKickstart();
  await waiting.report('started', sections(FACTS));
  await waiting.report('waiting', sections(FACTS));

  await page.goto('/profiles/edge-node/edit?step=storage');
  await page.getByRole('textbox', { name: 'Size of that disk (optional)' }).fill('228936');
  await page.getByRole('heading', { level: 2, name: 'Storage', exact: true }).click();
  await page.getByRole('img', { name: /HostVG/ }).evaluate((picture) => picture.scrollIntoView({ block: 'center' }));
  await take(page, 'wizard-storage');
  await page.goto('/hosts/node1.example.com');
  await expect(page.getByText('ignoredisk --only-use=nvme0n1')).toBeVisible();
  await page.getByRole('heading', { name: 'Kickstart' }).evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
  await take(page, 'host');
  await page.goto('/hosts/node3.example.com');
  await expect(page.getByText('ovirt-node-ng-4.5.5-0.20261101.0+1').first()).toBeVisible();
  await take(page, 'installation');
  await page.goto('/hosts/node4.example.com');
  await expect(page.getByText('Will be erased').first()).toBeVisible();
  await take(page, 'rehearsal');
  await page.goto('/hosts');
  await expect(page.getByText('node2.example.com').first()).toBeVisible();
  await take(page, 'hosts');
});

test('pictures of the life of images', async ({ adminPage: page, server }) => {
  test.setTimeout(900_000);
  const seed = seeder(page, server);
  for (const number of [1, 2]) await seedImage(server, number);
  await seedChannel(page, server, 'centos9-stable', { image: 1 });
  await seed.profile('compute', { title: 'Compute node', target: 'centos9', image: { channel: 'centos9-stable' } });
  for (const number of [1, 2, 3]) await seed.host(`compute${number}.example.com`, `52:54:00:12:35:0${number}`, 'compute');

  const real = await smallImage();
  const store = await openStore(server.dataDirectory);
  const sha256 = await storeImage({ ...store, directory: server.dataDirectory, pass: () => undefined, remove: () => Promise.resolve() }, real.path, `${real.nvr}.squashfs`);
  await store.close();
  await page.goto(`/images/${sha256}`);
  const card = page.getByRole('region', { name: 'Test', exact: true });
  const intact = card.getByRole('button', { name: /^Not corrupted/ });
  await expect(intact).toBeVisible({ timeout: 600_000 });
  await intact.click();
  await card.evaluate((element) => element.scrollIntoView({ block: 'start' }));
  await take(page, 'image-test');
  await page.goto('/images');
  await expect(page.getByText(real.nvr).first()).toBeVisible();
  await take(page, 'images');

  await page.goto('/channels/centos9-stable');
  await page.getByRole('button', { name: 'Publish an image' }).click();
  const choice = page.getByRole('dialog');
  await choice.getByRole('combobox', { name: 'Choose the image' }).selectOption({ value: hashOf(2) });
  await choice.getByRole('button', { name: 'Show what would change' }).click();
  await expect(page.getByRole('region', { name: 'Blast radius' })).toContainText('with 3 hosts');
  await take(page, 'blast-radius');
});
