// SPDX-License-Identifier: GPL-2.0-or-later
// The worker with handlers of the tests and real programs: every way in which a job can end, and what is left of it.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hasEnded } from '#kickstart/catalogue/job.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { type JobHandler, JobFailure } from './job.ts';
import { cancelJob, enqueueJob, findJob, type JobRow, repeatJob } from './jobs.ts';
import { logPath } from './log-file.ts';
import { claimJob, forgetOldJobs, recoverJobs } from './queue.ts';
import { startWorker, type WorkerOptions } from './worker.ts';

const work = mkdtempSync(join(tmpdir(), 'basewright-work-'));
chmodSync(work, 0o711);
after(() => rmSync(work, { recursive: true, force: true }));
const environment = { ...process.env, BASEWRIGHT_WORK: work };

const NEW = { title: 'A test job', subject: null, input: {}, actor: 'ada' } as const;

type Bench = { readonly store: TestStore; readonly reports: string[]; readonly start: (handlers: WorkerOptions['handlers'], places?: number) => { stop(): Promise<void> } };

async function bench(): Promise<Bench> {
  const store = await openTestStore();
  after(() => store.remove());
  const reports: string[] = [];
  return {
    store,
    reports,
    start: (handlers, places = 1) => startWorker({ store, dataDirectory: store.directory, environment, handlers, places, report: (event, details) => reports.push(`${event} ${JSON.stringify(details)}`) }),
  };
}

const handlers = (test_: JobHandler): WorkerOptions['handlers'] => ({ test: () => Promise.resolve(test_), build: () => Promise.resolve(test_), rehash: () => Promise.resolve(test_) });

/** Waits until the job is as wanted. */
async function until(store: TestStore, id: string, isWanted: (job: JobRow) => boolean): Promise<JobRow> {
  for (;;) {
    const job = await findJob(store.database, id);
    assert.ok(job);
    if (isWanted(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const ended = (store: TestStore, id: string) => until(store, id, (job) => hasEnded(job.state));

test('a job is run, and its result, log and progress are kept; its directory is not', { timeout: 60_000 }, async () => {
  const { store, reports, start } = await bench();
  const id = await enqueueJob(store.database, { ...NEW, kind: 'test', input: { number: 42 } }, store.now());
  let directory = '';
  const worker = start(handlers(async (context, input) => {
    directory = context.workDirectory;
    context.progress('Reading', 0.25);
    context.log('Looks at it.');
    const { stdout } = await context.run('sh', ['-c', 'mkdir -p locked/in && chmod 000 locked; echo out; echo err >&2']);
    return { input, said: stdout.toString() };
  }));
  const job = await ended(store, id);
  await worker.stop();
  assert.deepEqual([job.state, job.result, job.problem, job.permille], ['done', '{"input":{"number":42},"said":"out\\n"}', null, 1000]);
  assert.equal(readFileSync(logPath(store.directory, id), 'utf8'), ['Begins: A test job', 'Looks at it.', 'err', 'Done.'].map((line) => (line === 'err' ? 'err\n' : `2026-11-23T12:00:00Z ${line}\n`)).join(''));
  assert.equal(statSync(logPath(store.directory, id)).mode & 0o777, 0o600);
  assert.equal(existsSync(directory), false);
  assert.deepEqual(reports, []);
});

test('a failure is told in its words, a mistake of the program only to the log of the server, and the worker goes on', { timeout: 60_000 }, async () => {
  const { store, reports, start } = await bench();
  const wanted = await enqueueJob(store.database, { ...NEW, kind: 'test', input: { fails: 'wanted' } }, store.now());
  const mistake = await enqueueJob(store.database, { ...NEW, kind: 'build', input: {} }, store.now());
  const unknown = await enqueueJob(store.database, { ...NEW, kind: 'customize' }, store.now());
  const worker = start(handlers((_context, input) => {
    if (JSON.stringify(input).includes('wanted')) throw new JobFailure('The image is damaged. Upload it again.');
    throw new TypeError('secret detail');
  }));
  assert.equal((await ended(store, wanted)).problem, 'The image is damaged. Upload it again.');
  const failed = await ended(store, mistake);
  assert.deepEqual([failed.state, failed.problem], ['failed', `The server made a mistake. Look for "${mistake}" in the log of the server, and report what it says there.`]);
  assert.match((await ended(store, unknown)).problem ?? '', /cannot do this kind of job/);
  await worker.stop();
  assert.equal(reports.length, 1);
  assert.match(reports[0] ?? '', new RegExp(`^job-failed .*"job":"${mistake}".*secret detail.*worker\\.test\\.ts`));
  assert.doesNotMatch(readFileSync(logPath(store.directory, mistake), 'utf8'), /secret detail/);
});

test('a person cancels a job that waits, and one that runs', { timeout: 60_000 }, async () => {
  const { store, start } = await bench();
  const first = await enqueueJob(store.database, { ...NEW, kind: 'test' }, store.now());
  const second = await enqueueJob(store.database, { ...NEW, kind: 'test' }, store.now());
  const worker = start(handlers(async (context) => {
    context.progress('Sleeping');
    await context.run('sleep', ['600']);
  }));
  await until(store, first, (job) => job.stage === 'Sleeping');
  assert.equal((await cancelJob(store, second)).outcome, 'cancelled');
  assert.equal((await cancelJob(store, first)).outcome, 'stopping');
  assert.equal((await ended(store, first)).state, 'cancelled');
  await worker.stop();
  const job = await findJob(store.database, second);
  assert.deepEqual([job?.state, job?.attempts], ['cancelled', 0]);
  assert.equal((await cancelJob(store, first)).outcome, 'ended');
  assert.match(readFileSync(logPath(store.directory, first), 'utf8'), /Cancelled\.\n$/);
  const again = await repeatJob(store, first, 'olga');
  assert.ok(again.outcome === 'queued');
  const repeated = await findJob(store.database, again.id);
  assert.deepEqual([repeated?.state, repeated?.created_by, repeated?.title], ['queued', 'olga', 'A test job']);
  assert.equal((await repeatJob(store, again.id, null)).outcome, 'unfinished');
});

test('the end of the server cuts jobs short: a test waits to begin again, once; a build is interrupted', { timeout: 60_000 }, async () => {
  const { store, start } = await bench();
  const ids = await Promise.all((['test', 'build'] as const).map((kind) => enqueueJob(store.database, { ...NEW, kind }, store.now())));
  const [testJob = '', build = ''] = ids;
  const forever = handlers(async (context) => {
    await context.run('sleep', ['600']);
  });
  for (const round of [1, 2]) {
    const worker = start(forever, 2);
    await until(store, testJob, (job) => job.state === 'running');
    if (round === 1) await until(store, build, (job) => job.state === 'running');
    await worker.stop();
    const [first, second] = await Promise.all(ids.map((id) => findJob(store.database, id)));
    assert.deepEqual([first?.state, first?.attempts], round === 1 ? ['queued', 1] : ['interrupted', 2]);
    assert.deepEqual([second?.state, second?.problem], ['interrupted', 'The server stopped while this ran, so it was not finished. Run it again.']);
  }
});

test('reading files again keeps no test waiting', { timeout: 60_000 }, async () => {
  const { store, start } = await bench();
  const slow = await enqueueJob(store.database, { ...NEW, kind: 'rehash' }, store.now());
  const quick = await enqueueJob(store.database, { ...NEW, kind: 'test', input: { quick: true } }, store.now());
  const worker = start(handlers(async (context, input) => {
    if (JSON.stringify(input) === '{}') await context.run('sleep', ['600']);
  }));
  assert.equal((await ended(store, quick)).state, 'done');
  assert.equal((await findJob(store.database, slow))?.state, 'running');
  await worker.stop();
});

test('the newest ended jobs are kept, with their logs', async () => {
  const { store } = await bench();
  mkdirSync(join(store.directory, 'jobs'));
  const ids: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    const id = await enqueueJob(store.database, { ...NEW, kind: 'test' }, store.now());
    if (count !== 1) await cancelJob(store, id);
    writeFileSync(logPath(store.directory, id), 'log');
    ids.push(id);
  }
  await forgetOldJobs(store, store.directory, 3);
  const kept = (await store.database.selectFrom('jobs').select('id').orderBy('number').execute()).map(({ id }) => id);
  // The one that waits is not an ended one.
  assert.deepEqual(kept, [ids[1], ids[3], ids[4], ids[5]]);
  assert.deepEqual(readdirSync(join(store.directory, 'jobs')).sort(), kept.map((id) => `${id}.log`).sort());
});

test('jobs of a worker that is not there any more are mended', async () => {
  const { store } = await bench();
  const cancelled = await enqueueJob(store.database, { ...NEW, kind: 'test' }, store.now());
  const build = await enqueueJob(store.database, { ...NEW, kind: 'build' }, store.now());
  const fetch = await enqueueJob(store.database, { ...NEW, kind: 'fetch' }, store.now());
  for (const kind of ['test', 'build', 'fetch'] as const) assert.ok(await claimJob(store, [kind]));
  await cancelJob(store, cancelled);
  assert.equal(await recoverJobs(store), 3);
  const states = await Promise.all([cancelled, build, fetch].map(async (id) => (await findJob(store.database, id))?.state));
  assert.deepEqual(states, ['cancelled', 'interrupted', 'queued']);
});
