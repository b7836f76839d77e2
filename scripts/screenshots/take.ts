// SPDX-License-Identifier: GPL-2.0-or-later
// Takes the pictures of the README from the running program, in the light and in the dark theme.
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expect, test } from '../../e2e/frame/test.ts';
import { hashOf, seedChannel, seedImage } from '../../e2e/channel-seed.ts';
import { CHECK_IN, FACTS, LAYOUT, machineOf, sections } from '../../e2e/machine.ts';
import { runningNode } from '../../e2e/running-node.ts';
import { NEW, OLD, seedNode, twoImages } from '../../e2e/node-machine.ts';
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

test('pictures of a roll-out', async ({ adminPage: page, server }) => {
  test.setTimeout(120_000);
  const seed = seeder(page, server);
  for (const number of [11, 12]) await seedImage(server, number);
  await seedChannel(page, server, 'el9-stable', { image: 12 });
  await seed.profile('hypervisor', { title: 'Hypervisor', target: 'centos9', image: { channel: 'el9-stable' } });
  const nodes = [];
  for (let number = 1; number <= 14; number += 1) {
    const hostname = `hyper${String(number).padStart(2, '0')}.example.com`;
    await seed.host(hostname, `52:54:00:12:36:${String(number).padStart(2, '0')}`, 'hypervisor');
    nodes.push(await runningNode(page, server, hostname, number === 5 ? 'unhealthy' : 'good'));
  }
  await page.goto('/rollouts/new?channel=el9-stable');
  await page.getByRole('textbox', { name: 'Canary: nodes that go first' }).fill('2');
  await page.getByRole('textbox', { name: 'Nodes in a wave' }).fill('6');
  await page.getByRole('radio', { name: 'As soon as it is ready' }).check();
  await page.getByRole('button', { name: 'Roll out to 14 nodes' }).click();
  await expect(page).toHaveURL(/\/rollouts\/[0-9a-f]{16}$/);
  for (const node of nodes.slice(0, 2)) await node.finish();
  for (let round = 0; round < 4; round += 1) for (const node of nodes.slice(2, round < 2 ? 8 : 5)) await node.turn();
  await expect(page.getByRole('heading', { name: 'The roll-out is paused' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('region', { name: 'Failures' })).toBeVisible();
  await take(page, 'rollout');
});

test('pictures of the fleet', async ({ adminPage: page, server }) => {
  const seed = seeder(page, server);
  await seedImage(server, 71, { nvr: NEW });
  await seedChannel(page, server, 'edge-stable', { image: 71 });
  await seed.profile('edge', { title: 'Edge node', image: { channel: 'edge-stable' } });
  const seconds = Math.floor(Date.now() / 1000);
  const last = { kind: 'upgrade', step: 'good', nvr: NEW, reason: null, at: seconds - 3 * 86_400 };
  const said: readonly object[] = [
    { ...twoImages(NEW), last },
    { ...twoImages(NEW), last, pool: { dataPercent: 86.2, metadataPercent: 41, size: 300 * 1024 ** 3 } },
    { ...twoImages(OLD), last: { kind: 'health', step: 'fallen-back', nvr: NEW, reason: 'Failed units: sshd.service', at: seconds - 3600 } },
    { last: null },
  ];
  const nodes = await Promise.all(said.map(async (body, index) => {
    const hostname = `edge${index + 1}.example.com`;
    await seed.host(hostname, `52:54:00:12:36:0${index}`, 'edge');
    const node = await seedNode(page, server, hostname);
    await node.checkIn(body);
    return node;
  }));
  await page.goto('/fleet');
  await expect(page.getByRole('row').filter({ hasText: 'edge4.example.com' })).toContainText('Behind');
  await seed.post('hosts/edge4.example.com/node/upgrade', { reboot: 'window' });
  const wish = (await nodes[3]?.checkIn())?.wanted;
  if (wish) await nodes[3]?.report({ wish, step: 'begun' }, { wish, step: 'download', permille: 640 });
  const pinned = await page.request.put(`${server.adminUrl}/api/v1/hosts/edge2.example.com/node/pin`, { headers: { origin: server.adminUrl }, data: { reason: 'its disks are exchanged on Friday' } });
  expect(pinned.ok(), await pinned.text()).toBe(true);
  await expect(page.getByText('downloads the image')).toBeVisible();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await take(page, 'fleet');
});
