// SPDX-License-Identifier: GPL-2.0-or-later
// The life of an image against running servers, with nothing made up: it comes in over a bad network, is tested, published, offered, rendered, downloaded, customized,
// tested again, and promoted to exactly the hosts that follow.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Upload } from 'tus-js-client';
import { z } from 'zod';
import { Package } from '#kickstart/catalogue/package.ts';
import { type RunningServer, removeDirectory, startServer } from '../e2e/frame/server.ts';
import { type Admin, becomeAdmin } from './console-of-admin.ts';
import { startCuttingProxy } from './cutting-proxy.ts';
import { buildRpms, signRpms } from './rpms.ts';
import { type SmallImage, smallImage } from './small-image.ts';

const NAME = 'small-node-9.0-1.el9.squashfs';
const CUTS = 20;
const HASH = '$6$rounds=100000$abcdefghijklmnop$QZBKsj3j8Th6BB5acEPb9Wr2SphnvHj2A7TfW7rGn4NEh7kyA336OwzHx7Q0TYksdHCII8HVX1Sa.RyZaqRwq.';
const MOTD = 'This node belongs to the edge.\n';

const Summary = z.looseObject({ nvr: z.string().nullable(), verdict: z.string().nullable(), testing: z.string().nullable(), parent: z.string().nullable(), url: z.string() });
const Report = z.looseObject({ verdict: z.string(), checks: z.array(z.looseObject({ id: z.string(), status: z.string(), evidence: z.string() })) });
const Offered = z.looseObject({ items: z.array(z.looseObject({ sha256: z.string(), nvr: z.string(), url: z.string(), verdict: z.string() })) });
const Radius = z.looseObject({
  needsOverride: z.string().nullable(), obstacles: z.array(z.string()), counts: z.looseObject({ profiles: z.number(), hosts: z.number() }),
  profiles: z.array(z.looseObject({ id: z.string(), hosts: z.array(z.looseObject({ id: z.string(), changes: z.array(z.looseObject({ kind: z.string(), text: z.string() })) })) })),
});
const Difference = z.looseObject({ added: z.array(Package), removed: z.array(Package), changed: z.array(z.unknown()) });
const Manifest = z.looseObject({ nvr: z.string(), url: z.string(), sha256: z.string(), size: z.number() });

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
/** The line of a kickstart that installs. */
const imageLine = (kickstart: string) => /^liveimg .*$/m.exec(kickstart)?.[0] ?? '';

function profile(id: string, image: object): object {
  return {
    format: 1, id, title: `Profile ${id}`, target: 'centos9', image, storage: { disk: { by: 'device', device: 'vda' } },
    users: { root: { password: 'hashed', hash: HASH, sshKeys: [] } }, finish: { action: 'reboot' },
  };
}

let server: RunningServer;
let admin: Admin;
let image: SmallImage;
let customized = { sha256: '', nvr: '' };
const work = mkdtempSync(join(tmpdir(), 'basewright-journey-'));
const create = { 'if-none-match': '*' };

/** Looks at what a move would change, and confirms exactly that. */
async function move(channel: string, request: { readonly sha256: string; readonly kind: string }): Promise<z.infer<typeof Radius>> {
  const preview = await admin.ask('POST', `channels/${channel}/preview`, { json: request });
  const radius = Radius.parse(preview.body);
  assert.deepEqual([radius.obstacles, radius.needsOverride], [[], null]);
  await admin.ask('POST', `channels/${channel}/move`, { json: request, headers: { 'if-match': preview.headers.get('etag') ?? '' } });
  return radius;
}

async function testedImage(id: string): Promise<z.infer<typeof Report>> {
  const { testing } = await admin.get(`images/${id}`, Summary);
  if (testing !== null) await admin.jobDone(testing);
  return admin.get(`images/${id}/report`, Report);
}

const kickstart = (host: string, of: string) => admin.text(`profiles/${of}/kickstart?host=${host}`);

/** HEAD, whole, and in pieces: what Anaconda and what resumes ask. */
async function expectDownload(url: string): Promise<void> {
  const bytes = readFileSync(image.path);
  const head = await fetch(url, { method: 'HEAD', redirect: 'error' });
  assert.deepEqual([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges'), head.headers.get('content-encoding')], [200, String(bytes.length), 'bytes', null]);
  const whole = Buffer.from(await (await fetch(url)).arrayBuffer());
  assert.equal(sha256(whole), image.sha256);
  assert.equal(execFileSync('curl', ['--silent', '--show-error', '--fail', '--head', url]).toString().split('\r\n')[0], 'HTTP/1.1 200 OK');
  const third = Math.floor(bytes.length / 3);
  for (const [from, to] of [[0, 0], [third, 2 * third], [bytes.length - 1, bytes.length - 1]] as const) {
    const part = await fetch(url, { headers: { range: `bytes=${from}-${to}` } });
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes ${from}-${to}/${bytes.length}`]);
    assert(bytes.subarray(from, to + 1).equals(Buffer.from(await part.arrayBuffer())));
  }
  assert.equal((await fetch(url, { headers: { range: `bytes=${bytes.length}-` } })).status, 416);
}

before(async () => {
  image = await smallImage();
  server = await startServer();
  admin = await becomeAdmin(server);
});
after(async () => {
  await server.stop();
  await removeDirectory(server.dataDirectory);
  rmSync(work, { recursive: true, force: true });
});

test(`it comes in over a network that breaks ${CUTS} times`, async () => {
  const { size } = statSync(image.path);
  const proxy = await startCuttingProxy(server.adminUrl, CUTS, Math.floor(size / (CUTS + 5)));
  const url = await new Promise<string>((resolve, reject) => {
    const upload = new Upload(createReadStream(image.path), {
      endpoint: `${proxy.url}/api/v1/uploads`, headers: { ...admin.headers }, uploadSize: size, chunkSize: 64 << 20, metadata: { filename: NAME },
      retryDelays: Array.from({ length: CUTS + 5 }, () => 20), onShouldRetry: () => true, onError: reject, onSuccess: () => resolve(upload.url ?? ''),
    });
    upload.start();
  });
  assert.equal(proxy.cuts(), CUTS);
  await proxy.stop();
  const state = await admin.get(`uploads/${url.split('/').at(-1) ?? ''}`, z.looseObject({ state: z.string(), sha256: z.string() }));
  assert.deepEqual([state.state, state.sha256], ['done', image.sha256]);
});

test('it is tested, and passes every check', async () => {
  const report = await testedImage(image.sha256);
  assert.deepEqual(report.checks.filter(({ status }) => status !== 'passed'), []);
  assert.equal(report.verdict, 'passed');
  assert.match(report.checks.find(({ id }) => id === 'boot.multi-user')?.evidence ?? '', /systemd calls it running/);
  assert.equal((await admin.get(`images/${image.sha256}`, Summary)).nvr, image.nvr);
});

test('it is published, and offered to the wizard', async () => {
  assert.deepEqual((await admin.get('published-images', Offered)).items, []);
  for (const id of ['el9-testing', 'el9-stable']) await admin.ask('PUT', `channels/${id}`, { json: { id, title: id, target: 'centos9' }, headers: create, status: 201 });
  for (const [id, kind] of [['el9-testing', 'publish'], ['el9-stable', 'promote']] as const) await move(id, { sha256: image.sha256, kind });
  const [offered, ...others] = (await admin.get('published-images', Offered)).items;
  assert.equal(others.length, 0);
  assert.deepEqual([offered?.sha256, offered?.nvr, offered?.verdict, offered?.url], [image.sha256, image.nvr, 'passed', `${server.bootUrl}/images/${image.sha256}/${NAME}`]);
});

test('the kickstart of a host has its address and checksum', async () => {
  const url = `${server.bootUrl}/images/${image.sha256}/${NAME}`;
  await admin.ask('PUT', 'profiles/edge', { json: profile('edge', { channel: 'el9-stable' }), headers: create, status: 201 });
  await admin.ask('PUT', 'profiles/lab', { json: profile('lab', { channel: 'el9-testing' }), headers: create, status: 201 });
  await admin.ask('PUT', 'profiles/pinned', { json: profile('pinned', { url, checksum: image.sha256, nvr: image.nvr }), headers: create, status: 201 });
  for (const [index, [id, of]] of [['edge-1', 'edge'], ['edge-2', 'edge'], ['lab-1', 'lab'], ['pinned-1', 'pinned']].entries()) {
    await admin.ask('PUT', `hosts/${id ?? ''}`, { json: { hostname: `${id ?? ''}.example.com`, macs: [`52:54:00:00:00:0${index}`], profile: of }, headers: create, status: 201 });
  }
  // The token of its installation would stand where the stars are.
  assert.equal(imageLine(await kickstart('edge-1', 'edge')), `liveimg --url=${server.bootUrl}/t/********/images/${image.sha256}/${NAME} --checksum=${image.sha256}`);
});

test('it is downloaded as the installer does, and the bytes are equal', async () => {
  await admin.ask('POST', 'hosts/pinned-1/arm', { json: { minutes: 60 } });
  const served = await (await fetch(`${server.bootUrl}/ks/52:54:00:00:00:03`)).text();
  const [, url = '', checksum] = /^liveimg --url=(\S+) --checksum=(\S+)$/m.exec(served) ?? [];
  assert.equal(checksum, image.sha256);
  assert.match(url, new RegExp(`^${server.bootUrl}/t/[A-Za-z0-9_-]+/images/${image.sha256}/${NAME}$`));
  await expectDownload(url);
  // Published images are for everybody.
  await expectDownload(`${server.bootUrl}/images/${image.sha256}/${NAME}`);
});
test('it is customized with a package and a file', async () => {
  const [rpm = ''] = buildRpms(join(work, 'rpm'), [{ name: 'edge-agent', version: '2.1', release: '3.el9', files: { '/usr/bin/edge-agent': { text: '#!/bin/sh\necho edge\n', mode: 0o755 } } }]);
  signRpms(work, [rpm]);
  const uploaded = z.looseObject({ sha256: z.string() }).parse((await admin.ask('POST', 'rpms?name=edge-agent.rpm', { bytes: readFileSync(rpm), status: 201 })).body);
  const recipe = { id: 'edge', title: 'Edge node', target: 'centos9', rpms: [uploaded.sha256], files: [{ path: '/etc/motd', mode: '0640', owner: 'root', group: 'adm', content: MOTD }] };
  await admin.ask('PUT', 'recipes/edge', { json: recipe, headers: create, status: 201 });
  const { job } = z.looseObject({ job: z.string() }).parse((await admin.ask('POST', 'recipes/edge/run', { json: { parent: image.sha256 }, status: 202 })).body);
  customized = z.object({ sha256: z.string(), nvr: z.string() }).parse(await admin.jobDone(job));
  assert.notEqual(customized.nvr, image.nvr);
  const summary = await admin.get(`images/${customized.sha256}`, Summary);
  assert.equal(summary.parent, image.sha256);
});

test('the new image is tested, starts, and differs by exactly that', async () => {
  const report = await testedImage(customized.sha256);
  assert.deepEqual(report.checks.filter(({ status }) => status !== 'passed'), []);
  const difference = await admin.get(`images/${customized.sha256}/difference?with=${image.sha256}`, Difference);
  assert.deepEqual([difference.added.map(({ name, version, release }) => `${name}-${version}-${release}`), difference.removed, difference.changed], [['edge-agent-2.1-3.el9'], [], []]);
  assert.equal((await admin.get(`images/${customized.sha256}`, Summary)).nvr, customized.nvr);
  execFileSync('unsquashfs', ['-quiet', '-no-progress', '-dest', join(work, 'new'), join(server.dataDirectory, 'images', customized.sha256)]);
  const ask = (request: string) => execFileSync('debugfs', ['-R', request, join(work, 'new/LiveOS/rootfs.img')], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
  assert.equal(ask('cat /etc/motd'), MOTD);
  assert.match(ask('stat /etc/motd'), /Mode: +0640 .*\n.*\nUser: +0 +Group: +4 /);
  assert.equal(ask('cat /usr/bin/edge-agent'), '#!/bin/sh\necho edge\n');
});

test('it is promoted, which changes exactly the hosts that follow', async () => {
  await move('el9-testing', { sha256: customized.sha256, kind: 'publish' });
  const radius = await move('el9-stable', { sha256: customized.sha256, kind: 'promote' });
  assert.deepEqual(radius.profiles.map(({ id, hosts }) => [id, hosts.map((host) => host.id)]), [['edge', ['edge-1', 'edge-2']]]);
  assert.deepEqual([radius.counts.profiles, radius.counts.hosts], [1, 2]);
  for (const { changes } of radius.profiles[0]?.hosts ?? []) {
    const changed = changes.filter(({ kind }) => kind !== 'same');
    assert(changed.some(({ text }) => text.includes(image.sha256)) && changed.some(({ text }) => text.includes(customized.sha256)));
    assert(changed.every(({ text }) => /liveimg|small-node/.test(text)), JSON.stringify(changed));
  }
  for (const [host, of, expected] of [['edge-1', 'edge', customized.sha256], ['edge-2', 'edge', customized.sha256], ['lab-1', 'lab', customized.sha256], ['pinned-1', 'pinned', image.sha256]] as const) {
    assert.match(imageLine(await kickstart(host, of)), new RegExp(`--checksum="?${expected}`), host);
  }
  const manifest = Manifest.parse(await (await fetch(`${server.bootUrl}/channels/el9-stable.json`)).json());
  assert.deepEqual([manifest.nvr, manifest.sha256], [customized.nvr, customized.sha256]);
  assert.equal(sha256(Buffer.from(await (await fetch(manifest.url)).arrayBuffer())), customized.sha256);
});

test('and rolled back', async () => {
  const radius = await move('el9-stable', { sha256: image.sha256, kind: 'rollback' });
  assert.deepEqual(radius.profiles.flatMap(({ hosts }) => hosts.map(({ id }) => id)), ['edge-1', 'edge-2']);
  assert.match(imageLine(await kickstart('edge-1', 'edge')), new RegExp(image.sha256));
  assert.match(imageLine(await kickstart('lab-1', 'lab')), new RegExp(customized.sha256));
});
