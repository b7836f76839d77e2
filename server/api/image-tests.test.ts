// SPDX-License-Identifier: GPL-2.0-or-later
// images/{sha256}/report, test, packages and difference over the API: what is known, what is not, and who may.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { z } from 'zod';
import { addReport, addUntested, aPackage } from '../image-tests/report.fixture.ts';
import { openTestApi, type TestApi } from './api.fixture.ts';

const [OLD, NEW, UNTESTED] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
  await addUntested(api.store, OLD);
  await addReport(api.store, OLD, { packages: [aPackage('bash', '5.1'), aPackage('tmux', '3'), aPackage('vim', '9')] });
  await addUntested(api.store, NEW);
  await addReport(api.store, NEW, { packages: [aPackage('bash', '5.2'), aPackage('lldpd', '1'), aPackage('vim', '8')], wrong: '<b>none</b>' });
  await addUntested(api.store, UNTESTED);
});
afterEach(() => api.store.remove());

const get = (path: string) => api.call(`images/${path}`, { as: 'viewer' });
const Kind = z.object({ type: z.string(), title: z.string() });

test('the report as it was kept, with its time as text', async () => {
  const { status, body } = await get(`${NEW}/report`);
  assert.equal(status, 200);
  const report = z.object({ verdict: z.string(), startedAt: z.iso.datetime(), checks: z.array(z.object({ id: z.string(), evidence: z.string(), fix: z.string().optional() })) }).parse(body);
  assert.deepEqual([report.verdict, report.checks[1]?.evidence], ['failed', '<b>none</b>']);
});

test('what became of the packages', async () => {
  const { body } = await get(`${NEW}/difference?with=${OLD}`);
  const Named = z.object({ name: z.string() });
  const found = z.object({ added: z.array(Named), removed: z.array(Named), changed: z.array(z.object({ before: Named, direction: z.string() })) }).parse(body);
  assert.deepEqual([found.added.map(({ name }) => name), found.removed.map(({ name }) => name), found.changed.map(({ before, direction }) => `${before.name} ${direction}`)], [['lldpd'], ['tmux'], ['bash up', 'vim down']]);
  assert.equal(z.object({ packages: z.array(Named) }).parse((await get(`${OLD}/packages`)).body).packages.length, 3);
});

test('what is not known is a 404 that says so', async () => {
  for (const [path, title] of [
    [`${UNTESTED}/report`, /never tested/], [`${UNTESTED}/packages`, /not known/], [`${NEW}/difference?with=${UNTESTED}`, /not known/], [`${'d'.repeat(64)}/report`, /image/], [`${NEW}/difference?with=${'d'.repeat(64)}`, /image/],
  ] as const) {
    const { status, body } = await get(path);
    assert.equal(status, 404, path);
    assert.match(Kind.parse(body).title, title);
  }
  assert.equal((await get(`${NEW}/difference`)).status, 422);
  assert.equal((await get(`${NEW}/difference?with=short`)).status, 422);
});

test('a test is asked for by operators, once', async () => {
  assert.equal((await api.call(`images/${UNTESTED}/test`, { method: 'POST', as: 'viewer' })).status, 403);
  const first = await api.call(`images/${UNTESTED}/test`, { method: 'POST', as: 'operator' });
  const { job } = z.object({ job: z.string() }).parse(first.body);
  assert.deepEqual([first.status, first.headers.get('location')], [202, `/api/v1/jobs/${job}`]);
  assert.deepEqual((await api.call(`images/${UNTESTED}/test`, { method: 'POST', as: 'operator' })).body, { job });
  assert.equal((await api.call(`images/${'d'.repeat(64)}/test`, { method: 'POST', as: 'operator' })).status, 404);
});
