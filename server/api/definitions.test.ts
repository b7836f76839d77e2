// SPDX-License-Identifier: GPL-2.0-or-later
// definitions over the API: documents, what becomes of them, and the build that is refused or queued.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { definitionDocument } from '#kickstart/build/fixtures.ts';
import { BuildInput } from '../definitions/build-input.ts';
import { livemediaCreator } from '../definitions/livemedia.ts';
import { startBuild } from '../definitions/start-build.ts';
import { openTestApi, type Reply, type TestApi } from './api.fixture.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.store.remove());

const document = (id: string, more: object = {}): object => ({ ...Object.fromEntries(Object.entries(definitionDocument('minimal') ?? {})), id, ...more });
const put = (id: string, body: object, headers: Record<string, string> = {}) => api.call(`definitions/${id}`, { method: 'PUT', as: 'admin', body, headers });
const pathsOf = ({ body }: Reply) => z.object({ errors: z.array(z.object({ path: z.string() })) }).parse(body).errors.map(({ path }) => path);

test('a definition is made, read, changed under its version, and deleted', async () => {
  const made = await put('edge', document('edge'), { 'if-none-match': '*' });
  assert.equal(made.status, 201);
  assert.equal(made.headers.get('location'), '/api/v1/definitions/edge');
  const read = await api.call('definitions/edge', { as: 'viewer' });
  assert.deepEqual([read.status, read.body, read.headers.get('etag')], [200, made.body, made.headers.get('etag')]);
  assert.equal((await put('edge', document('edge'))).status, 428);
  const changed = await put('edge', document('edge', { title: 'Edge, changed' }), { 'if-match': made.headers.get('etag') ?? '' });
  assert.equal(changed.status, 200);
  const stale = await put('edge', document('edge'), { 'if-match': made.headers.get('etag') ?? '' });
  assert.equal(stale.status, 412);
  assert.equal((await api.call('definitions/edge', { method: 'DELETE', as: 'admin', headers: { 'if-match': made.headers.get('etag') ?? '' } })).status, 412);
  assert.equal((await api.call('definitions/edge', { method: 'DELETE', as: 'admin', headers: { 'if-match': changed.headers.get('etag') ?? '' } })).status, 204);
  assert.equal((await api.call('definitions/edge', { as: 'viewer' })).status, 404);
});

test('what is wrong is told field by field', async () => {
  const reply = await put('bad', document('bad', { name: 'edge', repositories: [{ name: 'a', url: 'ftp://x' }], excluded: ['kernel'] }));
  assert.equal(reply.status, 422);
  assert.deepEqual(pathsOf(reply), ['repositories.0.url', 'name', 'excluded.0']);
  assert.deepEqual(pathsOf(await put('bad', document('bad', { target: 'rhel5', arch: 'sparc' }))), ['target', 'arch']);
  assert.deepEqual(pathsOf(await put('bad', document('other'))), ['id']);
});

test('the list pages, searches and filters, and shows what must be mended', async () => {
  for (const number of [1, 2, 3]) await put(`list-${number}`, document(`list-${number}`, number === 3 ? { target: 'fedora44', title: 'Großer Knoten' } : {}));
  const List = z.object({ items: z.array(z.object({ id: z.string(), image: z.string().nullable(), payload: z.string().nullable(), target: z.string() })), next: z.string().nullable(), total: z.number() });
  const list = async (query: string) => List.parse((await api.call(`definitions?${query}`, { as: 'viewer' })).body);
  const first = await list('search=list-&limit=2');
  assert.deepEqual([first.items.map(({ id }) => id), first.total], [['list-1', 'list-2'], 3]);
  assert.deepEqual((await list(`search=list-&limit=2&cursor=${first.next ?? ''}`)).items.map(({ id }) => id), ['list-3']);
  assert.deepEqual((await list('target=fedora44')).items.map(({ id, image, payload }) => [id, image, payload]), [['list-3', 'edge-node-1.0', 'minimal']]);
  assert.deepEqual((await list('search=knoten')).total, 1);
  assert.deepEqual((await list("search=%27%25_")).total, 0);
  assert.equal((await api.call('definitions?cursor=!', { as: 'viewer' })).status, 422);
  await api.store.database.updateTable('image_definitions').set({ body: '{"id":"list-1"}' }).where('id', '=', 'list-1').execute();
  assert.deepEqual((await list('search=list-1')).items.map(({ image }) => image), [null]);
});

test('what becomes of it: kickstart, findings, commands, and that this server cannot build it', async () => {
  await put('out', document('out', { tree: { kind: 'registered' }, release: '1' }));
  const Output = z.object({
    kickstart: z.string(), nvr: z.string(), findings: z.array(z.object({ level: z.string(), field: z.string(), message: z.string() })), commands: z.record(z.string(), z.string()),
    livemediaCreator: z.object({ isInstalled: z.boolean(), canBuild: z.boolean(), reason: z.string().nullable() }),
  });
  const reply = await api.call('definitions/out/output', { as: 'viewer' });
  const output = Output.parse(reply.body);
  assert.deepEqual([output.nvr, output.findings.map(({ level, field }) => `${level} ${field}`), Object.keys(output.commands)], ['edge-node-1.0-1', ['error tree', 'warning release'], ['local', 'mock', 'virt', 'koji', 'repack']]);
  assert.match(output.kickstart, /# The url is missing: no mirror is registered for this target\./);
  assert.equal(output.livemediaCreator.canBuild, false);
  assert.match(output.livemediaCreator.reason ?? '', /upload the image that comes out/);
  const bundle = await api.call('definitions/out/bundle', { as: 'viewer' });
  assert.deepEqual([bundle.status, bundle.headers.get('content-type'), bundle.headers.get('content-disposition')], [200, 'application/x-tar', 'attachment; filename="out-build.tar"']);
  const build = await api.call('definitions/out/build', { method: 'POST', as: 'admin' });
  assert.equal(build.status, 409);
  assert.equal((await api.call('definitions/missing/output', { as: 'viewer' })).status, 404);
});

test('the registered mirror of the target and architecture is the source', async () => {
  const tree = {
    target: 'rocky9', arch: 'x86_64', source: { kind: 'mirror', url: 'https://mirror.example.com/rocky/9/BaseOS/x86_64/os' }, name: 'Rocky Linux', version: '9.6', kernel: 'a', initrd: 'b', stage2: 'c', checksums: {}, warnings: [], unpacked: null,
    readAt: '2026-11-23T12:00:00.000Z',
  };
  await api.store.database.insertInto('trees').values({ target: 'rocky9', body: JSON.stringify(tree), revision: 1, updated_at: 0 }).execute();
  const kickstartOf = async (arch: string) => {
    await put(`mirror-${arch.replace('_', '')}`, document(`mirror-${arch.replace('_', '')}`, { target: 'rocky9', arch, tree: { kind: 'registered' } }));
    return z.object({ kickstart: z.string() }).parse((await api.call(`definitions/mirror-${arch.replace('_', '')}/output`, { as: 'viewer' })).body).kickstart;
  };
  assert.match(await kickstartOf('x86_64'), /\nurl --url=https:\/\/mirror\.example\.com\/rocky\/9\/BaseOS\/x86_64\/os\n/);
  assert.match(await kickstartOf('aarch64'), /# The url is missing/);
});

test('a build is queued with the definition as it is, one at a time, on the right machine only', async () => {
  const { store } = api;
  const may = { ...livemediaCreator({ PATH: '' }, 0), isInstalled: true, canBuild: true, reason: null };
  await put('build', document('build'));
  await put('unready', document('unready', { target: 'fedora45', tree: { kind: 'registered' } }));
  assert.deepEqual(await startBuild(store, 'nothing', 'ada', may, 'x64'), { outcome: 'missing' });
  const foreign = await startBuild(store, 'build', 'ada', may, 'arm64');
  assert(foreign.outcome === 'refused');
  assert.match(foreign.reasons[0]?.message ?? '', /This server is aarch64/);
  const unready = await startBuild(store, 'unready', 'ada', may, 'x64');
  assert(unready.outcome === 'refused');
  assert.deepEqual(unready.reasons.map(({ field }) => field), ['tree']);
  const started = await startBuild(store, 'build', 'ada', may, 'x64');
  assert(started.outcome === 'queued');
  const job = await store.database.selectFrom('jobs').selectAll().where('id', '=', started.job).executeTakeFirstOrThrow();
  const input = BuildInput.parse(JSON.parse(job.input));
  assert.deepEqual([job.kind, job.title, job.subject, job.created_by, input.definition.id, input.mirror, input.actor], ['build', 'Build Edge node', 'build', 'ada', 'build', null, 'ada']);
  const second = await startBuild(store, 'build', 'ada', may, 'x64');
  assert(second.outcome === 'refused');
  assert.match(second.reasons[0]?.message ?? '', /A build is under way/);
});
