// SPDX-License-Identifier: GPL-2.0-or-later
// What a machine sends while it is installed: the generated scripts, run by every shell there is, against a boot plane on the loopback.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { knownCause } from '../lifecycle/causes.ts';
import { machineFacts } from '../lifecycle/machine-facts.ts';
import { parseReport } from '../lifecycle/report-text.ts';
import { profileFixtures } from '../profile/fixtures.ts';
import { MASK } from '../profile/names.ts';
import type { Profile } from '../profile/profile.ts';
import { renderKickstart } from '../render.ts';
import { Machine, NODE_KEY, openReceiver, type Receiver, reportSections, shells, TOKEN } from './installer.fixture.ts';
import { ReportingValueError } from './token-url.ts';

function fixture(name: string): Profile {
  const profile = profileFixtures.get(name);
  assert.ok(profile);
  return profile;
}

const profile = fixture('scripts');
const bodyOf = (url: string, about: string, of = profile) => reportSections(of, url, false, about)[0]?.body ?? '';

/** A machine whose first %pre has run. */
async function prepared(t: TestContext, receiver: Receiver, of = profile): Promise<Machine> {
  const machine = new Machine(t);
  assert.equal((await machine.run(bodyOf(receiver.url, 'what the scripts', of))).status, 0);
  return machine;
}

for (const shell of shells) {
  test(`${shell.join(' ')}: every section of a good installation, in its order`, async (t) => {
    const receiver = await openReceiver(t);
    const machine = new Machine(t);
    machine.write('sys/class/dmi/id/product_serial', 'SN-1\n');
    machine.write('sys/class/dmi/id/sys_vendor', 'ACME\n');
    machine.write('sys/class/dmi/id/product_name', 'Box 9000\n');
    machine.write('usr/share/anaconda/addons/org_imgbased/__init__.py', '');
    machine.write('lsblk.json', '{\n   "blockdevices": [\n      {"name":"sda", "size":960197124096, "type":"disk", "model":"X 1", "serial":"S1", "fstype":null, "label":null,\n "children":[{"name":"sda1","size":1048576,"type":"part","model":null,"serial":null,"fstype":"vfat","label":"EFI"}]}\n   ]\n}\n');
    machine.write('ip.json', '[{"ifname":"eno1","link_type":"ether","address":"52:54:00:ab:cd:ef","addr_info":[{"family":"inet","local":"192.0.2.7","scope":"global"}]}]\n');
    for (const section of reportSections(fixture('layout-off'), receiver.url, false).filter(({ name, body }) => name !== '%onerror' && !body.includes('check-in.conf'))) {
      assert.deepEqual(await machine.run(section.body, shell), { status: 0, signal: null, output: '' }, section.body);
    }
    assert.deepEqual(receiver.paths(), ['/report/started', '/report/storage', '/report/image', '/report/installed']);
    assert.deepEqual([...new Set(receiver.received.map(({ method, type }) => `${method} ${type}`))], ['POST text/plain; charset=utf-8']);
    const facts = machineFacts(parseReport(receiver.received[0]?.body ?? ''));
    assert.deepEqual({ ...facts, target: undefined }, {
      serial: 'SN-1', product: 'ACME Box 9000', memoryKiB: 16316412, cpus: 2, addon: 'present', target: undefined,
      disks: [{ name: 'sda', size: 960197124096, model: 'X 1', serial: 'S1', children: [{ name: 'sda1', size: 1048576, fstype: 'vfat', label: 'EFI' }] }],
      links: [{ name: 'eno1', mac: '52:54:00:ab:cd:ef', addresses: ['192.0.2.7'] }],
    });
    assert.match(machine.read('calls'), /^systemd-run --quiet --collect --unit=basewright-watch \/bin\/sh \S+\/tmp\/basewright\/watch.sh\n$/);
  });
}

test('the watch goes on without holding the output of the script that starts it: Anaconda waits for the end of that', async (t) => {
  for (const shell of shells) {
    const machine = new Machine(t);
    machine.program('systemd-run', 'exit 1');
    // Opening a pipe to write waits for a reader, so the watch lives until this test reads it, and the end of the pipe is the end of the watch: nothing writes into the folder after that.
    const pipe = join(machine.folder, 'watch');
    execFileSync('mkfifo', [pipe]);
    machine.program('setsid', `exec timeout 60 /bin/sh -c 'echo goes on > ${pipe}'`);
    const [prelude] = reportSections(fixture('minimal'), 'http://192.0.2.1:8080', false);
    assert(prelude !== undefined);
    assert.deepEqual(await machine.run(prelude.body, shell), { status: 0, signal: null, output: '' });
    assert.equal(execFileSync('timeout', ['10', 'cat', pipe], { encoding: 'utf8' }), 'goes on\n');
  }
});

test('the target is the disk that the kickstart erases, however it is named', async (t) => {
  const receiver = await openReceiver(t);
  const targetOf = async (disk: Profile['storage']['disk']) => {
    const of = { ...profile, storage: { ...profile.storage, disk } };
    const machine = await prepared(t, receiver, of);
    machine.write('tmp/basewright-disk.ks', 'ignoredisk --only-use=nvme1n1\n');
    machine.write('dev/disk/by-id/ata-X', '');
    await machine.run(bodyOf(receiver.url, 'on this machine', of));
    return machineFacts(parseReport(receiver.received.at(-1)?.body ?? '')).target;
  };
  assert.deepEqual(await targetOf({ by: 'device', device: 'vda' }), ['vda']);
  assert.deepEqual(await targetOf({ by: 'device', device: 'mapper/mpatha' }), ['mpatha']);
  assert.deepEqual(await targetOf({ by: 'serial', serial: 'S1' }), ['nvme1n1']);
  assert.deepEqual(await targetOf({ by: 'id', id: 'ata-X' }), ['ata-X']);
  assert.deepEqual(await targetOf({ by: 'id', id: 'ata-GONE' }), []);
});

test('a report is tried three times when the server fails, and once when it refuses; the script never fails', async (t) => {
  const receiver = await openReceiver(t, (path, count) => (path === '/report/storage' ? { status: count < 2 ? 503 : 204 } : path === '/report/installed' ? { status: 404 } : 'cut'));
  const machine = await prepared(t, receiver);
  assert.equal((await machine.run(bodyOf(receiver.url, 'volumes are made'))).status, 0);
  assert.equal((await machine.run(bodyOf(receiver.url, 'everything is installed'))).status, 0);
  assert.deepEqual(receiver.paths(), [...Array.from({ length: 3 }, () => '/report/storage'), '/report/installed']);
  const started = await machine.run(bodyOf(receiver.url, 'on this machine'));
  assert.deepEqual([started.status, receiver.paths().length], [0, 7]);
  assert.match(started.output, /basewright: the report "started" was not taken \(000\); the installation goes on\./);
  assert.ok(!started.output.includes(TOKEN));
});

test('a server that is gone, or never answers, costs a bounded time', async (t) => {
  const silent = await openReceiver(t, () => 'hang');
  const body = (url: string) => bodyOf(url, 'what the scripts').replace('--max-time 10', '--max-time 1');
  const machine = new Machine(t);
  await machine.run(body(silent.url));
  const began = Date.now();
  assert.equal((await machine.run(bodyOf(silent.url, 'volumes are made'))).status, 0);
  assert.ok(Date.now() - began < 10_000);
  assert.deepEqual([silent.received.length, machine.slept()], [3, 4], 'three attempts of at most 10 s and 4 s of pauses are less than 35 s');
  await silent.close();
  await machine.run(body(silent.url));
  assert.equal((await machine.run(bodyOf(silent.url, 'volumes are made'))).status, 0);
});

test('without curl, or without what the first %pre wrote, nothing is sent and nothing fails', async (t) => {
  const receiver = await openReceiver(t);
  const machine = await prepared(t, receiver);
  machine.withoutCurl();
  const { status, output } = await machine.run(bodyOf(receiver.url, 'on this machine'));
  assert.deepEqual([status, receiver.received.length], [0, 0]);
  assert.match(output, /there is no curl here/);
  const bare = new Machine(t);
  for (const about of ['on this machine', 'volumes are made', 'everything is installed', 'installation failed']) assert.equal((await bare.run(bodyOf(receiver.url, about))).status, 0);
});

test('a failure is told once, with bounded logs and without secrets', async (t) => {
  const receiver = await openReceiver(t);
  const machine = await prepared(t, receiver);
  const hash = `$6$rounds=100000$abcdefghijklmnop$${'x'.repeat(86)}`;
  machine.write('tmp/anaconda-tb-1', `Traceback (most recent call last):\n${'v'.repeat(500_000)}\n`);
  machine.write('tmp/anaconda.log', `${'old\n'.repeat(20_000)}ERR: Checksum of image does not match\nuser x ${hash}\npart --encrypted --passphrase="correct horse" pv.01\nGET ${receiver.url}/t/${TOKEN}/images/x\nscript: [node]\\nkey = ${NODE_KEY}\\n\nrootpw plain-secret\nNUL \0 here\n`);
  machine.write('tmp/program.log', 'p\n'.repeat(20_000));
  machine.write('tmp/imgbased-layout.log', 'layout says this\n');
  machine.write('journal', 'journal says that\n');
  const body = bodyOf(receiver.url, 'installation failed');
  for (const [index, shell] of shells.entries()) assert.equal((await machine.run(body, shell)).status, 0, String(index));
  assert.deepEqual(receiver.paths(), ['/report/failed']);
  const sent = receiver.received[0]?.body ?? '';
  const { log = '' } = parseReport(sent);
  assert.ok(Buffer.byteLength(sent) <= 65_536);
  for (const part of ['/tmp/anaconda-tb-1', '/tmp/anaconda.log', '/tmp/program.log', '/tmp/imgbased-layout.log', 'journal']) assert.match(log, new RegExp(`^==== \\S*${part}$`, 'm'));
  for (const said of ['Traceback (most', 'layout says this', 'journal says that', '--passphrase=********']) assert.ok(log.includes(said), said);
  for (const secret of [TOKEN, NODE_KEY, hash, 'correct horse', 'plain-secret', '\0']) assert.ok(!sent.includes(secret), secret);
  assert.equal(knownCause(log)?.id, 'checksum');
});

test('the watch tells of scripts that stop the installation, and of a kickstart that is not accepted, where Anaconda runs no %onerror', async (t) => {
  const receiver = await openReceiver(t);
  const machine = await prepared(t, receiver);
  const watch = machine.read('tmp/basewright/watch.sh').replaceAll(`${machine.folder}/`, '/');
  const isTold = async (log: string, ends: boolean) => {
    machine.write('tmp/anaconda.log', log);
    const before = receiver.received.length;
    if (!ends) machine.program('sort', 'cat > /dev/null; : > "${0%/bin/sort}/tmp/basewright/done"');
    await machine.run(watch);
    return receiver.received.length - before;
  };
  machine.write('run/install/ks.cfg', 'text\n%pre --erroronfail\nexit 1\n%end\n%post\nfalse\n%end\n');
  assert.equal(await isTold('12:00:00,001 ERROR kickstart.script: Error code 1 running the kickstart script at line 5\n', false), 0);
  for (const line of ['12:00:00,001 ERROR kickstart.script: Error code 1 running the kickstart script at line 2', '12:00:00,001 ERR anaconda.kickstart.parsing: Disk "sdz" given in ignoredisk command does not exist.']) {
    const other = await prepared(t, receiver);
    other.write('run/install/ks.cfg', 'text\n%pre --erroronfail\nexit 1\n%end\n');
    other.write('tmp/anaconda.log', `${line}\n`);
    assert.equal((await other.run(watch)).status, 0);
    assert.equal(receiver.paths().at(-1), '/report/failed');
    assert.ok(receiver.received.at(-1)?.body.includes(line));
  }
  assert.equal(receiver.received.length, 2);
});

test('the token stands in four lines, each marked; with MASK the text is the same but for the token', () => {
  const url = 'http://192.0.2.1:8080';
  const own = { ...profile, image: { ...profile.image, url: `${url}/images/${'ab'.repeat(32)}/x.squashfs` } };
  for (const rehearsal of [false, true]) {
    const exact = renderKickstart(own, undefined, { url, token: TOKEN, nodeKey: NODE_KEY, rehearsal });
    const masked = renderKickstart(own, undefined, { url, token: MASK, nodeKey: MASK, rehearsal });
    assert.equal(masked.text, exact.text.replaceAll(TOKEN, MASK));
    assert.deepEqual(exact.lines.filter(({ secret }) => secret).map(({ text }) => text), exact.text.split('\n').filter((line) => line.includes(TOKEN)));
    assert.deepEqual(masked.lines.map(({ secret }) => secret), exact.lines.map(({ secret }) => secret));
    assert.equal(exact.lines.filter(({ secret }) => secret).length, 4);
  }
  assert.ok(!renderKickstart(own).text.includes('/t/'));
});

test('a boot plane or token that a script could misread is refused', () => {
  const good = { url: 'http://192.0.2.1:8080', token: TOKEN, nodeKey: NODE_KEY, rehearsal: false };
  for (const url of ['http://x/$(reboot)', "http://x/'", 'http://x/ y', 'http://x/`id`', 'http://x/"', 'http://x\n/', 'ftp://x', 'http://x/', 'http://u:p@x', 'http://x/%end\\', 'http://x/{a}', '']) {
    assert.throws(() => renderKickstart(profile, undefined, { ...good, url }), ReportingValueError, url);
  }
  for (const token of ['', 'short', `${TOKEN}x`, `${TOKEN.slice(1)}'`, `${TOKEN.slice(1)} `, '../../etc/passwd']) assert.throws(() => renderKickstart(profile, undefined, { ...good, token }), ReportingValueError, token);
  for (const url of ['http://[2001:db8::1]:8080', 'https://boot.example.com/a/b']) assert.ok(renderKickstart(profile, undefined, { ...good, url }).text.includes(`${url}/t/${TOKEN}'`));
});
