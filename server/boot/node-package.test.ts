// SPDX-License-Identifier: GPL-2.0-or-later
// The real node package, as Python processes, against the real boot plane, as a process: it checks in, upgrades when it is asked, reports every step, and is a stranger without its key. imgbase, lvm and the boot loader are the stand-ins of the package's own tests.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { NodeDetail } from '#kickstart/fleet/view.ts';
import { emptyEnvironment } from '#kickstart/oracle/empty-environment.ts';
import { askNodes } from '../fleet/ask.ts';
import { publish } from '../fleet/fleet.fixture.ts';
import { revokeKeys } from '../fleet/keys.ts';
import { makeConf } from '../fleet/make-conf.ts';
import { readNode } from '../fleet/node-detail.ts';
import { type BootProcess, startBootProcess } from './boot-process.fixture.ts';
import { type BootSite, host, openBootSite } from './boot-plane.fixture.ts';

const NODE = fileURLToPath(new URL('../../node', import.meta.url));
const STAND_INS = join(NODE, 'tests', 'stand_ins');
/** What the stand-ins run, and what they are upgraded to. */
const RUNS = 'ovirt-node-ng-4.5.6-0.20261120.0';
const NEXT = 'ovirt-node-ng-4.5.7-0.20261201.0';

const directory = mkdtempSync(join(tmpdir(), 'basewright-node-'));
const root = join(directory, 'root');
const environment = Object.assign(emptyEnvironment(), {
  PATH: `${STAND_INS}:${process.env['PATH'] ?? ''}`, BASEWRIGHT_ROOT: root, BASEWRIGHT_STAND_IN: join(directory, 'stand-in'), PYTHONPATH: NODE, PYTHONDONTWRITEBYTECODE: '1', HOME: directory,
});
let site: BootSite;
let plane: BootProcess;

/** A port that nobody has at this moment: addresses of images hold it. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  assert(address !== null && typeof address !== 'string');
  return address.port;
}

function run(program: string, ...words: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(program, words, { env: environment, timeout: 60_000 }, (error, stdout, stderr) => resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` }));
  });
}
const node = (...words: string[]) => run('python3', '-m', 'basewright_node', ...words);

/** Looks until it is so; check-ins are on the disk a moment after their answer. */
async function seen(isSo: (node: NodeDetail) => boolean): Promise<NodeDetail> {
  const end = performance.now() + 15_000;
  while (performance.now() < end) {
    const found = await readNode(site.store, host.id);
    if (found !== undefined && isSo(found)) return found;
    await sleep(100);
  }
  throw new Error(`it never came: ${JSON.stringify(await readNode(site.store, host.id))} ${plane.output()}`);
}

before(async () => {
  site = await openBootSite();
  const image = join(directory, 'next');
  assert.equal((await run('python3', join(STAND_INS, 'make_image.py'), image, NEXT)).code, 0);
  const bytes = readFileSync(image);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const images = join(site.store.directory, 'images');
  mkdirSync(images, { recursive: true });
  writeFileSync(join(images, sha256), bytes);
  await publish(site.store, 'stable', NEXT, { sha256, size: bytes.length, hashed_at: Date.now() + 1000 });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  plane = await startBootProcess(site.store.directory, { BASEWRIGHT_BOOT_LISTEN: `127.0.0.1:${port}`, BASEWRIGHT_BOOT_URL: url, BASEWRIGHT_CHECK_IN_SECONDS: '60' });
  const made = await makeConf(site.store, host.id, url, undefined);
  assert(made !== undefined);
  mkdirSync(join(root, 'etc', 'basewright'), { recursive: true });
  writeFileSync(join(root, 'etc', 'basewright', 'node.conf'), `${made.conf}channel = stable\n`, { mode: 0o600 });
});
after(async () => {
  plane.child.kill('SIGTERM');
  await plane.ended;
  await site.remove();
  rmSync(directory, { recursive: true, force: true });
});

test('it checks in, is upgraded, and reports every step once', async () => {
  const first = await node('check-in');
  assert.equal(first.code, 0, first.output);
  const before = await seen(({ body }) => body !== null);
  assert.deepEqual([before.nvr, before.layer, before.health, before.channel, before.channelNvr, before.isBehind, before.wish], [RUNS, `${RUNS}+1`, 'ok', 'stable', NEXT, true, null]);
  const { items: [asked] } = await askNodes(site.store, [host.id], { action: 'upgrade', reboot: 'never' }, 'ada');
  assert(asked?.outcome === 'asked', JSON.stringify(asked));
  const second = await node('check-in');
  assert.equal(second.code, 0, second.output);
  const told = await seen(({ wish }) => wish?.step === 'waiting');
  assert.deepEqual([told.wish?.id, told.wish?.state], [asked.wish.id, 'begun']);
  const steps = told.events.map(({ step }) => step).reverse();
  assert.deepEqual([...new Set(steps)], ['begun', 'preflight', 'download', 'verify', 'install', 'installed', 'waiting']);
  assert(told.events.every(({ kind, nvr, wishId }) => kind === 'upgrade' && (nvr === NEXT || nvr === null) && wishId === asked.wish.id));
  const count = told.events.length;
  assert.equal((await node('check-in')).code, 0);
  assert.equal((await seen(() => true)).events.length, count, 'a wish is done once');
});

test('without its key it is a stranger, and says what to do', async () => {
  await revokeKeys(site.store, host.id, 'ada');
  const { code, output } = await node('check-in');
  assert.equal(code, 1);
  assert.match(output, /does not know this node's key.*\n?.*Make a key/s);
});
