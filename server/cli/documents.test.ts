// SPDX-License-Identifier: GPL-2.0-or-later
// Profiles and hosts by the real executable, each call with its whole output; another process has the store open, as a running server has.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { getOpenProfile } from '../profiles/profiles.ts';
import { openBootStore } from '../store/boot-store.ts';
import { openStore } from '../store/store.ts';
import { commandsOn, complained, ended, fixtureText, said, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

const HASH = /\$6\$rounds=100000\$[^"]+/.exec(fixtureText('ovirt-node'))?.[0] ?? '';
const data = temporaryDirectory();
const call = commandsOn(data);
const host = temporaryFile('host.json', JSON.stringify({ hostname: 'Node1.example.com', macs: ['52-54-00-AB-CD-01'], profile: 'ovirt-node' }));
const profile = temporaryFile('profile.json', fixtureText('ovirt-node'));
let bootPlane: ReturnType<typeof openBootStore> | undefined;

describe('profiles', () => {
  test('the lists are empty at first', async () => {
    assert.deepEqual(await call(['profile', 'list']), said('', 'There are no profiles yet. Make one in the web pages, or: basewright profile put PROFILE.json\n'));
    assert.deepEqual(await call(['host', 'list']), said('', 'There are no hosts yet. Add one: basewright host put HOST.json\n'));
    bootPlane = openBootStore(data);
  });

  test('profile put, from a file and from stdin', async () => {
    assert.deepEqual(await call(['profile', 'put', profile]), said('created profile ovirt-node\n'));
    assert.deepEqual(await call(['profile', 'put', '-'], fixtureText('minimal')), said('created profile minimal\n'));
    assert.deepEqual(await call(['profile', 'put', '-'], '{"id":"x"}').then(({ exit, stdout, stderr }) => [exit, stdout, stderr.split('\n')[0]]), [2, '', 'title: This is missing; give text.']);
    const { stdout } = await call(['profile', 'put', profile, '--json']);
    assert.deepEqual(JSON.parse(stdout), { outcome: 'updated', id: 'ovirt-node', etag: '"3"', updatedAt: '<time>', disarmed: [] });
  });

  test('profile get: masked, and what comes out goes in again without losing the secret', async () => {
    const masked = await call(['profile', 'get', 'ovirt-node']);
    assert.ok(masked.stdout.includes('"hash": "********"') && !masked.stdout.includes('$6$'));
    assert.deepEqual(await call(['profile', 'put', '-', '--if-match', '3'], masked.stdout), said('updated profile ovirt-node\n'));
    const store = await openStore(data);
    const stored = await getOpenProfile(store, 'ovirt-node').finally(() => store.close());
    const revealed = await call(['profile', 'get', 'ovirt-node', '--reveal']);
    assert.deepEqual(JSON.parse(revealed.stdout), stored);
    assert.ok(revealed.stdout.includes(HASH));
    const { stdout } = await call(['profile', 'get', 'ovirt-node', '--json']);
    const document: unknown = JSON.parse(masked.stdout);
    assert.deepEqual(JSON.parse(stdout), { profile: document, etag: '"4"', updatedAt: '<time>' });
    assert.deepEqual(await call(['profile', 'get', 'nope']), complained(1, 'basewright: There is no profile "nope". "basewright profile list" shows what there is.'));
  });

  test('a mask without a stored secret, and a stale ETag, are refused', async () => {
    const masked = fixtureText('ovirt-node').replace(HASH, '********').replace('"id": "ovirt-node"', '"id": "other"');
    assert.deepEqual(await call(['profile', 'put', '-'], masked), complained(2, 'users.root.hash: The secret is masked, and none is stored here that it could stand for. Type it again.'));
    assert.deepEqual(await call(['profile', 'put', profile, '--if-match', '"3"']), complained(1, '--if-match: Somebody changed it in the meantime (its ETag is "4" now), so nothing was written. Get it again, and repeat your change.'));
    assert.deepEqual(await call(['profile', 'delete', 'minimal', '--if-match', '9']), complained(1, '--if-match: Somebody changed it in the meantime (its ETag is "2" now), so nothing was written. Get it again, and repeat your change.'));
  });

  test('profile clone, list, delete', async () => {
    assert.deepEqual(await call(['profile', 'clone', 'ovirt-node', 'copy', '--title', 'A copy']), said('created profile copy\n'));
    assert.deepEqual(await call(['profile', 'clone', 'ovirt-node', 'copy', '--title', 'A copy']), complained(1, 'basewright: There is a profile "copy" already. Choose another id.'));
    assert.deepEqual(await call(['profile', 'clone', 'ovirt-node', 'C', '--title', '']), complained(2, '--title: This option needs a value: --title TEXT.'));
    assert.deepEqual(await call(['profile', 'list', '--target', 'oVirt 4.5']), said(
      'ID          TARGET   HOSTS  ARMABLE  UPDATED                   TITLE\n' +
        'copy        ovirt45  0      yes      <time>  A copy\n' +
        'ovirt-node  ovirt45  0      yes      <time>  oVirt Node 4.5\n'));
    assert.deepEqual(await call(['profile', 'list', '--search', 'nothing like this']), said('', 'No profile matches.\n'));
    assert.deepEqual(await call(['profile', 'delete', 'copy']), said('deleted profile copy\n'));
    assert.deepEqual(await call(['profile', 'delete', 'copy']), complained(1, 'basewright: There is no profile "copy". "basewright profile list" shows what there is.'));
  });
});

describe('hosts', () => {
  test('host put, get by MAC address in any spelling, list', async () => {
    assert.deepEqual(await call(['host', 'put', host]), said('created host node1.example.com\n'));
    assert.deepEqual(await call(['host', 'put', '-'], '{"hostname":"b","macs":["525400abcd01"],"profile":"minimal"}'), complained(2,
      'macs.0: 52:54:00:ab:cd:01 belongs to the host node1.example.com. A MAC address can belong to one host only: remove it there first, or check this one.'));
    assert.deepEqual(await call(['host', 'put', '-'], '{"hostname":"b","macs":["525400abcd02"],"profile":"none"}'), complained(2, 'profile: There is no profile "none". Choose an existing one, or make it first.'));
    const document = { hostname: 'Node1.example.com', macs: ['52:54:00:ab:cd:01'], profile: 'ovirt-node', overrides: {}, id: 'node1.example.com' };
    for (const name of ['node1.example.com', '5254.00ab.cd01', '01-52-54-00-AB-CD-01']) assert.deepEqual(JSON.parse((await call(['host', 'get', name])).stdout), document);
    assert.deepEqual(await call(['host', 'get', '52:54:00:ff:ff:ff']), complained(1, 'basewright: There is no host "52:54:00:ff:ff:ff". "basewright host list" shows what there is.'));
    assert.deepEqual(await call(['host', 'list']), said('ID                 PROFILE     STATE  ARMED UNTIL  MACS\nnode1.example.com  ovirt-node  new    -            52:54:00:ab:cd:01\n'));
    assert.deepEqual(await call(['profile', 'delete', 'ovirt-node']), complained(1, 'basewright: The profile "ovirt-node" is used by node1.example.com. Give these hosts another profile or delete them first.'));
  });

  test('host arm and disarm: the boot plane sees it at once', async () => {
    const before = bootPlane?.dataVersion();
    const armed = await call(['host', 'arm', '52:54:00:AB:CD:01', '--expires', '2h']);
    assert.deepEqual([armed.exit, armed.stdout], [0, 'armed host node1.example.com until <time>\n']);
    assert.match(armed.stderr, /^(warning: [^\n]+\n)+$/);
    assert.match(armed.stderr, /^warning: There is no installer tree for oVirt Node 4\.5/m);
    assert.notEqual(bootPlane?.dataVersion(), before);
    const until = bootPlane?.installationOf('node1.example.com')?.expires_at ?? 0;
    assert.ok(Math.abs(until - Date.now() - 7_200_000) < 600_000);
    assert.deepEqual(JSON.parse((await call(['host', 'list', '--state', 'armed', '--json'])).stdout), {
      hosts: [{ id: 'node1.example.com', hostname: 'Node1.example.com', macs: ['52:54:00:ab:cd:01'], profile: 'ovirt-node', state: 'armed', armedUntil: '<time>', stage: 'armed', stageAt: '<time>', isStuck: false, isIntruded: false, imageBytes: 0, etag: '"6"', updatedAt: '<time>' }],
    });
    assert.deepEqual(await call(['host', 'disarm', 'node1.example.com']), said('disarmed host node1.example.com\n'));
    bootPlane?.dataVersion();
    assert.equal(bootPlane?.installationOf('node1.example.com')?.state, 'disarmed');
    assert.deepEqual(await call(['host', 'disarm', 'node9']), complained(1, 'basewright: There is no host "node9". "basewright host list" shows what there is.'));
  });

  test('a change that makes an armed host uninstallable disarms it, and says so', async () => {
    assert.equal((await call(['host', 'arm', 'node1.example.com'])).exit, 0);
    const unchecked = fixtureText('ovirt-node').replace(/,?\s*"checksum": "[0-9a-f]{64}"/, '');
    assert.deepEqual(await call(['profile', 'put', '-'], unchecked), said('updated profile ovirt-node\n', 'Disarmed, because they can no longer be installed: node1.example.com.\n'));
    assert.deepEqual(await call(['host', 'arm', 'node1.example.com']), complained(1,
      'image.checksum: The image has no checksum. The installer checks neither the status nor the length of the download, so a machine could be erased for an error page. Give the image\'s sha256.'));
  });

  test('what may mean two hosts means none', async () => {
    assert.equal((await call(['host', 'put', '-'], '{"hostname":"525400abcd01","macs":["52:54:00:00:00:09"],"profile":"minimal"}')).exit, 0);
    assert.deepEqual(await call(['host', 'arm', '525400abcd01']), complained(1, 'basewright: "525400abcd01" is the id of one host and the MAC address of another, node1.example.com. Write the MAC address as 52:54:00:ab:cd:01.'));
    assert.deepEqual(await call(['host', 'delete', '52:54:00:00:00:09']), said('deleted host 525400abcd01\n'));
  });

  test('host import: all rows or none', async () => {
    const table = '\ufeffmac,hostname,profile\n52:54:00:00:01:01,n1,minimal\n52:54:00:00:01:02,n2,none\n';
    const file = temporaryFile('rack.csv', table);
    assert.deepEqual(await call(['host', 'import', file]), ended(2, '1 to create, 0 to update, 1 refused; nothing was written\n', `${file}:3: profile: There is no profile "none". Choose an existing one, or make it first.\n`));
    const good = table.replace('none', 'minimal');
    assert.deepEqual(await call(['host', 'import', '-', '--dry-run'], good), said('2 to create, 0 to update, 0 refused; nothing was written\n'));
    assert.deepEqual(await call(['host', 'import', '-'], good), said('2 created, 0 updated, 0 the same\n'));
    assert.deepEqual(await call(['host', 'import', '-'], good), said('0 created, 0 updated, 2 the same\n'));
    assert.deepEqual(await call(['host', 'import', '-'], 'a,b\n1,2\n').then(({ exit, stdout }) => [exit, stdout]), [2, '']);
  });

  test('host delete', async () => {
    assert.deepEqual(await call(['host', 'delete', 'n1']), said('deleted host n1\n'));
    assert.deepEqual(await call(['host', 'delete', 'n1']), complained(1, 'basewright: There is no host "n1". "basewright host list" shows what there is.'));
    bootPlane?.close();
  });
});
