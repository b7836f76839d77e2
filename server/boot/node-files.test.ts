// SPDX-License-Identifier: GPL-2.0-or-later
// The node's tools and the page for Cockpit on the boot plane: whole, for everybody, and a 503 that says what to do when they were never built.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { notFound } from './answer.ts';
import { type BootSite, openBootSite, read, runPlane } from './boot-plane.fixture.ts';
import { isNodeFile, missingNodeFiles, nodeFileAnswer } from './node-files.ts';
import { routeOf } from './routes.ts';

const folder = mkdtempSync(join(tmpdir(), 'node-files-'));
const path = join(folder, 'basewright-node.pyz');
const files = new Map([['basewright-node.pyz', path]]);
let site: BootSite;
before(async () => { site = await openBootSite(); });
after(async () => {
  await site.remove();
  rmSync(folder, { recursive: true });
});

test('one that is not built is a 503 that says how to build it, and is named at the start', () => {
  const answer = nodeFileAnswer('basewright-node.pyz', files);
  assert.equal(answer.status, 503);
  assert.match(answer.body.toString(), /npm run build/);
  assert.deepEqual(missingNodeFiles(files), [path]);
});

test('one that is there is answered whole, with its length and as bytes', () => {
  writeFileSync(path, Buffer.from([0x50, 0x4b, 0, 255]));
  const { status, body, headers } = nodeFileAnswer('basewright-node.pyz', files);
  assert.deepEqual([status, [...body], headers.slice(-2)], [200, [0x50, 0x4b, 0, 255], ['Content-Length', '4']]);
  assert.deepEqual(missingNodeFiles(files), []);
});

test('nothing else is there, and only below /node/', () => {
  for (const name of ['', '..', 'other.pyz', 'basewright-node.pyz/', '__proto__']) assert.equal(nodeFileAnswer(name, files), notFound, name);
  assert.deepEqual(routeOf('/node/cockpit-basewright.tar.gz?x=1', []), { kind: 'node file', name: 'cockpit-basewright.tar.gz' });
  for (const target of ['/node/', '/node/other', '/node/basewright-node.pyz/', '/node/x/basewright-node.pyz', '/basewright-node.pyz', `/t/${'a'.repeat(43)}/node/basewright-node.pyz`]) assert.equal(routeOf(target, []), undefined, target);
  assert.ok(isNodeFile('basewright-node.pyz') && !isNodeFile('constructor'));
});

test('the plane gives them to everybody who reads, also while the store fails', async () => {
  const plane = await runPlane(site);
  for (const method of ['GET', 'HEAD']) {
    const answer = await read(plane.port, '/node/basewright-node.pyz', { method });
    assert.ok(answer.status === 200 || answer.status === 503, 'built or not');
    assert.equal(answer.body === '', method === 'HEAD');
  }
  assert.equal((await read(plane.port, '/node/basewright-node.pyz', { method: 'POST', body: '' })).status, 405);
  await plane.stop();
});
