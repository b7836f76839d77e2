// SPDX-License-Identifier: GPL-2.0-or-later
// The commands about jobs, on a data directory where a worker runs them.
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { JobHandler } from '../jobs/job.ts';
import { JobFailure } from '../jobs/job.ts';
import { enqueueJob, findJob } from '../jobs/jobs.ts';
import { startWorker } from '../jobs/worker.ts';
import { openTestStore } from '../store/store.fixture.ts';
import { basewright, inProcess, temporaryDirectory } from './cli.fixture.ts';

const store = await openTestStore();
after(() => store.remove());
const work = join(temporaryDirectory(), 'work');
chmodSync(join(work, '..'), 0o711);

const handler: JobHandler = async (context, input) => {
  const text = JSON.stringify(input);
  if (text.includes('fail')) throw new JobFailure('The image is damaged.');
  context.progress('Reading', 0.5);
  context.log('half of it');
  if (text.includes('slow')) await context.run('sleep', ['600']);
  return { verdict: 'passed' };
};

const call = (...words: string[]) => inProcess(['job', ...words], { data: store.directory });
/** In a process of its own: in this one it would keep the worker from what it waits for. */
const callBeside = (...words: string[]) => basewright(['job', ...words], { data: store.directory });
const add = (input: object) => enqueueJob(store.database, { kind: 'test', title: 'Test \u001b[31mnode', subject: 'a'.repeat(64), input, actor: 'ada' }, store.now());
const start = () => startWorker({ store, dataDirectory: store.directory, environment: { ...process.env, BASEWRIGHT_WORK: work }, handlers: { test: () => Promise.resolve(handler) }, places: 1, report: () => undefined });

test('jobs are listed, shown, waited for and begun again', { timeout: 60_000 }, async () => {
  assert.match((await call('list')).stderr, /There are no jobs yet/);
  const [good, bad] = [await add({}), await add({ fail: true })];
  assert.match((await call('list', '--state', 'active')).stdout, new RegExp(`^ID .*\n${bad}  test  queued  2026-11-23T12:00:00.000Z  Test .*\n${good} `));
  assert.deepEqual((await call('list', '--state', 'sleeping')).exit, 2);
  const worker = start();
  assert.deepEqual(await callBeside('wait', good), { stdout: `done job ${good}\n`, stderr: '', exit: 0 });
  assert.deepEqual(await callBeside('wait', bad), { stdout: `failed job ${bad}\n`, stderr: 'The image is damaged.\n', exit: 1 });
  await worker.stop();
  const shown = await call('show', good);
  assert.match(shown.stdout, /\nresult {3}\{"verdict":"passed"\}\n/);
  assert.doesNotMatch(shown.stdout, /\u001b/);
  assert.match((await call('log', good)).stdout, /Begins: .*\n.*half of it\n.*Done\.\n$/);
  const again = await call('again', bad);
  const id = again.stdout.trim();
  assert.deepEqual([again.exit, (await findJob(store.database, id))?.state], [0, 'queued']);
  assert.match((await call('again', id)).stderr, /has not ended yet/);
  assert.equal((await call('cancel', id)).stdout, `cancelled job ${id}\n`);
  assert.match((await call('cancel', id)).stderr, /has ended already \(cancelled\)/);
  assert.deepEqual((await call('wait', id)).stderr, 'The job was cancelled.\n');
  assert.match((await call('show', 'x')).stderr, /There is no job "x"/);
});

test('a log is followed to the end of its job', { timeout: 60_000 }, async () => {
  const slow = await add({ slow: true });
  const worker = start();
  const following = callBeside('log', slow, '--follow');
  const asJson = callBeside('log', slow, '--follow', '--json');
  while ((await findJob(store.database, slow))?.stage !== 'Reading') await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal((await callBeside('cancel', slow)).stdout, `job ${slow} is being stopped\n`);
  const { stdout, exit } = await following;
  await worker.stop();
  assert.equal(exit, 0);
  assert.match(stdout, /half of it\n.*Cancelled\.\n$/);
  assert.deepEqual(JSON.parse((await asJson).stdout), { id: slow, log: stdout });
});
