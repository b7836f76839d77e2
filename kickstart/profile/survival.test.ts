// SPDX-License-Identifier: GPL-2.0-or-later
// What outlives an upgrade, by imgbased's own rules, and which %post lines are warned of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultProfile } from './defaults.ts';
import { Layout } from './layout.ts';
import { Script } from './scripts.ts';
import { presetVolumes } from './storage.ts';
import { scriptSurvival, settingFields, settingSurvival, survivalOf } from './survival.ts';

const full = defaultProfile;
const onlyVar = { ...full, storage: { ...full.storage, volumes: [...presetVolumes.minimal] } };
const minimal = { ...onlyVar, layout: Layout.parse({ nodeStorage: 'minimal' }) };
const post = (body: string, more: object = {}) => Script.parse({ section: 'post', body, ...more });

test('a path is kept, shared, lost or hidden', () => {
  const verdicts = { '/etc/motd': 'kept', '/root/note': 'kept', '/usr/local/bin/x': 'lost', '/opt/x': 'lost', '/srv/x': 'lost', '/var/lib/x': 'shared', '/var/log/x': 'shared', '/home/bob/x': 'shared', '/boot/x': 'shared', '/etcetera': 'lost' };
  for (const [path, verdict] of Object.entries(verdicts)) assert.equal(survivalOf(path, full), verdict, path);
});

test('what imgbased makes a volume of, but does not mount during the installation, is hidden', () => {
  assert.equal(survivalOf('/var/log/x', onlyVar), 'hidden');
  assert.equal(survivalOf('/home/x', onlyVar), 'hidden');
  assert.equal(survivalOf('/var/lib/x', onlyVar), 'shared');
  assert.equal(survivalOf('/var/log/x', minimal), 'shared');
  assert.equal(survivalOf('/home/x', minimal), 'lost');
});

test('a setting is told by where it ends on the node', () => {
  assert.deepEqual(settingSurvival('network.hostname', full), { path: '/etc/hostname', survival: 'kept' });
  assert.equal(settingSurvival('users.accounts.3.sshKeys', full)?.survival, 'shared');
  assert.equal(settingSurvival('users.accounts.3.sshKeys', onlyVar)?.survival, 'hidden');
  assert.equal(settingSurvival('users.accounts.3.sshKeys', minimal)?.survival, 'lost');
  assert.match(settingSurvival('finish.kernelArguments', full)?.note ?? '', /boot entry/);
  for (const field of ['image.url', 'finish.action', 'nothing', '', 'constructor']) assert.equal(settingSurvival(field, full), undefined, field);
  assert.equal(settingSurvival('network.hostname', { ...full, layout: Layout.parse({ init: false }) }), undefined);
  for (const field of settingFields.filter((name) => name !== 'users.accounts.*.sshKeys')) assert.equal(settingSurvival(field, minimal)?.survival, 'kept', field);
});

const lost: [string, string][] = [
  ['echo x > /usr/local/bin/tool', '/usr/local/bin/tool'], ['cat >>/opt/conf <<EOF', '/opt/conf'], ['install -m 0755 /tmp/tool /usr/bin/tool', '/usr/bin/tool'], ['cp -r /etc/skel /srv/skel', '/srv/skel'],
  ['mkdir -p /opt/app', '/opt/app'], ['curl -o /usr/bin/kubectl https://example.com/kubectl', '/usr/bin/kubectl'], ['tar xf /tmp/a.tar -C /opt', '/opt'], ["sed -i 's/a/b/' /usr/share/x.conf", '/usr/share/x.conf'],
  ['echo x | tee -a "/usr/share/y"', '/usr/share/y'], ['chmod 755 /usr/local/sbin/z', '/usr/local/sbin/z'], ['dnf -y install tmux', '/usr'], ['rpm -Uvh /tmp/x.rpm', '/usr'], ['pip3 install x', '/usr'],
];
for (const [line, path] of lost) test(`warns of: ${line}`, () => assert.deepEqual(scriptSurvival(post(`true\n${line}\n`), full).map((finding) => [finding.line, finding.path, finding.survival]), [[2, path, 'lost']]));

for (const line of ['echo x > /etc/motd', 'cp /tmp/a /root/b', '# echo > /usr/x', 'cat /usr/share/x', 'systemctl enable sshd', 'echo x > /dev/null 2>&1', 'mkdir -p /var/lib/app', 'useradd bob', 'touch /tmp/x']) {
  test(`says nothing of: ${line}`, () => assert.deepEqual(scriptSurvival(post(`${line}\n`), full), []));
}

test('outside the chroot only what is below the new system counts', () => {
  assert.deepEqual(scriptSurvival(post('cp /tmp/a /mnt/sysimage/usr/b\ncp /tmp/a /usr/b\n', { nochroot: true }), full).map((finding) => finding.path), ['/usr/b']);
});
test('a hidden write names the volume to define', () => {
  assert.match(scriptSurvival(post('echo x > /var/log/install-note\n'), onlyVar)[0]?.message ?? '', /Define \/var\/log as a volume/);
});
