// SPDX-License-Identifier: GPL-2.0-or-later
// A rehearsal from the arming to the decision: what the machine shows, approved and refused by keyboard; and hostile machines, whose words stay words.
import { expect, test } from './frame/test.ts';
import { HOSTILE } from './hostile-strings.ts';
import { CHECK_IN, FACTS, LAYOUT, machineOf, sections } from './machine.ts';
import { seeder } from './seed.ts';

for (const [decision, button, submit, answer, afterwards] of [
  ['approve', 'Approve', 'Approve and erase', 'approved\n', /was approved by maria/],
  ['refuse', 'Refuse', 'Refuse and power off', 'refused\n', /was refused by maria/],
] as const) {
  test(`a rehearsal is armed by its checkbox, shows what it would erase, and goes on as it is told (${decision})`, async ({ adminPage: page, server, expectAccessible }) => {
    const [hostname, mac] = [`${decision}.example.com`, decision === 'approve' ? '52:54:00:21:00:01' : '52:54:00:21:00:02'];
    const seed = seeder(page, server);
    await seed.profile(decision);
    await seed.host(hostname, mac, decision);
    await page.goto(`/hosts/${hostname}`);
    await page.getByRole('button', { name: 'Arm', exact: true }).press('Enter');
    const arming = page.getByRole('dialog', { name: `Arm ${hostname}?` });
    await arming.getByRole('checkbox', { name: 'Rehearsal' }).press('Space');
    await expect(arming).toContainText('Nothing is erased before you approve.');
    await arming.getByRole('checkbox', { name: /^I understand that, once it is approved, all data on disk sda of / }).press('Space');
    await arming.getByRole('button', { name: 'Arm the host' }).press('Enter');
    await expect(page.getByText('Rehearsal: the machine will show what it would erase')).toBeVisible();

    const machine = machineOf(server, mac);
    await machine.fetchKickstart();
    await machine.report('started', sections(FACTS));
    await machine.report('waiting', sections(FACTS));
    expect(await machine.decision()).toBe('waiting\n');
    const shown = page.getByRole('region', { name: 'Rehearsal: the machine waits for your decision' });
    await expect(shown.getByRole('listitem').filter({ hasText: 'S45PNA0M500' }).first()).toContainText('Will be erased');
    await expect(shown).toContainText('LVM2_member');
    await expect(shown).toContainText(/It waits until .* left\)/);
    await expectAccessible(page);
    await page.goto(`/hosts?search=${hostname}`);
    await expect(page.getByRole('row').filter({ hasText: hostname })).toContainText('Needs your decision');
    await page.goto(`/hosts/${hostname}`);

    const ask = shown.getByRole('button', { name: button, exact: true });
    await ask.press('Enter');
    const dialog = page.getByRole('dialog', { name: new RegExp(`${button} the installation of ${hostname}`) });
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(ask).toBeFocused();
    await ask.press('Enter');
    await dialog.getByRole('button', { name: submit }).press('Enter');
    await expect(page.getByRole('heading', { name: afterwards })).toBeVisible();
    expect(await machine.decision()).toBe(answer);
  });
}

test('whatever a hostile machine reports is shown as the text that it is', async ({ adminPage: page, server }) => {
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  const seed = seeder(page, server);
  await seed.profile('hostile');
  await seed.host('hostile.example.com', '52:54:00:21:00:03', 'hostile');
  await seed.post('hosts/hostile.example.com/arm', { minutes: 60, isRehearsal: true });
  await page.goto('/hosts/hostile.example.com');
  const machine = machineOf(server, '52:54:00:21:00:03');
  await machine.fetchKickstart();
  const all = HOSTILE.join(' ');
  const facts = sections({
    serial: HOSTILE[0], product: HOSTILE[1], memory: HOSTILE[2], cpus: '4', addon: 'present', target: all,
    disks: JSON.stringify({ blockdevices: HOSTILE.map((text) => ({ name: text, type: 'disk', size: 1, model: text, serial: text, children: [{ name: text, size: 1, fstype: text, label: text }] })) }),
    links: JSON.stringify(HOSTILE.map((text) => ({ ifname: text.slice(0, 64), link_type: 'ether', address: text, addr_info: [{ local: text, scope: text }] }))),
  });
  await machine.report('started', facts);
  await machine.report('waiting', facts);
  const shown = page.getByRole('region', { name: 'Rehearsal: the machine waits for your decision' });
  for (const text of HOSTILE) await expect(shown.getByText(text.slice(0, 40)).first(), text).toBeAttached();
  await shown.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve and erase' }).click();
  await expect(page.getByRole('heading', { name: /was approved by maria/ })).toBeVisible();
  await machine.report('layout', JSON.stringify({
    ...LAYOUT, nvr: HOSTILE[3], base: HOSTILE[4], layer: HOSTILE[5], pool: { ...LAYOUT.pool, name: HOSTILE[6] }, seconds: { [HOSTILE[7]]: 1 }, warnings: HOSTILE, fixes: HOSTILE, outcome: 'done',
  }));
  for (const text of HOSTILE) await expect(page.getByRole('region', { name: 'Layout' }).getByText(text.slice(0, 40)).first(), text).toBeAttached();
  // A report is bounded, so they come in two.
  for (const half of [HOSTILE.slice(0, 25), HOSTILE.slice(25)]) {
    await machine.report('check-in', sections({
      ...CHECK_IN, layer: `You are on ${all}`, layout: half.join('\n'), kernel: HOSTILE[8], 'failed-units': half.join('\n'),
      check: ['Status: FAILED', ...half.flatMap((text) => [`${text} ... FAILED`, `  ${text} ... FAILED - ${text}`])].join('\n'),
    }));
    for (const text of half) await expect(page.getByRole('region', { name: 'Check-in of the booted node' }).getByText(text.slice(0, 40)).first(), text).toBeAttached();
  }
  await machine.report('failed', sections({ log: HOSTILE.join('\n') }));
  await expect(page.getByRole('region', { name: 'Log of the installer' })).toHaveText(HOSTILE.join('\n'));
  await page.getByRole('button', { name: /^All that happened/ }).click();
  expect(await page.locator('img[src="x"], iframe, svg[onload], script[src*="192.0.2.1"], base, main form[action], [onerror], [onfocus], [ontoggle], [onwheel], [onstart], main style, main object, main embed, main video, main audio, main marquee, mglyph').count()).toBe(0);
  expect(dialogs).toBe(0);
});
