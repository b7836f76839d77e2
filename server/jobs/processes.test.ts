// SPDX-License-Identifier: GPL-2.0-or-later
// Several worker processes, killed ones among them: no job is run twice, none is lost, and nothing that a dead worker started goes on.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { emptyEnvironment } from '#kickstart/oracle/empty-environment.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { enqueueJob, findJob } from './jobs.ts';

const directory = mkdtempSync(join(tmpdir(), 'basewright-jobs-'));
chmodSync(directory, 0o711);
after(() => rmSync(directory, { recursive: true, force: true }));

const NEW = { title: 'A test job', subject: null, input: {}, actor: null } as const;
const room = (name: string) => JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/** Starts a script with this Node; its modules are those of this room. */
function start(name: string, text: string, words: readonly string[]): ChildProcess {
  const path = join(directory, `${name}.ts`);
  writeFileSync(path, text);
  const env = Object.assign(emptyEnvironment(), { PATH: process.env['PATH'] ?? '', BASEWRIGHT_WORK: directory });
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', path, ...words], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function outputOf(child: ChildProcess): Promise<string> {
  let text = '';
  child.stdout?.on('data', (bytes: Buffer) => (text += bytes.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  return text;
}

const CLAIMING = `
  import { openStore } from ${room('../store/store.ts')};
  import { claimJob } from ${room('./queue.ts')};
  const store = await openStore(process.argv[2], { check: false });
  for (let job; (job = await claimJob(store, ['test', 'build', 'fetch'])) !== undefined;) console.log(job.number);
  await store.close();
`;

test('workers that claim at the same time never get the same job, and all of them in order', { timeout: 60_000 }, async () => {
  const store = await openTestStore();
  after(() => store.remove());
  const kinds = ['test', 'build', 'fetch'] as const;
  for (let count = 0; count < 200; count += 1) await enqueueJob(store.database, { ...NEW, kind: kinds[count % 3] ?? 'test' }, store.now());
  const outputs = await Promise.all([1, 2, 3, 4].map((number) => outputOf(start(`claim${number}`, CLAIMING, [store.directory]))));
  const claimed = outputs.map((text) => text.split('\n').filter((line) => line !== '').map(Number));
  for (const numbers of claimed) assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b));
  assert.deepEqual(claimed.flat().sort((a, b) => a - b), Array.from({ length: 200 }, (_, index) => index + 1));
});

const WORKING = `
  import { writeFileSync } from 'node:fs';
  import { serveJobs } from ${room('./serve.ts')};
  const stop = new AbortController();
  process.on('SIGTERM', () => stop.abort());
  const handler = async (context) => {
    await context.run('sh', ['-c', 'setsid sleep 600 & sh -c "trap \\\\"\\\\" TERM; exec sleep 601" & echo up; wait'], { onLine: () => writeFileSync(process.argv[3], context.workDirectory) });
  };
  const handlers = { test: async () => handler, build: async () => handler };
  await serveJobs({ dataDirectory: process.argv[2], environment: process.env, handlers, places: 2, report: (level, event) => console.log(event) }, stop.signal);
  process.exit(0);
`;

/** Processes whose environment names this directory. */
function runningIn(path: string): string[] {
  return readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid).flatMap((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`BASEWRIGHT_JOB=${path}`) ? [readFileSync(`/proc/${pid}/cmdline`, 'latin1')] : [];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function stateOf(store: TestStore, id: string): Promise<string | undefined> {
  return (await findJob(store.database, id))?.state;
}

test('a worker that is killed leaves nothing running, and the next one mends its jobs', { timeout: 60_000 }, async () => {
  const store = await openTestStore();
  after(() => store.remove());
  const up = join(directory, 'up');
  const build = await enqueueJob(store.database, { ...NEW, kind: 'build' }, store.now());
  const first = start('first', WORKING, [store.directory, up]);
  await until(() => existsSync(up));
  const jobDirectory = join(readFileSync(up, 'utf8'), '..');
  assert.ok(runningIn(jobDirectory).length > 0);
  const again = await enqueueJob(store.database, { ...NEW, kind: 'test' }, store.now());
  await until(async () => (await stateOf(store, again)) === 'running');
  first.kill('SIGKILL');
  await new Promise((resolve) => first.once('exit', resolve));
  assert.equal(await stateOf(store, build), 'running');
  rmSync(up);
  const second = start('second', WORKING, [store.directory, up]);
  await until(async () => (await stateOf(store, build)) === 'interrupted');
  assert.deepEqual([runningIn(jobDirectory), existsSync(jobDirectory)], [[], false]);
  // The test began again by itself, and waits once more for its sleepers.
  await until(async () => (await stateOf(store, again)) === 'running' && existsSync(up));
  second.kill('SIGTERM');
  await new Promise((resolve) => second.once('exit', resolve));
  assert.equal(await stateOf(store, again), 'interrupted');
  assert.deepEqual(runningIn(directory), []);
});

test('a second worker waits until the first has ended', { timeout: 60_000 }, async () => {
  const store = await openTestStore();
  after(() => store.remove());
  const [first, second] = [start('one', WORKING, [store.directory, join(directory, 'none')]), start('two', WORKING, [store.directory, join(directory, 'none')])];
  const said: string[] = [];
  for (const worker of [first, second]) worker.stdout?.on('data', (bytes: Buffer) => said.push(...bytes.toString().trim().split('\n')));
  await until(() => said.includes('worker-waits') && said.includes('worker-ready'));
  assert.equal(said.filter((line) => line === 'worker-ready').length, 1);
  for (const worker of [first, second]) worker.kill('SIGTERM');
  await Promise.all([first, second].map((worker) => new Promise((resolve) => worker.once('close', resolve))));
});
