// SPDX-License-Identifier: GPL-2.0-or-later
// The %post that brings the node's own tools: what it fetches and writes, that the tools read what it wrote, and that none of its failures fails the installation.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { lstatSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { emptyEnvironment } from '../oracle/empty-environment.ts';
import { arbitraryWindow } from '../profile/arbitrary.ts';
import { hostFixtures, profileFixtures } from '../profile/fixtures.ts';
import type { Host } from '../profile/host.ts';
import { MASK } from '../profile/names.ts';
import { Profile, type ProfileInput } from '../profile/profile.ts';
import { renderKickstart } from '../render.ts';
import { Machine, NODE_KEY, openReceiver, type Receiver, type Reply, shells, TOKEN } from './installer.fixture.ts';
import { nodeAgent } from './node-agent.ts';
import { nodeOf, type Reporting } from './node.ts';
import { ReportingValueError } from './token-url.ts';

const NODE = fileURLToPath(new URL('../../node', import.meta.url));
const [host] = hostFixtures.values();
const layout = profileFixtures.get('layout');
assert.ok(host && layout);
const anyHost: Host = host;
const usual: Profile = layout;

const profileWith = (upgrade: NonNullable<ProfileInput['layout']>['upgrade'], more: object = {}) => Profile.parse({ ...usual, ...more, layout: { ...usual.layout, upgrade } });
const reporting = (url: string): Reporting => ({ url, token: TOKEN, nodeKey: NODE_KEY, rehearsal: false });

function bodyOf(url: string, profile = usual): string {
  const [section] = nodeAgent(nodeOf(profile, anyHost, reporting(url)));
  assert.ok(section);
  return section.body;
}

/** A new system with a Python that takes down what it is called with. */
async function installed(t: TestContext, answer?: (path: string) => Reply): Promise<{ receiver: Receiver; machine: Machine }> {
  const receiver = await openReceiver(t, answer ?? ((path) => ({ status: 200, text: `the file ${path}\n` })));
  const machine = new Machine(t);
  machine.program('python3', `echo "python3 $*" >> '${machine.folder}/calls'\ncat "$1"`);
  return { receiver, machine };
}

for (const shell of shells) {
  test(`${shell.join(' ')}: the tools and the page are fetched and installed, the configuration is root's alone`, async (t) => {
    const { receiver, machine } = await installed(t);
    const { status, output } = await machine.run(bodyOf(receiver.url), shell);
    assert.deepEqual([status, output], [0, 'the file /node/basewright-node.pyz\n']);
    assert.deepEqual(receiver.received.map(({ method, path }) => `${method} ${path}`), ['GET /node/basewright-node.pyz', 'GET /node/cockpit-basewright.tar.gz']);
    const folder = join(machine.folder, 'etc/basewright');
    assert.equal(machine.read('calls'), `python3 ${folder}/basewright-node.pyz install --page ${folder}/cockpit-basewright.tar.gz\n`);
    assert.equal(lstatSync(join(folder, 'node.conf')).mode & 0o777, 0o600);
    assert.equal(machine.read('etc/basewright/node.conf'), `[node]\nurl = ${receiver.url}\nhost = ${anyHost.id}\nkey = ${NODE_KEY}\nwindow = Sat,Sun 22:00-04:00\nhealth_limit = 900\n`);
    assert.ok(!machine.has('etc/basewright/cockpit-basewright.tar.gz'));
  });
}

test('an image that holds the tools keeps them, and gets the page when it lacks that', async (t) => {
  const { receiver, machine } = await installed(t);
  machine.program('basewright-node', `echo "basewright-node $*" >> '${machine.folder}/calls'`);
  assert.deepEqual(await machine.run(bodyOf(receiver.url)), { status: 0, signal: null, output: '' });
  assert.deepEqual([machine.read('calls'), receiver.paths()], [`basewright-node install --page ${machine.folder}/etc/basewright/cockpit-basewright.tar.gz\n`, ['/node/cockpit-basewright.tar.gz']]);
  machine.write('usr/share/cockpit/basewright/manifest.json', '{}');
  machine.withoutCurl();
  assert.deepEqual(await machine.run(bodyOf(receiver.url)), { status: 0, signal: null, output: '' });
  assert.deepEqual([machine.read('calls').split('\n')[1], receiver.received.length], ['basewright-node install', 1]);
  assert.ok(machine.has('etc/basewright/node.conf'));
});

const failures: readonly [what: string, prepare: (machine: Machine) => void, answer: ((path: string) => Reply) | undefined, said: RegExp][] = [
  ['no Python', (machine) => rmSync(join(machine.folder, 'bin/python3')), undefined, /this image holds no Python 3/],
  ['no curl', (machine) => machine.withoutCurl(), undefined, /could not be fetched \(this image holds no curl\)\. The installation goes on/],
  ['a boot plane that has none', () => undefined, () => ({ status: 404 }), /tools for upgrades could not be fetched \(404\)\. The installation goes on; see the server's page "Network boot"/],
  ['a boot plane that is gone', () => undefined, () => 'cut', /tools for upgrades could not be fetched \(000\)/],
  ['tools that come half', () => undefined, (path) => (path.endsWith('.pyz') ? 'half' : { status: 200 }), /tools for upgrades could not be fetched \(the transfer broke off\)\. The installation goes on/],
  ['a page that comes half', () => undefined, (path) => (path.endsWith('.pyz') ? { status: 200, text: 'tools\n' } : 'half'), /page for Cockpit could not be fetched \(the transfer broke off\)\.\ntools\n$/],
  ['no page', () => undefined, (path) => ({ status: path.endsWith('.pyz') ? 200 : 404 }), /page for Cockpit could not be fetched \(404\)\.\n$/],
  ['tools that fail', (machine) => machine.program('python3', 'exit 1'), undefined, /could not be put onto this node\. The installation goes on/],
];
for (const [what, prepare, answer, said] of failures) {
  test(`${what}: it is said, and the installation goes on`, async (t) => {
    const { receiver, machine } = await installed(t, answer);
    prepare(machine);
    const { status, output } = await machine.run(bodyOf(receiver.url));
    assert.equal(status, 0);
    assert.match(output, said);
    assert.ok(!output.includes(NODE_KEY));
    assert.ok(!machine.has('etc/basewright/cockpit-basewright.tar.gz'), 'nothing half or used is carried on');
    if (answer !== undefined && !what.includes('page')) assert.ok(!machine.has('etc/basewright/basewright-node.pyz'));
  });
}

test('it is only there for a host that reports, has layers and asks for it, and comes after the scripts and before the check-in', () => {
  const at = (of: Profile, who: Host | undefined, to?: Reporting) => nodeAgent(nodeOf(of, who, to)).length;
  const to = reporting('http://192.0.2.1:8080');
  assert.deepEqual([at(usual, anyHost, to), at(usual, anyHost), at(usual, undefined, to), at(profileWith({ agent: false }), anyHost, to), at(Profile.parse({ ...usual, layout: { init: false } }), anyHost, to)], [1, 0, 0, 0, 0]);
  const scripted = Profile.parse({ ...usual, scripts: [{ section: 'post', body: 'echo of the admin\n' }] });
  const { text } = renderKickstart(scripted, anyHost, to);
  const places = ['echo of the admin', 'reports: the tools of the node', 'reports: the node itself', 'checks that the layout step ran', 'reports: everything is installed'].map((part) => text.indexOf(part));
  assert.deepEqual(places.toSorted((a, b) => a - b), places);
  assert.ok(places.every((place) => place > 0), places.join());
});

test('the key stands in one line, which is marked; with MASK the text is the same but for the key', () => {
  const to = reporting('http://192.0.2.1:8080');
  const exact = renderKickstart(usual, anyHost, to);
  const masked = renderKickstart(usual, anyHost, { ...to, nodeKey: MASK });
  assert.equal(masked.text, exact.text.replaceAll(NODE_KEY, MASK));
  assert.deepEqual(exact.lines.filter(({ text }) => text.includes(NODE_KEY)).map(({ text, secret }) => [text, secret]), [[`key = ${NODE_KEY}`, true]]);
  assert.deepEqual(masked.lines.map(({ secret }) => secret), exact.lines.map(({ secret }) => secret));
  for (const nodeKey of ['', 'short', `${NODE_KEY}x`, `${NODE_KEY.slice(1)}\n`, `${NODE_KEY.slice(1)}'`]) assert.throws(() => renderKickstart(usual, anyHost, { ...to, nodeKey }), ReportingValueError, nodeKey);
});

/** Reads each of these configurations by the node's own reader. */
const READ = `
import json, sys
from basewright_node.config import read_config
for text in json.load(sys.stdin):
    with open(sys.argv[1], "w") as file:
        file.write(text)
    config = read_config(sys.argv[1])
    print(json.dumps([config.url, config.host, config.key, config.channel, config.window.text, config.health_limit]))
`;

test('the node reads every configuration that a profile can ask for', (t) => {
  const { folder } = new Machine(t);
  const urls = ['http://192.0.2.1:8080', 'http://[2001:db8::1]:8080', 'https://boot.example.com/a/b:c@d=e,f+g', 'https://boot.example.com'];
  const cases = fc.sample(fc.record({ window: arbitraryWindow, healthMinutes: fc.integer({ min: 1, max: 120 }), url: fc.constantFrom(...urls), channel: fc.constantFrom(undefined, 'stable', 'a', '0-9') }), { numRuns: 200, seed: 20261130 });
  const texts = cases.map(({ window, healthMinutes, url, channel }) => {
    const body = bodyOf(url, profileWith({ window, healthMinutes }, { image: { ...usual.image, ...(channel !== undefined && { channel }) } }));
    return body.split("node.conf <<'BASEWRIGHT'\n")[1]?.split('\nBASEWRIGHT\n')[0] ?? '';
  });
  const read = spawnSync('python3', ['-c', READ, join(folder, 'node.conf')], { cwd: NODE, input: JSON.stringify(texts), encoding: 'utf8', env: { ...emptyEnvironment(), PATH: '/usr/bin:/bin', PYTHONDONTWRITEBYTECODE: '1' } });
  assert.equal(read.status, 0, read.stderr);
  assert.deepEqual(
    read.stdout.trim().split('\n').map((line): unknown => JSON.parse(line)),
    cases.map(({ window, healthMinutes, url, channel }) => [url, anyHost.id, NODE_KEY, channel ?? null, window, healthMinutes * 60]),
  );
});
