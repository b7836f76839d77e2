// SPDX-License-Identifier: GPL-2.0-or-later
// The wait of a rehearsal: only the word `approved` lets an installation go on, everything else turns the machine off with its disks untouched.
import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { knownCause } from '../lifecycle/causes.ts';
import { machineFacts } from '../lifecycle/machine-facts.ts';
import { parseReport } from '../lifecycle/report-text.ts';
import { DECISION_MS } from '../lifecycle/stages.ts';
import { profileFixtures } from '../profile/fixtures.ts';
import type { Profile } from '../profile/profile.ts';
import { statementsOf } from './kickstart.ts';
import { Machine, openReceiver, type Receiver, type Reply, reportSections, shells, TOKEN } from './installer.fixture.ts';
import { nodeOf } from './node.ts';

const profile: Profile | undefined = profileFixtures.get('storage-size');
assert.ok(profile);
const withDisk = profile;

const TURNED_OFF = { status: null, signal: 'SIGKILL' };
const WENT_ON = { status: 0, signal: null };
const ended = ({ status, signal }: { status: number | null; signal: string | null }) => ({ status, signal });

/** A server that answers the question for the decision by `decide`; everything else it takes. */
const deciding = (t: TestContext, decide: (count: number) => Reply) => openReceiver(t, (path, count) => (path === '/decision' ? decide(count) : { status: 204 }));

async function prepared(t: TestContext, receiver: Receiver): Promise<{ machine: Machine; wait: string }> {
  const [prelude, wait] = reportSections(withDisk, receiver.url, true);
  assert.ok(prelude !== undefined && wait !== undefined);
  const machine = new Machine(t);
  machine.write('tmp/basewright-disk.ks', 'ignoredisk --only-use=sdb\n');
  assert.equal((await machine.run(prelude.body)).status, 0);
  return { machine, wait: wait.body };
}

for (const shell of shells) {
  test(`${shell.join(' ')}: approved after a while, the installation goes on in the same boot`, async (t) => {
    const receiver = await deciding(t, (count) => ({ status: 200, text: count < 15 ? 'waiting\n' : 'approved\n' }));
    const { machine, wait } = await prepared(t, receiver);
    assert.deepEqual(ended(await machine.run(wait, shell)), WENT_ON);
    assert.deepEqual(receiver.paths(), ['/report/started', '/report/waiting', ...Array.from({ length: 16 }, () => '/decision')]);
    assert.deepEqual(receiver.received.filter(({ path }) => path === '/decision').map(({ method, body }) => method + body)[0], 'GET');
    assert.deepEqual(machineFacts(parseReport(receiver.received[1]?.body ?? '')).target, ['sdb']);
    assert.equal(machine.slept(), 75);
    assert.ok(!machine.read('calls').includes('poweroff'));
    const shown = machine.read('dev/console');
    assert.match(shown, /Basewright: waits to be approved or refused in the browser, at most 30 minutes more\. No disk is touched until then\.\r\n/);
    assert.match(shown, /at most 29 minutes more[^]*Basewright: approved\. The installation goes on\.\r\n$/);
    assert.ok(!shown.includes(TOKEN));
  });

  test(`${shell.join(' ')}: refused, the machine turns off`, async (t) => {
    const receiver = await deciding(t, (count) => ({ status: 200, text: count < 1 ? 'waiting\n' : 'refused\n' }));
    const { machine, wait } = await prepared(t, receiver);
    assert.deepEqual(ended(await machine.run(wait, shell)), TURNED_OFF);
    assert.match(machine.read('calls'), /systemctl poweroff --force --force\n$/);
    assert.match(machine.read('dev/console'), /The installation was refused\. No disk was changed\. This machine powers off\.\r\n$/);
  });
}

test('where systemd does not turn the machine off, the kernel does, and nothing goes on meanwhile', async (t) => {
  const receiver = await deciding(t, () => ({ status: 200, text: 'refused\n' }));
  const { machine, wait } = await prepared(t, receiver);
  machine.write('no-systemctl', '');
  assert.deepEqual(ended(await machine.run(wait)), TURNED_OFF);
  assert.deepEqual([machine.read('proc/sys/kernel/sysrq'), machine.read('proc/sysrq-trigger')], ['1\n', 'o\n']);
});

test('nobody decides: at the end of the time the machine says so and turns off', async (t) => {
  const receiver = await deciding(t, () => ({ status: 200, text: 'waiting\n' }));
  const { machine, wait } = await prepared(t, receiver);
  assert.deepEqual(ended(await machine.run(wait.replace('+ 1800', '+ 120'))), TURNED_OFF);
  const last = receiver.received.at(-1);
  assert.equal(last?.path, '/report/failed');
  assert.equal(knownCause(parseReport(last.body).log ?? '')?.id, 'no-decision');
  assert.ok(machine.slept() >= 120 && machine.slept() <= 130, String(machine.slept()));
  assert.ok(wait.includes(`+ ${DECISION_MS / 1000})`));
});

test('a server that is gone for all that time: the machine turns off; one that comes back is told what it missed', async (t) => {
  const gone = await openReceiver(t, () => 'cut');
  const { machine, wait } = await prepared(t, gone);
  await gone.close();
  assert.deepEqual(ended(await machine.run(wait.replace('+ 1800', '+ 60'))), TURNED_OFF);
  assert.ok(machine.slept() < 90);

  const back = await openReceiver(t, (path, count) => (path === '/decision' ? (count < 4 ? { status: 502, text: 'bad gateway' } : { status: 200, text: 'approved\n' }) : { status: count < 5 ? 503 : 204 }));
  const again = await prepared(t, back);
  assert.deepEqual(ended(await again.machine.run(again.wait)), WENT_ON);
  assert.equal(back.paths().filter((path) => path === '/report/waiting').length, 5);
});

test('an installation that the server does not know any more: the machine turns off soon, but not for one wrong answer', async (t) => {
  const forgotten = await deciding(t, () => ({ status: 404 }));
  const one = await prepared(t, forgotten);
  assert.deepEqual(ended(await one.machine.run(one.wait)), TURNED_OFF);
  assert.equal(one.machine.slept(), 10);
  const blip = await deciding(t, (count) => (count % 3 === 0 && count < 9 ? { status: 200, text: 'waiting\n' } : count < 9 ? { status: 404 } : { status: 200, text: 'approved\n' }));
  const other = await prepared(t, blip);
  assert.deepEqual(ended(await other.machine.run(other.wait)), WENT_ON);
});

const nearly: readonly Reply[] = [
  { status: 200, text: 'Approved\n' }, { status: 200, text: 'approved!\n' }, { status: 200, text: ' approved\n' }, { status: 200, text: 'waiting\napproved\n' }, { status: 200, text: '<html>approved</html>' }, { status: 200, text: '' },
  { status: 500, text: 'approved\n' }, { status: 403, text: 'approved\n' }, { status: 302, text: 'approved\n', location: '/elsewhere' }, { status: 204 }, { status: 200, text: `approved${'d'.repeat(100_000)}` }, 'cut',
];
test('nothing but the word lets it go on', async (t) => {
  const receiver = await deciding(t, (count) => nearly[count] ?? { status: 200, text: 'refused\n' });
  const { machine, wait } = await prepared(t, receiver);
  assert.deepEqual(ended(await machine.run(wait)), TURNED_OFF);
  assert.equal(receiver.paths().filter((path) => path === '/decision').length, nearly.length + 1);
  assert.ok(!receiver.paths().includes('/elsewhere'), 'a redirect is not followed');
});

test('without curl, or without what the first %pre wrote, nothing goes on', async (t) => {
  const receiver = await deciding(t, () => ({ status: 200, text: 'approved\n' }));
  const { machine, wait } = await prepared(t, receiver);
  machine.withoutCurl();
  assert.deepEqual(ended(await machine.run(wait)), TURNED_OFF);
  const bare = new Machine(t);
  for (const shell of shells) assert.notEqual((await bare.run(wait, shell)).status, 0);
  assert.deepEqual(receiver.received, []);
});

test('the wait comes before everything that may touch a disk, and its failure stops the installation', () => {
  for (const [name, of] of profileFixtures) {
    const statements = statementsOf(nodeOf(of, undefined, { url: 'http://192.0.2.1', token: TOKEN, nodeKey: TOKEN, rehearsal: true }));
    const sections = statements.filter((statement) => statement.kind === 'section' || (statement.kind === 'verbatim' && statement.line.startsWith('%')));
    const wait = sections.findIndex((section) => section.kind === 'section' && section.body.includes('waits for the decision'));
    const before = sections.slice(0, wait).map((section) => (section.kind === 'section' ? section.body.split('\n')[0] : ''));
    assert.ok(wait >= 0 && before.every((first) => /^# Basewright (reports: what the scripts|finds the disk)/.test(first ?? '')), `${name}: ${before.join(', ')}`);
    const section = sections[wait];
    assert.ok(section?.kind === 'section' && section.options.some(([option]) => option === '--erroronfail'));
  }
});
