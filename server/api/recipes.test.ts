// SPDX-License-Identifier: GPL-2.0-or-later
// Recipes and rpm files over the API: documents with ETags, uploads, names of new images, and the job.

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { buildRpms } from '../../image-test/rpms.ts';
import { registerImage } from '../images/catalogue.ts';
import { siteAt } from '../installations/site.fixture.ts';
import { rpmPath } from '../recipes/rpm-files.ts';
import { openTestApi, ORIGIN, type Reply, type TestApi } from './api.fixture.ts';
import { answerRequest } from './handle.ts';

let api: TestApi;
let rpmBytes: Buffer;
const work = mkdtempSync(join(tmpdir(), 'basewright-rpms-'));
before(async () => {
  api = await openTestApi();
  const [path = ''] = buildRpms(join(work, 'build'), [{ name: 'site-tools', epoch: 1, version: '2.0', release: '3.el9', files: { '/etc/site': { text: 'x'.repeat(1000) } } }]);
  rpmBytes = readFileSync(path);
});
after(async () => {
  await api.store.remove();
  rmSync(work, { recursive: true, force: true });
});

const PARENT = 'a'.repeat(64);
const document = { title: 'Monitoring', files: [{ path: '/etc/site.conf', content: 'x\n' }] };
const put = (id: string, body: object, headers: Record<string, string> = {}) => api.call(`recipes/${id}`, { method: 'PUT', as: 'admin', body, headers });
const field = (reply: Reply, name: string) => z.record(z.string(), z.unknown()).parse(reply.body)[name];
const Rpm = z.object({ sha256: z.string(), name: z.string(), size: z.number(), installedSize: z.number(), package: z.object({ name: z.string(), epoch: z.number().nullable(), key: z.string().nullable() }) });

/** As a browser sends a file. */
async function upload(bytes: Buffer, name: string): Promise<Reply> {
  const headers = { cookie: `basewright_session=${api.sessions.admin}`, origin: ORIGIN, host: 'localhost:3000', 'content-type': 'application/x-rpm' };
  const request = new Request(`${ORIGIN}/api/v1/rpms?name=${encodeURIComponent(name)}`, { method: 'POST', headers, body: new Uint8Array(bytes) });
  const services = { validate: () => Promise.reject(new Error('not asked')), site: () => siteAt('http://192.0.2.1:8080', api.store.directory) };
  const response = await answerRequest(request, () => Promise.resolve(api.store), services);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) };
}

async function addImage(sha256: string, nvr: string | null): Promise<void> {
  await registerImage(api.store, { sha256, name: 'x.squashfs', size: 1, origin: 'upload', source: null, parent: null, madeFrom: null, actor: null });
  await api.store.database.updateTable('images').set({ nvr, target: nvr === null ? null : 'centos9' }).where('sha256', '=', sha256).execute();
}

describe('documents', () => {
  test('made, read, changed under their ETag, listed, deleted', async () => {
    const made = await put('monitoring', document);
    assert.equal(made.status, 201);
    assert.equal((await put('monitoring', document)).status, 428);
    const etag = made.headers.get('etag') ?? '';
    const changed = await put('monitoring', { ...document, title: 'Other' }, { 'if-match': etag });
    assert.deepEqual([changed.status, field(changed, 'title')], [200, 'Other']);
    assert.equal((await put('monitoring', document, { 'if-match': etag })).status, 412);
    const list = await api.call('recipes', { as: 'viewer' });
    assert.deepEqual(z.object({ items: z.array(z.object({ id: z.string(), title: z.string() })), total: z.number() }).parse(list.body), { items: [{ id: 'monitoring', title: 'Other' }], total: 1 });
    assert.equal((await api.call('recipes/none', { as: 'viewer' })).status, 404);
    assert.equal((await api.call('recipes/monitoring', { method: 'DELETE', as: 'admin', headers: { 'if-match': '*' } })).status, 204);
    assert.equal((await api.call('recipes/monitoring', { method: 'DELETE', as: 'admin', headers: { 'if-match': '*' } })).status, 404);
  });

  test('refused with its fields', async () => {
    const reply = await put('bad', { title: '', files: [{ path: 'x', content: '' }], rpms: ['b'.repeat(64)] });
    assert.equal(reply.status, 422);
    assert.deepEqual(z.array(z.object({ path: z.string() })).parse(field(reply, 'errors')).map(({ path }) => path), ['title', 'files.0.path']);
    const missing = await put('bad', { title: 'A', rpms: ['b'.repeat(64)] });
    assert.match(JSON.stringify(missing.body), /rpms\.0.*There is no rpm file bbbbbbbbbbbb/);
  });
});

describe('rpm files', () => {
  test('taken in by their hash with what their header says, used, and deleted only when nobody uses them', async () => {
    const added = await upload(rpmBytes, 'C:\\files\\site tools.rpm');
    assert.equal(added.status, 201, JSON.stringify(added.body));
    const rpm = Rpm.parse(added.body);
    assert.deepEqual([rpm.name, rpm.package, rpm.size, rpm.installedSize], ['site-tools-2.0-3.el9.noarch.rpm', { name: 'site-tools', epoch: 1, key: null }, rpmBytes.length, 1000]);
    assert.deepEqual(readFileSync(rpmPath(api.store.directory, rpm.sha256)), rpmBytes);
    assert.equal((await upload(rpmBytes, 'again.rpm')).status, 200);
    assert.equal((await put('tools', { title: 'Tools', rpms: [rpm.sha256] })).status, 201);
    assert.match(JSON.stringify((await api.call('rpms', { as: 'viewer' })).body), /"usedBy":\["tools"\]/);
    const refused = await api.call(`rpms/${rpm.sha256}`, { method: 'DELETE', as: 'admin' });
    assert.deepEqual([refused.status, field(refused, 'recipes')], [409, ['tools']]);
    assert.match(String((await api.call('recipes/tools/script', { as: 'viewer' })).body), /take_rpm site-tools-2\.0-3\.el9\.noarch\.rpm /);
    await api.call('recipes/tools', { method: 'DELETE', as: 'admin', headers: { 'if-match': '*' } });
    assert.equal((await api.call(`rpms/${rpm.sha256}`, { method: 'DELETE', as: 'admin' })).status, 204);
    assert.equal(existsSync(rpmPath(api.store.directory, rpm.sha256)), false);
    assert.equal((await api.call(`rpms/${rpm.sha256}`, { method: 'DELETE', as: 'admin' })).status, 404);
  });

  test('what is no package leaves nothing behind', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('<html>'), rpmBytes.subarray(0, 200), Buffer.concat([rpmBytes.subarray(0, 96), Buffer.alloc(5000, 0xff)])]) {
      const reply = await upload(bytes, 'x.rpm');
      assert.equal(reply.status, 422, JSON.stringify(reply.body));
      assert.match(JSON.stringify(reply.body), /no rpm file|rpm cannot read this file|The file is empty/);
    }
    mkdirSync(join(api.store.directory, 'packages'), { recursive: true });
    assert.deepEqual(readdirSync(join(api.store.directory, 'packages')), []);
  });
});

describe('runs', () => {
  const run = (body: object, id = 'site') => api.call(`recipes/${id}/run`, { method: 'POST', as: 'admin', body });

  test('every run gets a name of its own', async () => {
    await put('site', { ...document, target: 'centos9' });
    await addImage(PARENT, 'my-node-1.0-1');
    assert.deepEqual((await api.call(`recipes/site/name?parent=${PARENT}`, { as: 'viewer' })).body, { nvr: 'my-node-1.0-1.c1', problem: null });
    const [first, second] = await Promise.all([run({ parent: PARENT }), run({ parent: PARENT })]);
    assert.deepEqual([first.status, second.status], [202, 202]);
    assert.deepEqual([field(first, 'nvr'), field(second, 'nvr')].sort(), ['my-node-1.0-1.c1', 'my-node-1.0-1.c2']);
    const jobs = await api.store.database.selectFrom('jobs').selectAll().where('kind', '=', 'customize').execute();
    assert.deepEqual(jobs.map(({ subject, created_by }) => [subject, created_by]), [['site', 'ada'], ['site', 'ada']]);
    assert.match(String(jobs[0]?.input), /"path":"\/etc\/site\.conf"/);
    assert.equal(field(await run({ parent: PARENT, nvr: 'my-node-1.0-1.site' }), 'nvr'), 'my-node-1.0-1.site');
  });

  test('what cannot be run is refused at its field', async () => {
    await addImage('c'.repeat(64), null);
    const cases: readonly (readonly [object, RegExp])[] = [
      [{ parent: 'd'.repeat(64) }, /"parent".*There is no such image/],
      [{ parent: 'c'.repeat(64) }, /"nvr".*The name of the parent is not known/],
      [{ parent: PARENT, nvr: 'my-node-1.0-1.c1' }, /"nvr".*called my-node-1\.0-1\.c1 already/],
      [{ parent: PARENT, nvr: 'your-node-2.0-1' }, /"nvr".*Keep the name/],
      [{ parent: PARENT, nvr: 'my-node-0.9-1' }, /"nvr".*does not count as newer/],
      [{ parent: 'x' }, /"parent"/],
    ];
    for (const [body, words] of cases) {
      const reply = await run(body);
      assert.equal(reply.status, 422, JSON.stringify(reply.body));
      assert.match(JSON.stringify(reply.body), words);
    }
    assert.equal((await run({ parent: PARENT }, 'none')).status, 404);
    await api.store.database.updateTable('images').set({ target: 'rhel9' }).where('sha256', '=', PARENT).execute();
    assert.match(JSON.stringify((await run({ parent: PARENT })).body), /This image is for rhel9, the recipe for centos9/);
  });
});
