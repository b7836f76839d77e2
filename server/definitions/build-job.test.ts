// SPDX-License-Identifier: GPL-2.0-or-later
// The build job with a stand-in for livemedia-creator that writes real squashfs images: what it is given, what is told, what becomes of each result.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { definitionFixtures } from '#kickstart/build/fixtures.ts';
import { renderBuild } from '#kickstart/build/render.ts';
import { findCatalogued } from '../images/catalogue.ts';
import { findImage, listImages } from '../images/image-store.ts';
import { JobFailure, JobStopped } from '../jobs/job.ts';
import { jobContext, type TestJob } from '../jobs/job.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { buildImage, buildImageWith } from './build-job.ts';
import { type Behaviour, makeLivemediaCreator, type StandIn } from './livemedia-creator.fixture.ts';
import { livemediaCreator } from './livemedia.ts';

let store: TestStore;
before(async () => {
  store = await openTestStore();
});
after(() => store.remove());

const minimal = definitionFixtures.get('minimal');
assert(minimal);
const definition = { ...minimal, rootSize: 3072 };
const NVR = 'edge-node-1.0-0.20261123.0';

type Build = { readonly job: TestJob; readonly standIn: StandIn; run: () => Promise<unknown> };

/** A build on a machine where the server is root and may: the stand-in does not care who it is. */
async function build(behaviour: Behaviour): Promise<Build> {
  const standIn = makeLivemediaCreator(behaviour);
  after(() => rmSync(standIn.directory, { recursive: true, force: true }));
  const environment = { PATH: `${standIn.directory}:${process.env['PATH'] ?? ''}`, BASEWRIGHT_BUILD: 'on' };
  const job = await jobContext(store, { environment });
  const handler = buildImageWith(livemediaCreator(environment, 0));
  return { job, standIn, run: () => handler(job, { definition, mirror: null, actor: 'ada' }) };
}

async function problemOf({ run }: Build): Promise<string> {
  const error = await run().then(() => undefined, (reason: unknown) => reason);
  assert(error instanceof JobFailure, String(error));
  return error.message;
}

const filesIn = (image: string) => execFileSync('unsquashfs', ['-l', '-d', '', image], { encoding: 'utf8' }).split('\n').filter((line) => line.endsWith('.img'));

test('an image is built, kept and put into the catalogue, with its test queued', async () => {
  const { job, standIn, run } = await build('ready');
  const result = await run();
  const [image] = listImages(store.directory);
  assert(image);
  assert.deepEqual(result, { sha256: image.sha256, nvr: NVR, name: `${NVR}.squashfs` });
  assert.deepEqual(filesIn(image.path), ['/LiveOS/rootfs.img']);
  const row = await findCatalogued(store.database, image.sha256);
  assert.deepEqual([row?.name, row?.origin, row?.source, row?.added_by, row?.size, row?.state], [`${NVR}.squashfs`, 'build', 'edge', 'ada', image.size, 'available']);
  assert.deepEqual(JSON.parse(row?.made_from ?? ''), { definition, nvr: NVR });
  const tests = await store.database.selectFrom('jobs').select(['kind', 'subject', 'created_by']).execute();
  assert.deepEqual(tests.map((each) => ({ ...each })), [{ kind: 'test', subject: image.sha256, created_by: 'ada' }]);

  const given = readFileSync(join(standIn.record, 'arguments'), 'utf8').trim().split('\n');
  assert.deepEqual(given.slice(0, 2), ['--make-pxe-live', '--no-virt']);
  assert.deepEqual(given.slice(-4), ['--nomacboot', '--compression=xz', '--project=CentOS Stream', '--releasever=9']);
  assert.equal(readFileSync(join(standIn.record, 'kickstart'), 'utf8'), renderBuild(definition, { now: store.now(), mirror: undefined }).text);
  // It alone has the rights of the server.
  assert.equal(Number(readFileSync(join(standIn.record, 'uid'), 'utf8')), process.getuid?.());

  assert.deepEqual(job.stages.map((stage) => stage.replace(/ \d+ %$/, '')).filter((stage, index, all) => stage !== all[index - 1]), [
    'Starting livemedia-creator', 'Making the file system', 'Starting the installer', 'Reading repositories', 'Downloading packages', 'Preparing the installation', 'Installing packages',
    'Setting the system up', 'Running the steps and imgbase', 'Checking the file system', 'Packing the image', 'Finishing', 'Looking into the image', 'Keeping the image',
  ]);
  const fractions = job.stages.flatMap((stage) => /(\d+) %$/.exec(stage)?.[1] ?? []).map(Number);
  assert.deepEqual(fractions, [...fractions].sort((one, other) => one - other), 'progress never goes back');
  assert(fractions.includes(53), `half of the packages: ${fractions.join()}`);
  await job.close();
  assert.match(job.logText(), /Installing imgbased\.noarch \(412\/412\)[^]*is in the catalogue and will be tested: sha256 [0-9a-f]{64}/);
});

test('a root file system in another place is packed anew', async () => {
  const { job, run } = await build('elsewhere');
  const result = await run();
  assert(typeof result === 'object' && result !== null && 'sha256' in result && typeof result.sha256 === 'string');
  const image = findImage(store.directory, result.sha256);
  assert(image);
  assert.deepEqual(filesIn(image.path), ['/LiveOS/rootfs.img']);
  assert.equal(execFileSync('unsquashfs', ['-cat', image.path, 'LiveOS/rootfs.img'], { encoding: 'utf8' }), 'a file system images/root.img');
  await job.close();
  assert.match(job.logText(), /Packing the image anew: its root file system is images\/root\.img/);
});

test('what is no image for a node is not kept', async () => {
  const kept = listImages(store.directory).length;
  assert.match(await problemOf(await build('two')), /holds 2 file system images; a node takes exactly one/);
  assert.match(await problemOf(await build('none')), /holds 0 file system images.*cannot be used to upgrade nodes/);
  assert.match(await problemOf(await build('broken')), /no squashfs image that can be read/);
  assert.equal(listImages(store.directory).length, kept);
});

test('a failure is told with the reason that livemedia-creator gave last', async () => {
  const failing = await build('failing');
  assert.equal(await problemOf(failing), 'livemedia-creator failed (exit code 1). ERROR: Image creation failed: novirt_install failed');
  await failing.job.close();
  assert.match(failing.job.logText(), /This is a fatal error and installation will be aborted/);
});

test('a cancelled build ends livemedia-creator and everything below it', async () => {
  const { job, standIn, run } = await build('hanging');
  const running = run();
  // Its last words before it hangs.
  const waiting = new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (!job.stages.some((stage) => stage.startsWith('Running the steps')) || !existsSync(join(standIn.record, 'pid'))) return;
      clearInterval(look);
      resolve();
    }, 20);
  });
  await waiting;
  job.cancel();
  await assert.rejects(running, JobStopped);
  // The first process of a process space is the last to be seen.
  const alive = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
    try {
      return readFileSync(`/proc/${name}/environ`, 'latin1').includes(`BASEWRIGHT_JOB=${job.workDirectory}`);
    } catch {
      return false;
    }
  });
  assert.deepEqual(alive, []);
});

test('without leave, or without the program, nothing runs', async () => {
  const standIn = makeLivemediaCreator('ready');
  after(() => rmSync(standIn.directory, { recursive: true, force: true }));
  const path = { PATH: standIn.directory };
  assert.deepEqual([livemediaCreator(path, 0).isInstalled, livemediaCreator(path, 0).canBuild], [true, false]);
  assert.match(livemediaCreator(path, 0).reason ?? '', /set BASEWRIGHT_BUILD=on/);
  assert.match(livemediaCreator({ ...path, BASEWRIGHT_BUILD: 'on' }, 1000).reason ?? '', /needs root, and this server does not run as root/);
  assert.match(livemediaCreator({ PATH: '/nowhere:relative:', BASEWRIGHT_BUILD: 'on' }, 0).reason ?? '', /not installed on this server/);
  const job = await jobContext(store, { environment: { PATH: standIn.directory } });
  await assert.rejects(buildImage(job, { definition, mirror: null, actor: null }), JobFailure);
  assert.equal(existsSync(join(standIn.record, 'arguments')), false);
});

test('only one build runs at a time', async () => {
  const now = store.now();
  await store.database.insertInto('jobs').values({
    id: 'f'.repeat(16), kind: 'build', title: 'Build another', subject: 'another', input: '{}', state: 'running', stage: null, permille: null, result: null, problem: null, is_cancelled: 0, attempts: 1,
    created_at: now, created_by: null, started_at: now, ended_at: null,
  }).execute();
  assert.match(await problemOf(await build('ready')), /Another build is running \("Build another"\)/);
});
