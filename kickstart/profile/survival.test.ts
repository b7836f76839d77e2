// SPDX-License-Identifier: GPL-2.0-or-later
// What outlives an upgrade, by imgbased's own rules, and which %post lines are warned of.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultProfile } from './defaults.ts';
import { Layout } from './layout.ts';
import { Script } from './scripts.ts';
import { presetVolumes } from './storage.ts';
import { installable } from './installable.ts';
import { hostFixtures } from './fixtures.ts';
import { reviewProfile } from './review.ts';
import { scriptSurvival, settingFields, settingSurvival, survivalOf, volumeSurvival } from './survival.ts';

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

test('what package managers keep in /var is moved into the layer', () => {
  for (const path of ['/var/lib/dnf', '/var/lib/dnf/history.sqlite', '/var/lib/yum/yumdb']) assert.equal(survivalOf(path, full), 'lost', path);
  assert.equal(survivalOf('/var/lib/dnf2', full), 'shared');
});

const withVolumes = (...mounts: string[]) => ({ ...full, storage: { ...full.storage, volumes: mounts.map((mount) => ({ mount })) } });
const rows: [mount: string, volumes: string[], survival: string, without: string | undefined, note: RegExp][] = [
  ['/var', ['/var'], 'shared', undefined, /as \.imgbak/],
  ['/var/lib/images', ['/var', '/var/lib/images'], 'shared', 'shared', /adds what only the new image has/],
  ['/var/log', ['/var', '/var/log'], 'shared', 'hidden', /\.imgbak/],
  ['/var/log/audit', ['/var', '/var/log', '/var/log/audit'], 'shared', 'hidden', /\.imgbak/],
  ['/home', ['/var', '/home'], 'shared', 'hidden', /hidden below the volume/],
  ['/home/data', ['/var', '/home', '/home/data'], 'shared', 'shared', /hidden below the volume/],
  ['/srv/vm', ['/var', '/srv/vm'], 'shared', 'lost', /hidden below the volume/],
  ['/srv/vm', ['/var'], 'shared', 'lost', /hidden below the volume/],
  ['/var/lib/dnf', ['/var', '/var/lib/dnf'], 'lost', 'lost', /stops at a mount point/],
];
for (const [mount, volumes, survival, without, note] of rows) {
  test(`a row of the table for ${mount} beside ${volumes.join(', ')}`, () => {
    const found = volumeSurvival(mount, withVolumes(...volumes));
    assert.deepEqual([found?.survival, found?.without], [survival, without]);
    assert.match(found?.note ?? '', note);
  });
}

test('without missing volumes that imgbased makes, a row says what the layer would do', () => {
  assert.equal(volumeSurvival('/home', { ...withVolumes('/var', '/home'), layout: minimal.layout })?.without, 'lost');
  assert.equal(volumeSurvival('/var/log', { ...withVolumes('/var', '/var/log'), layout: minimal.layout })?.without, 'shared');
});

test('a row without a path that can be a volume says nothing, and no row does on a node without layers', () => {
  for (const mount of ['', '/', 'var', '/var/', '/var//log', '/var/lib images', '/usr/local', '/etc', '/etc/x', '/root', '/boot', '/proc/x', `/${'a'.repeat(128)}`]) assert.equal(volumeSurvival(mount, withVolumes('/var', mount)), undefined, mount);
  assert.equal(volumeSurvival('/var', { ...full, layout: Layout.parse({ init: false }) }), undefined);
});

test('a volume at which imgbased would stop is warned of, and keeps a host from being armed', () => {
  const [host] = hostFixtures.values();
  const volumes = [...full.storage.volumes, { mount: '/var/lib/dnf', name: 'dnf', size: 1024, fstype: 'xfs' as const }];
  const profile = { ...full, storage: { ...full.storage, volumes } };
  const field = `storage.volumes.${volumes.length - 1}.mount`;
  assert.ok(host);
  assert.match(reviewProfile(profile).find((warning) => warning.field === field)?.message ?? '', /stops at a mount point/);
  assert.match(installable(profile, host).find((obstacle) => obstacle.field === field)?.message ?? '', /Remove this volume/);
  const plain = { ...profile, layout: Layout.parse({ init: false }) };
  assert.ok(![...reviewProfile(plain), ...installable(plain, host)].some((told) => told.field === field));
});

test('packages of a kept section are lost, and warned of: a live image takes none', () => {
  assert.deepEqual([settingSurvival('extra.packages', full)?.survival, settingSurvival('extra.packages', full)?.path], ['lost', '/usr']);
  const warned = (header: string, body: string) => reviewProfile({ ...full, extra: { commands: [], sections: [{ header: '%addon x', body: 'y\n' }, { header, body }] } }).filter(({ field }) => field.startsWith('extra')).map(({ field }) => field);
  for (const body of ['tmux\n', '# why\n-firewalld # not wanted\n', '@core\n']) assert.deepEqual(warned('%packages --nocore', body), ['extra.sections.1.body'], body);
  for (const [header, body] of [['%packages', ''], ['%packages', '# none\n\n'], ['%anaconda', 'pwpolicy root\n']] as const) assert.deepEqual(warned(header, body), [], `${header} ${body}`);
});

test('a setting is told by where it ends on the node', () => {
  assert.deepEqual(settingSurvival('network.hostname', full), { path: '/etc/hostname', survival: 'kept' });
  assert.equal(settingSurvival('users.accounts.3.sshKeys', full)?.survival, 'shared');
  assert.equal(settingSurvival('users.accounts.3.sshKeys', onlyVar)?.survival, 'hidden');
  assert.equal(settingSurvival('users.accounts.3.sshKeys', minimal)?.survival, 'lost');
  assert.match(settingSurvival('finish.kernelArguments', full)?.note ?? '', /boot entry/);
  for (const field of ['image.url', 'finish.action', 'nothing', '', 'constructor']) assert.equal(settingSurvival(field, full), undefined, field);
  assert.equal(settingSurvival('network.hostname', { ...full, layout: Layout.parse({ init: false }) }), undefined);
  for (const field of settingFields.filter((name) => name !== 'users.accounts.*.sshKeys' && name !== 'extra.packages')) assert.equal(settingSurvival(field, minimal)?.survival, 'kept', field);
});

const lost: [string, string][] = [
  ['echo x > /usr/local/bin/tool', '/usr/local/bin/tool'], ['cat >>/opt/conf <<EOF', '/opt/conf'], ['install -m 0755 /tmp/tool /usr/bin/tool', '/usr/bin/tool'], ['cp -r /etc/skel /srv/skel', '/srv/skel'],
  ['mkdir -p /opt/app', '/opt/app'], ['curl -o /usr/bin/kubectl https://example.com/kubectl', '/usr/bin/kubectl'], ['tar xf /tmp/a.tar -C /opt', '/opt'], ["sed -i 's/a/b/' /usr/share/x.conf", '/usr/share/x.conf'],
  ['echo x | tee -a "/usr/share/y"', '/usr/share/y'], ['chmod 755 /usr/local/sbin/z', '/usr/local/sbin/z'], ['dnf -y remove tmux', '/usr'], ['microdnf install tmux', '/usr'], ['dnf --noplugins install tmux', '/usr'], ['rpm -Uvh /tmp/x.rpm', '/usr'], ['rpm -e x', '/usr'], ['pip3 install x', '/usr'],
];
for (const [line, path] of lost) test(`warns of: ${line}`, () => assert.deepEqual(scriptSurvival(post(`true\n${line}\n`), full).map((finding) => [finding.line, finding.path, finding.survival]), [[2, path, 'lost']]));

for (const line of ['dnf -y install tmux', 'yum upgrade', 'dnf group install "Server"', '/usr/bin/dnf install --setopt=x=y tmux && true']) {
  test(`says that imgbased keeps, but not surely: ${line}`, () => {
    const [found, ...more] = scriptSurvival(post(`${line}\n`), full);
    assert.deepEqual([found?.survival, more], ['kept', []]);
    assert.match(found?.message ?? '', /persisted-rpms/);
  });
}

test('what a here-document writes is no command, and what a shell reads of it is', () => {
  const lost = (body: string) => scriptSurvival(post(body), full).map(({ line }) => line);
  assert.deepEqual(lost("cat > /etc/cron.daily/x <<'EOF'\ncp /tmp/a /usr/b\ndnf install x\nEOF\ncp /tmp/a /usr/b\n"), [5]);
  assert.deepEqual(lost('cat > /usr/x <<-EOF\ncp /tmp/a /usr/b\n\tEOF\ncp /tmp/a /usr/b\n'), [1, 4]);
  assert.deepEqual(lost('bash <<EOF\ncp /tmp/a /usr/b\nEOF\n'), [2]);
  assert.deepEqual(lost('echo $((1<<n))\ngrep x <<< EOF\ncp /tmp/a /usr/b\n'), [3]);
});

for (const line of ['rpm -qi bash', 'rpm -Vf /usr/bin/x', 'dnf updateinfo', 'rpm -qa --installtime', 'echo x > /etc/motd', 'cp /tmp/a /root/b', '# echo > /usr/x', 'cat /usr/share/x', 'systemctl enable sshd', 'echo x > /dev/null 2>&1', 'mkdir -p /var/lib/app', 'useradd bob', 'touch /tmp/x']) {
  test(`says nothing of: ${line}`, () => assert.deepEqual(scriptSurvival(post(`${line}\n`), full), []));
}

test('outside the chroot only what is below the new system counts', () => {
  assert.deepEqual(scriptSurvival(post('cp /tmp/a /mnt/sysimage/usr/b\ncp /tmp/a /usr/b\n', { nochroot: true }), full).map((finding) => finding.path), ['/usr/b']);
  const packages = (line: string) => scriptSurvival(post(`${line}\n`, { nochroot: true }), full).map(({ survival }) => survival);
  assert.deepEqual(['dnf install x', 'dnf install --installroot=/mnt/sysroot x', 'chroot /mnt/sysroot dnf install x', 'pip install x'].map(packages), [[], ['lost'], ['kept'], []]);
});
test('a hidden write names the volume to define', () => {
  assert.match(scriptSurvival(post('echo x > /var/log/install-note\n'), onlyVar)[0]?.message ?? '', /Define \/var\/log as a volume/);
});
