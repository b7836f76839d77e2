// SPDX-License-Identifier: GPL-2.0-or-later
// The check-in of the booted node: what the %post writes, what the node then sends, and that nothing of it stays.
import assert from 'node:assert/strict';
import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkInAnswer, readCheckIn } from '../lifecycle/check-in.ts';
import { parseReport } from '../lifecycle/report-text.ts';
import { profileFixtures } from '../profile/fixtures.ts';
import { Machine, NODE_KEY, openReceiver, type Reply, reportSections, shells, TOKEN } from './installer.fixture.ts';

const profile = profileFixtures.get('layout');
assert.ok(profile);
const node = profile;

const CONF = 'etc/basewright/check-in.conf';
const SCRIPT = 'etc/basewright/check-in';
const UNIT = 'etc/systemd/system/basewright-check-in.service';
const WANTED = 'etc/systemd/system/multi-user.target.wants/basewright-check-in.service';
const LAYER = 'rocky-node-9.5-1+1';
/** As imgbased writes it, colours and all. */
const GOOD = '\\033[1mStatus: \\033[32mOK\\033[0m\\033[0m\\nBootloader ... \\033[32mOK\\033[0m\\n  Layer boot entries ... \\033[32mOK\\033[0m\\n';

/** A node with the files of the %post, and an imgbase that answers. The layout names the layer, or not yet. */
async function booted(t: TestContext, answer: (count: number) => Reply, shell = shells[0]) {
  const receiver = await openReceiver(t, (_path, count) => answer(count));
  const machine = new Machine(t);
  const [post] = reportSections(node, receiver.url, false, 'when it has booted');
  assert.ok(post);
  machine.write('no-systemctl', '');
  assert.deepEqual(await machine.run(post.body, shell), { status: 0, signal: null, output: '' });
  machine.program('imgbase', `case $1 in w) echo 'You are on ${LAYER}' ;; layout) printf 'rocky-node-9.5-1\\n +- ${LAYER}\\n' ;; check) printf '${GOOD}' ;; esac`);
  machine.program('ip', `echo '[{"ifname":"eno1","addr_info":[{"family":"inet","local":"192.0.2.7","scope":"global"},{"family":"inet6","local":"fe80::1","scope":"link"}]}]'`);
  machine.write('root/anaconda-ks.cfg', `liveimg --url=http://192.0.2.1/t/${TOKEN}/images/x\nkeep this\n`);
  machine.write('var/log/anaconda/program.log', `token ${TOKEN} here\n`);
  return { receiver, machine, script: () => machine.read(SCRIPT).replaceAll(`${machine.folder}/`, '/') };
}

function assertForgotten(machine: Machine): void {
  for (const path of [CONF, SCRIPT, UNIT, WANTED, 'etc/basewright']) assert.ok(!machine.has(path), path);
  assert.match(machine.read('calls'), /systemctl daemon-reload\n$/);
  assert.equal(machine.read('root/anaconda-ks.cfg'), 'liveimg --url=http://192.0.2.1/t/********/images/x\nkeep this\n');
  assert.equal(machine.read('var/log/anaconda/program.log'), 'token ******** here\n');
}

for (const shell of shells) {
  test(`${shell.join(' ')}: the node checks in until it is found healthy, and forgets the token`, async (t) => {
    const { receiver, machine, script } = await booted(t, (count) => (count < 2 ? { status: 200, text: 'not healthy: "imgbase check" says FAILED.\n' } : { status: 200, text: 'healthy\n' }), shell);
    const { status, output } = await machine.run(script(), shell);
    assert.equal(status, 0, output);
    assert.deepEqual(receiver.paths(), ['/report/check-in', '/report/check-in', '/report/check-in']);
    assert.equal(output, 'Basewright answered 200: not healthy: "imgbase check" says FAILED.\n'.repeat(2) + 'Basewright has seen this node healthy.\n');
    const checkIn = readCheckIn(parseReport(receiver.received[0]?.body ?? ''), { hasLayout: true });
    assert.deepEqual({ ...checkIn, kernel: undefined }, {
      layer: LAYER, layout: ['rocky-node-9.5-1', LAYER], kernel: undefined, addresses: ['192.0.2.7'], failedUnits: [], isHealthy: true, reasons: [],
      verdict: { status: 'OK', checks: [{ name: 'Bootloader', isOk: true, checks: [{ name: 'Layer boot entries', isOk: true }] }] },
    });
    assert.match(checkIn.kernel ?? '', /^[0-9]/);
    assert.equal(checkInAnswer(checkIn), 'healthy\n');
    assertForgotten(machine);
  });
}

test('the key of the node stays where the node reads it, and nowhere else', async (t) => {
  const { machine, script } = await booted(t, () => ({ status: 200, text: 'healthy\n' }));
  machine.write('etc/basewright/node.conf', `[node]\nkey = ${NODE_KEY}\n`);
  machine.write('root/original-ks.cfg', `url http://192.0.2.1/t/${TOKEN}/x\nkey = ${NODE_KEY}\n`);
  await machine.run(script());
  assert.equal(machine.read('root/original-ks.cfg'), 'url http://192.0.2.1/t/********/x\nkey = ********\n');
  assert.equal(machine.read('etc/basewright/node.conf'), `[node]\nkey = ${NODE_KEY}\n`);
  assert.ok(!machine.has(CONF));
});

test('what the %post writes: the token readable by root only, a unit that delays no boot, and its link where systemctl makes none', async (t) => {
  const { receiver, machine } = await booted(t, () => ({ status: 200, text: 'healthy\n' }));
  const mode = (path: string) => (lstatSync(join(machine.folder, path)).mode & 0o777).toString(8);
  assert.deepEqual([mode(CONF), mode(SCRIPT), mode(UNIT), mode('etc/basewright')], ['600', '644', '644', '755']);
  assert.equal(machine.read(CONF), `url = "${receiver.url}/t/${TOKEN}/report/check-in"\n`);
  assert.equal(readlinkSync(join(machine.folder, WANTED)), '../basewright-check-in.service');
  assert.ok(!machine.read(SCRIPT).includes(TOKEN) && !machine.read(UNIT).includes(TOKEN));
  assert.match(machine.read(UNIT), /^ExecStart=\/bin\/sh /m);
  assert.match(machine.read(UNIT), /^After=.*\bmulti-user\.target$/m);
  assert.match(machine.read('calls'), /^systemctl enable basewright-check-in\.service$/m);
});

test('a server that is down, or never satisfied: after 30 minutes the node forgets the token all the same', async (t) => {
  for (const reply of ['cut', { status: 502, text: 'bad\u001b[31m gateway' }, { status: 200, text: 'not healthy: x' }, { status: 404 }, { status: 500, text: 'healthy\n' }, { status: 200, text: 'healthy?\n' }] as const) {
    const { machine, script } = await booted(t, () => reply);
    const { status, output } = await machine.run(script().replace('+ 1800', '+ 100'));
    assert.equal(status, 0);
    assert.match(output, /within 30 minutes; it is not told again\.\n$/);
    assert.ok(!output.includes('\u001b') && !output.includes(TOKEN));
    assert.ok(machine.slept() >= 100 && machine.slept() < 160, String(machine.slept()));
    assertForgotten(machine);
  }
});

test('an image without curl: the journal says so, and the token is forgotten', async (t) => {
  const { receiver, machine, script } = await booted(t, () => ({ status: 200, text: 'healthy\n' }));
  machine.withoutCurl();
  const { status, output } = await machine.run(script());
  assert.deepEqual([status, receiver.received.length], [0, 0]);
  assert.match(output, /There is no curl in this image/);
  assertForgotten(machine);
});

test('a node without imgbase says what it can', async (t) => {
  const { receiver, machine, script } = await booted(t, () => ({ status: 200, text: 'healthy\n' }));
  machine.program('imgbase', 'exit 127');
  machine.program('systemctl', `case $1 in list-units) echo 'kdump.service loaded failed failed Crash recovery' ;; *) echo "systemctl $*" >> '${machine.folder}/calls' ;; esac`);
  await machine.run(script());
  const report = parseReport(receiver.received[0]?.body ?? '');
  const withLayout = readCheckIn(report, { hasLayout: true });
  assert.deepEqual([withLayout.isHealthy, withLayout.layer, withLayout.verdict, withLayout.failedUnits], [false, null, null, ['kdump.service']]);
  assert.match(checkInAnswer(withLayout), /^not healthy: The node does not name the layer it runs from/);
  assert.equal(readCheckIn(report, { hasLayout: false }).isHealthy, true);
});
