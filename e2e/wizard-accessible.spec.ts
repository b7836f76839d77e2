// SPDX-License-Identifier: GPL-2.0-or-later
// Every step of the wizard, filled and with its parts opened, is free of axe violations in both themes, wide and narrow.
import { expect, test } from './frame/test.ts';

// axe reads the whole page four times in the longest of these.
test.describe.configure({ timeout: 240_000 });

const STEPS = ['image', 'storage', 'locale', 'network', 'users', 'services', 'scripts', 'review'] as const;

for (const name of STEPS) {
  test(`step ${name} is accessible as it is first seen`, async ({ adminPage: page, expectAccessible }) => {
    await page.goto(`/profiles/new?step=${name}`);
    await expect(page.getByRole('button', { name: name === 'review' ? 'Save the profile' : 'Next', exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 800 });
    await expectAccessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
}

test('storage: every way to name a disk, encryption, an own boot partition and an over-committed pool', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?step=storage');
  for (const way of ['World Wide Name', 'Serial number', 'Device name', 'A rule by size']) await page.getByRole('radio', { name: way }).check();
  await page.getByRole('textbox', { name: 'Size of that disk (optional)' }).fill('60000');
  await expect(page.getByText(/Over-committed/)).toBeVisible();
  await page.getByRole('radio', { name: 'A size and file system of your own' }).check();
  await page.getByRole('checkbox', { name: 'Encrypt the disk (LUKS2)' }).check();
  await page.getByRole('button', { name: 'Add a volume' }).click();
  await page.getByRole('textbox', { name: 'Volume 8: Mount point' }).fill('/var/lib/images');
  await expect(page.getByRole('textbox', { name: 'Volume 8: Name' })).toHaveValue('var_lib_images');
  await expect(page.getByRole('radio', { name: 'Custom' })).toBeChecked();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expectAccessible(page);
});

test('network: bond, VLAN and bridge with static addresses', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?step=network');
  const kinds = page.getByRole('combobox', { name: 'Kind' });
  await kinds.first().selectOption('bond');
  await page.getByRole('textbox', { name: 'Members' }).fill('eno1 eno2');
  await page.getByRole('button', { name: 'Add an interface' }).click();
  await kinds.nth(1).selectOption('vlan');
  await page.getByRole('textbox', { name: 'On device' }).fill('bond0');
  await page.getByRole('textbox', { name: 'VLAN' }).fill('120');
  await page.getByRole('combobox', { name: 'IPv4' }).nth(1).selectOption('static');
  await page.getByRole('textbox', { name: 'IPv4 address' }).fill('192.0.2.10');
  await page.getByRole('button', { name: 'Add an interface' }).click();
  await kinds.nth(2).selectOption('bridge');
  await page.getByRole('textbox', { name: 'Ports' }).fill('eno3');
  await expect(page.getByRole('option', { name: /--bondslaves=eno1,eno2/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /--vlanid=120/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /--bridgeslaves=eno3/ })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Remove: Interface 1' }).click();
  await expect(kinds.first()).toHaveValue('vlan');
});

test('users: accounts, keys with fingerprints, a generated password and one that is hashed already', async ({ adminPage: page, expectAccessible }) => {
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB';
  await page.goto('/profiles/new?step=users');
  const keys = page.getByRole('textbox', { name: 'SSH keys of root (optional)' });
  await keys.fill(`${key} maria@laptop\n\n# a comment\n${key} maria@desk\nssh-rsa broken`);
  await page.getByRole('button', { name: 'Add these keys' }).click();
  await expect(page.getByText('One key added. One key was there already.')).toBeVisible();
  await expect(page.getByText(/Line 5: The key itself is damaged/)).toBeVisible();
  await expect(page.getByText(/SHA256:[A-Za-z0-9+/]{43}$/)).toBeVisible();
  await page.getByRole('radio', { name: 'A password' }).check();
  await page.getByRole('button', { name: 'Generate' }).click();
  await expect(page.getByText('Strength: strong')).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Already hashed' }).click();
  const hash = page.getByRole('textbox', { name: 'Password hash' });
  await hash.fill('$1$salt$tooold');
  await expect(page.getByText(/This is not a SHA-512/).first()).toBeVisible();
  await hash.fill('$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.');
  await page.getByRole('button', { name: 'Use this hash' }).click();
  await expect(page.getByText('A password is set; only its hash is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Add an account' }).click();
  await expectAccessible(page);
});

test('scripts: a line that the next upgrade loses is warned of', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new?step=storage');
  await page.getByRole('radio', { name: 'Device name' }).check();
  await page.getByRole('textbox', { name: 'Device', exact: true }).fill('sda');
  await page.goto('/profiles/new?step=scripts');
  await page.getByRole('button', { name: 'Add a script' }).click();
  await page.getByRole('textbox', { name: 'Script', exact: true }).fill('touch /etc/kept\ntouch /usr/share/lost\n');
  await expect(page.getByText(/Line 2 changes \/usr\/share\/lost/)).toBeVisible();
  await expectAccessible(page);
});

test('a field that the target lacks is replaced by the reason', async ({ adminPage: page, expectAccessible }) => {
  await page.goto('/profiles/new');
  await page.getByRole('radio', { name: 'Another distribution' }).check();
  await page.getByRole('combobox', { name: 'Distribution' }).selectOption('fedora45');
  await page.getByRole('textbox', { name: 'Title' }).fill('On Fedora');
  await page.goto('/profiles/new?step=scripts');
  await expect(page.getByText('Fedora\'s installation media do not carry the kdump add-on.')).toBeVisible();
  await expect(page.getByRole('radio', { name: 'As the distribution does' })).toBeHidden();
  await expectAccessible(page);
});
