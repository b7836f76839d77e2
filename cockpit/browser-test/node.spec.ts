// SPDX-License-Identifier: GPL-2.0-or-later
// What the page shows of a node: layers as a tree, pool, health, upgrades, what differs and what survives; and what it shows when there is nothing to show.
import { expect, test } from './test.ts';

const OLD = 'ovirt-node-ng-4.5.5-0.20261101.0';
const NEW = 'ovirt-node-ng-4.5.6-0.20261120.0';

test('the tree of bases and layers says what each is for, and what can be done with it', async ({ openAsAdmin, expectAccessible }) => {
  const frame = await openAsAdmin();
  const tree = frame.getByRole('treegrid', { name: 'Bases and layers' });
  await expect(tree.getByRole('row')).toHaveCount(5);
  const running = tree.getByRole('row').filter({ hasText: `${NEW}+1` });
  await expect(running).toHaveAttribute('aria-level', '2');
  for (const text of ['Running', 'Next boot', '8.0 GiB', '6.4 %', /2026-11-/]) await expect(running).toContainText(text);
  await expect(tree.getByRole('button', { name: `Boot this: ${NEW}+1` })).toBeHidden();
  const remove = tree.getByRole('button', { name: `Remove ${NEW}`, exact: true });
  await remove.focus();
  await expect(frame.getByRole('tooltip', { name: 'The running layer stands on it.' })).toBeVisible();
  await remove.blur();
  await expect(frame.getByRole('region', { name: 'Thin pool' })).toContainText('14.8 %, room enough');
  await expect(frame.getByRole('region', { name: 'Upgrades' })).toContainText('Sat,Sun 02:00-05:00; next at 20');
  await expect(frame.getByRole('region', { name: 'Last operation' })).toContainText('Nothing was upgraded or rolled back since the installation.');
  const survival = frame.getByRole('grid', { name: 'What survives' });
  await expect(survival.getByRole('row').filter({ hasText: '/etc' })).toContainText('kept');
  await expectAccessible('in every edition');
  await tree.getByRole('button', { name: OLD, exact: true }).press('Enter');
  await expect(tree.getByRole('row')).toHaveCount(4);
});

test('the log of the layout that the installation made is there to be read', { tag: '@newest' }, async ({ openAsAdmin, room, expectAccessible }) => {
  await room.run(`
    mkdir -p /var/room/var/log
    printf 'Layer %s+1 was made.\n' ${OLD} > /var/log/imgbased-layout.log
    cp /var/log/imgbased-layout.log /var/room/var/log/
    chmod 0600 /var/log/imgbased-layout.log
  `);
  const frame = await openAsAdmin();
  const last = frame.getByRole('region', { name: 'Last operation' });
  await last.getByRole('button', { name: 'Show the log of the layout' }).press('Enter');
  await expect(last).toContainText(`Layer ${OLD}+1 was made.`);
  await expectAccessible();
});

test('health is what imgbase says in words, with reasons; a full pool says what it means', async ({ openAsAdmin, room, expectAccessible }) => {
  await room.begin(`state['check'] = 'failed'; state['failedUnits'] = ['chronyd.service']; state['pool']['data'] = 91.2; state['pool']['metadata'] = 97.0`);
  await room.run('/etc/basewright/basewright-node health > /dev/null 2>&1 || true');
  const frame = await openAsAdmin();
  const health = frame.getByRole('region', { name: /Health/ });
  await expect(health).toContainText('Unhealthy');
  await expect(health).toContainText('It looks like the LVM layout is not correct.');
  await expect(health).toContainText('chronyd.service');
  const pool = frame.getByRole('region', { name: 'Thin pool' });
  await expect(pool).toContainText('91.2 %, filling up');
  await expect(pool).toContainText('97 %, nearly full');
  await expect(pool).toContainText('Remove an old base');
  await expectAccessible();
});

test('what differs between two layers is read when it is asked for', { tag: '@newest' }, async ({ openAsAdmin, room, expectAccessible }) => {
  // The running layer's tree is the node's own.
  await room.run(`
    mkdir -p /var/room/usr/share/rpm /var/room/tree/usr/share/rpm /var/room/tree/etc
    printf 'kernel.x86_64 0:5.14.0-503.el9\\npodman.x86_64 0:5.2.0-1.el9\\n' > /var/room/usr/share/rpm/packages
    printf 'kernel.x86_64 0:5.14.0-427.el9\\n' > /var/room/tree/usr/share/rpm/packages
    echo old > /var/room/tree/etc/only-here.conf
  `);
  await room.begin(`state['trees'] = {'${OLD}+1': '/var/room/tree'}`);
  const frame = await openAsAdmin();
  const button = frame.getByRole('button', { name: `What differs: ${OLD}+1` });
  await button.click();
  const dialog = frame.getByRole('dialog', { name: 'What differs' });
  await expect(dialog).toContainText(`From ${OLD}+1 to ${NEW}+1`);
  for (const text of ['Added (1)', 'podman.x86_64 5.2.0-1.el9', 'Changed (1)', 'kernel.x86_64 5.14.0-427.el9 → 5.14.0-503.el9', '/etc/only-here.conf']) await expect(dialog).toContainText(text);
  await expectAccessible();
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(button).toBeFocused();
});

const SAYS = 'printf \'#!/bin/sh\\necho "$OUT"\\n\' > /etc/basewright/basewright-node';
const FAILURES = [
  { what: 'no layout', script: '', change: `state['faults'] = ['no-layout']`, heading: 'This system has no layers', text: 'It was not installed as an image-based node' },
  { what: 'no basewright-node', script: 'rm /etc/basewright/basewright-node', heading: 'basewright-node is not installed', text: 'Install the package basewright-node' },
  { what: 'broken JSON', script: SAYS.replace('$OUT', '{ <b>no</b>'), heading: 'The answer of basewright-node cannot be read', text: 'It did not write JSON, but: { <b>no</b>' },
  { what: 'another form', script: SAYS.replace('$OUT', '{\\\\"format\\\\":2}'), heading: 'This page and basewright-node do not fit each other', text: 'answers in form 2; this page reads form 1' },
];
for (const { what, script, change = '', heading, text } of FAILURES) {
  test(`${what} is explained`, { tag: '@newest' }, async ({ openAsAdmin, open, room, expectAccessible }) => {
    await room.begin(change);
    if (script !== '') await room.run(script);
    const frame = await (script === '' ? openAsAdmin() : open(room.admin));
    await expect(frame.getByRole('heading', { name: heading })).toBeVisible();
    await expect(frame.getByText(text)).toBeVisible();
    await expectAccessible();
  });
}

test('a phone shows everything without scrolling sideways', { tag: '@newest' }, async ({ openAsAdmin, page, expectAccessible }) => {
  const frame = await openAsAdmin();
  await page.setViewportSize({ width: 320, height: 700 });
  await expect(frame.getByRole('treegrid', { name: 'Bases and layers' })).toBeVisible();
  const width = await frame.locator('html').evaluate((root) => ({ has: root.scrollWidth, may: root.clientWidth }));
  expect(width.has).toBeLessThanOrEqual(width.may);
  await expectAccessible();
});
