// SPDX-License-Identifier: GPL-2.0-or-later
// jobs by the API: lists, one job, its log in pieces, its stream, and what people may do with it.

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import type { JobKind } from '#kickstart/catalogue/job.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import { logDirectory, logPath } from '../jobs/log-file.ts';
import { claimJob, endJob, noteProgress } from '../jobs/queue.ts';
import { openTestApi, type TestApi } from './api.fixture.ts';
import { answerRequest } from './handle.ts';

let api: TestApi;
before(async () => {
  api = await openTestApi();
  mkdirSync(logDirectory(api.store.directory));
});
after(() => api.store.remove());

const SUBJECT = 'a'.repeat(64);
const Listed = z.object({ items: z.array(z.object({ id: z.string(), state: z.string() })), next: z.string().nullable(), total: z.number() });
const Started = z.object({ job: z.string() });

const add = (kind: JobKind, subject = SUBJECT) => enqueueJob(api.store.database, { kind, title: `A ${kind}`, subject, input: { sha256: subject }, actor: 'ada' }, api.store.now());

async function listed(query: string): Promise<z.infer<typeof Listed>> {
  return Listed.parse((await api.call(`jobs${query}`, { as: 'viewer' })).body);
}

test('jobs are listed, newest first, filtered, page by page', async () => {
  const ids: string[] = [];
  for (let count = 0; count < 5; count += 1) ids.push(await add(count % 2 === 0 ? 'test' : 'build', count === 4 ? 'other' : SUBJECT));
  const [first, second, third, fourth, fifth] = ids;
  const page = await listed('?limit=2');
  assert.deepEqual([page.items.map(({ id }) => id), page.total], [[fifth, fourth], 5]);
  const next = await listed(`?limit=2&after=${page.next}`);
  assert.deepEqual(next.items.map(({ id }) => id), [third, second]);
  const last = await listed(`?limit=2&after=${next.next}`);
  assert.deepEqual([last.items.map(({ id }) => id), last.next], [[first], null]);
  assert.deepEqual((await listed('?kind=build')).items.map(({ id }) => id), [fourth, second]);
  assert.deepEqual((await listed('?subject=other&state=active')).items.map(({ id }) => id), [fifth]);
  assert.deepEqual((await listed('?state=done')).items, []);
  for (const wrong of ['?state=sleeping', '?kind=x', '?after=x', '?limit=0', '?unknown=1']) assert.equal((await api.call(`jobs${wrong}`, { as: 'viewer' })).status, 422, wrong);
});

test('a job is shown as it is, and its log in pieces of whole lines', async () => {
  await endOthers();
  const id = await add('test');
  const claimed = await claimJob(api.store, ['test']);
  assert.equal(claimed?.id, id);
  await noteProgress(api.store, id, 'Reading', 0.4256);
  const { body } = await api.call(`jobs/${id}`, { as: 'viewer' });
  assert.deepEqual(body, {
    id, kind: 'test', title: 'A test', subject: SUBJECT, state: 'running', stage: 'Reading', fraction: 0.426, result: null, problem: null,
    createdAt: '2026-11-23T12:00:00.000Z', createdBy: 'ada', startedAt: '2026-11-23T12:00:00.000Z', endedAt: null,
  });
  assert.deepEqual((await api.call(`jobs/${id}/log`, { as: 'viewer' })).body, '');
  writeFileSync(logPath(api.store.directory, id), 'first ü\nsec');
  const part = await api.call(`jobs/${id}/log`, { as: 'viewer' });
  assert.deepEqual([part.body, part.headers.get('x-next-from'), part.headers.get('content-type')], ['first ü\n', '9', 'text/plain; charset=utf-8']);
  appendFileSync(logPath(api.store.directory, id), 'ond\n');
  const rest = await api.call(`jobs/${id}/log?from=9`, { as: 'viewer' });
  assert.deepEqual([rest.body, rest.headers.get('x-next-from')], ['second\n', '16']);
  assert.deepEqual((await api.call(`jobs/${id}/log?from=99999`, { as: 'viewer' })).body, '');
  assert.equal((await api.call(`jobs/${id}/log?from=-1`, { as: 'viewer' })).status, 422);
  for (const path of ['jobs/..%2Fsecret.key', 'jobs/..%2Fsecret.key/log', 'jobs/x/stream']) assert.equal((await api.call(path, { as: 'viewer' })).status, 404, path);
});

test('an operator cancels and repeats, a viewer does not', async () => {
  await endOthers();
  const id = await add('test');
  assert.equal((await api.call(`jobs/${id}/cancel`, { as: 'viewer', method: 'POST' })).status, 403);
  const early = await api.call(`jobs/${id}/again`, { as: 'operator', method: 'POST' });
  assert.equal(early.status, 409);
  const cancelled = await api.call(`jobs/${id}/cancel`, { as: 'operator', method: 'POST' });
  assert.deepEqual([cancelled.status, z.object({ job: z.object({ state: z.string() }) }).parse(cancelled.body).job.state], [202, 'cancelled']);
  assert.equal((await api.call(`jobs/${id}/cancel`, { as: 'operator', method: 'POST' })).status, 409);
  const again = await api.call(`jobs/${id}/again`, { as: 'operator', method: 'POST' });
  assert.equal(again.status, 202);
  const started = Started.parse(again.body).job;
  assert.equal(again.headers.get('location'), `/api/v1/jobs/${started}`);
  const { body } = await api.call(`jobs/${started}`, { as: 'viewer' });
  assert.deepEqual(z.object({ state: z.string(), createdBy: z.string(), subject: z.string() }).parse(body), { state: 'queued', createdBy: 'olga', subject: SUBJECT });
});

test('only who may begin such work has it done once more', async () => {
  await endOthers();
  for (const [kind, role] of [['test', 'operator'], ['rehash', 'operator'], ['fetch', 'admin'], ['build', 'admin'], ['customize', 'admin']] as const) {
    const id = await add(kind);
    assert.equal((await api.call(`jobs/${id}/cancel`, { as: 'operator', method: 'POST' })).status, 202, kind);
    const statusFor = async (as: 'viewer' | 'operator' | 'admin') => (await api.call(`jobs/${id}/again`, { as, method: 'POST' })).status;
    assert.deepEqual([await statusFor('viewer'), await statusFor('operator'), await statusFor('admin')], [403, role === 'operator' ? 202 : 403, 202], kind);
  }
  await endOthers();
});

test('a stream brings the job and the end of its log whenever one of them changes', { timeout: 20_000 }, async () => {
  await endOthers();
  const id = await add('test');
  await claimJob(api.store, ['test']);
  const stop = new AbortController();
  const request = new Request(`http://localhost:3000/api/v1/jobs/${id}/stream`, { headers: { host: 'localhost:3000', cookie: `basewright_session=${api.sessions.viewer}` }, signal: stop.signal });
  const services = { validate: () => Promise.resolve(api.verdict), site: () => ({ bootUrl: '', imagesUrl: '', dataDirectory: api.store.directory }) };
  const { body } = await answerRequest(request, () => Promise.resolve(api.store), services);
  assert.ok(body);
  const events = eventsOf(body);
  const next = async () => Event.parse((await events.next()).value);
  assert.deepEqual(await next(), { job: { state: 'running', stage: null }, log: '' });
  // Nothing in the database changes with it.
  appendFileSync(logPath(api.store.directory, id), `${'x'.repeat(100)}\n`.repeat(1000));
  const { log } = await next();
  assert.ok(log.length <= 64 * 1024 && log.length > 60 * 1024 && log.startsWith('xxx') && log.length % 101 === 0);
  await noteProgress(api.store, id, 'Reading', undefined);
  assert.equal((await next()).job.stage, 'Reading');
  await endJob(api.store, id, { state: 'done', result: { verdict: 'passed' } });
  assert.equal((await next()).job.state, 'done');
  stop.abort();
  await events.return(undefined);
});

const Event = z.object({ job: z.object({ state: z.string(), stage: z.string().nullable() }), log: z.string() });

async function* eventsOf(body: NonNullable<Response['body']>): AsyncGenerator<unknown, void> {
  let text = '';
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1];
      text = text.slice(end + 2);
      if (data !== undefined) yield JSON.parse(data);
    }
  }
}

/** So that the next claim gets the job of the test. */
async function endOthers(): Promise<void> {
  await api.store.database.updateTable('jobs').set({ state: 'done' }).where('state', 'in', ['queued', 'running']).execute();
}
