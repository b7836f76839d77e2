// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of reading stored images again: good, damaged, cut short, gone and mended ones, the order, the pace, and when a week is over.

import assert from 'node:assert/strict';
import { chmodSync, closeSync, copyFileSync, openSync, rmSync, truncateSync, utimesSync, writeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { jobContext } from '../jobs/job.fixture.ts';
import { JobFailure } from '../jobs/job.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { registerImage } from './catalogue.ts';
import { addImage } from './image-store.ts';
import { enqueueRehashIfDue, rehashAll, rehashImages, rehashOf } from './rehash-job.ts';
import { squashfsBytes } from './squashfs.fixture.ts';
import { verifyImage } from './verify-image.ts';

const DAY = 24 * 3_600_000;
const MIB = 1024 * 1024;
let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
  store.pass(Date.now() - store.now());
});
afterEach(() => store.remove());

let made = 0;

async function put(name: string, size = 200_000): Promise<{ sha256: string; file: string; name: string; size: number }> {
  made += 1;
  const bytes = squashfsBytes(size);
  bytes.writeUInt32LE(made, 100);
  const stored = await addImage(store.directory, { stream: Readable.from([bytes]), size });
  assert('sha256' in stored);
  const { sha256, path: file } = stored;
  store.pass(1000);
  await registerImage(store, { sha256, name, size, origin: 'file', source: name, parent: null, madeFrom: null, actor: null });
  chmodSync(file, 0o600);
  return { sha256, file, name, size };
}

const row = async (sha256: string) => ({ ...(await store.database.selectFrom('images').select(['state', 'state_reason', 'hashed_at']).where('sha256', '=', sha256).executeTakeFirstOrThrow()) });

/** One other byte, with the size and the time that the file had: what a disk does. */
function flip(file: string): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, 'y', 100_000);
  closeSync(handle);
  utimesSync(file, new Date(1000), new Date(1000));
}

describe('the job', () => {
  test('notes when good images were read, the one that waited longest first', async () => {
    const [first, second] = [await put('first.squashfs'), await put('second.squashfs')];
    const context = await jobContext(store);
    store.pass(8 * DAY);
    assert.deepEqual(await rehashImages(context, rehashAll(store.now(), null).input), { checked: 2, read: 400_000, mended: [] });
    for (const { sha256 } of [first, second]) assert.deepEqual(await row(sha256), { state: 'available', state_reason: null, hashed_at: store.now() });
    assert.deepEqual(context.stages.filter((stage, index, all) => stage !== all[index - 1]), ['Reading first.squashfs 0 %', 'Reading first.squashfs 50 %', 'Reading second.squashfs 50 %', 'Reading second.squashfs 100 %']);
    assert.deepEqual(await rehashImages(context, rehashAll(store.now(), null).input), { checked: 0, read: 0, mended: [] }, 'begun again after a restart, it does nothing twice');
  });

  const damages = { 'one byte is another': flip, 'it was cut short': (file: string) => truncateSync(file, 1000), 'its file is gone': (file: string) => rmSync(file) };
  const reasons = { 'one byte is another': /bytes changed on the disk/, 'it was cut short': /1000 bytes instead of 200000/, 'its file is gone': /gone from the disk/ };
  for (const [name, damage] of Object.entries(damages)) {
    test(`puts an image in quarantine when ${name}, says so in its end and in the log of the server, and reads the others all the same`, async () => {
      const [bad, good] = [await put('bad.squashfs'), await put('good.squashfs')];
      damage(bad.file);
      const context = await jobContext(store);
      const log: string[] = [];
      store.pass(8 * DAY);
      await assert.rejects(rehashImages(context, rehashAll(store.now(), null).input, { write: (line) => log.push(line) }), (error) => error instanceof JobFailure && /damaged and in quarantine.*bad\.squashfs/.test(error.message) && !error.message.includes('good.squashfs'));
      const { state, state_reason: reason } = await row(bad.sha256);
      assert.equal(state, 'quarantined');
      assert.match(reason ?? '', Object.entries(reasons).find(([each]) => each === name)?.[1] ?? /^$/);
      assert.equal((await row(good.sha256)).hashed_at, store.now());
      assert.equal(log.length, 1);
      assert.match(log[0] ?? '', /"level":"error","event":"image-quarantined"/);
      await context.close();
      assert.match(context.logText(), /DAMAGED/);
    });
  }

  test('ends the quarantine of an image that is right again, when it is asked for by name', async () => {
    const image = await put('node.squashfs');
    copyFileSync(image.file, `${image.file}.kept`);
    flip(image.file);
    const context = await jobContext(store);
    await assert.rejects(rehashImages(context, rehashOf(image, 'ada').input, { write: () => undefined }), JobFailure);
    copyFileSync(`${image.file}.kept`, image.file);
    store.pass(DAY);
    assert.deepEqual(await rehashImages(context, rehashAll(store.now(), null).input), { checked: 0, read: 0, mended: [] });
    assert.deepEqual(await rehashImages(context, rehashOf(image, 'ada').input), { checked: 1, read: image.size, mended: [image.sha256] });
    assert.equal((await row(image.sha256)).state, 'available');
  });

  test('of an image that is not known any more fails in words', async () => {
    await assert.rejects(rehashImages(await jobContext(store), rehashOf({ sha256: 'a'.repeat(64), name: 'x' }, null).input), /not in the catalogue any more/);
  });
});

describe('reading', () => {
  test('is no faster than allowed', async () => {
    const image = await put('node.squashfs', 5 * MIB);
    let now = 0;
    const waits: number[] = [];
    const clock = {
      now: () => now,
      wait: (milliseconds: number) => {
        waits.push(milliseconds);
        now += milliseconds;
        return Promise.resolve();
      },
    };
    await verifyImage(store, store.directory, image, { bytesPerSecond: MIB, clock });
    assert.deepEqual(waits, [1000, 1000, 1000, 1000, 1000]);
    waits.length = 0;
    await verifyImage(store, store.directory, image, { bytesPerSecond: Infinity, clock });
    assert.deepEqual(waits, []);
  });

  test('ends when the job is cancelled, in a pause too, and notes nothing', async () => {
    const image = await put('node.squashfs', 5 * MIB);
    const before = await row(image.sha256);
    store.pass(DAY);
    const stop = new AbortController();
    const reading = verifyImage(store, store.directory, image, { bytesPerSecond: 1, signal: stop.signal, onBytes: () => setImmediate(() => stop.abort()) });
    await assert.rejects(reading, { name: 'AbortError' });
    assert.deepEqual(await row(image.sha256), before);
  });

  test('does not judge a file that was replaced meanwhile', async () => {
    const image = await put('node.squashfs');
    copyFileSync(image.file, `${image.file}.kept`);
    flip(image.file);
    const replace = () => {
      rmSync(image.file);
      copyFileSync(`${image.file}.kept`, image.file);
    };
    assert.deepEqual(await verifyImage(store, store.directory, image, { bytesPerSecond: Infinity, onBytes: replace }), { outcome: 'moved' });
    assert.equal((await row(image.sha256)).state, 'available');
  });
});

describe('the weekly look', () => {
  const due = () => enqueueRehashIfDue(store, store.directory, store.now());

  test('is queued once, when an image was last read a week ago', async () => {
    assert.equal(await due(), undefined, 'no images');
    await put('old.squashfs');
    store.pass(3 * DAY);
    await put('newer.squashfs');
    assert.equal(await due(), undefined);
    store.pass(4 * DAY);
    const id = await due();
    assert.match(id ?? '', /^[0-9a-f]{16}$/);
    assert.equal(await due(), undefined, 'one waits already');
    const jobs = await store.database.selectFrom('jobs').select(['kind', 'subject']).where('kind', '=', 'rehash').execute();
    assert.deepEqual(jobs.map(({ kind, subject }) => [kind, subject]), [['rehash', null]]);
  });

  test('does not wait a week for a file that was written to, of which nothing is served until then', async () => {
    const image = await put('node.squashfs');
    assert.equal(await due(), undefined);
    utimesSync(image.file, new Date(store.now() + 60_000), new Date(store.now() + 60_000));
    assert.notEqual(await due(), undefined);
    await rehashImages(await jobContext(store), rehashAll(store.now() - 6 * DAY, null).input);
    await store.database.deleteFrom('jobs').execute();
    assert.equal(await due(), undefined, 'a clock of the file system that is ahead is no change');
  });

  test('leaves alone what is in quarantine', async () => {
    const image = await put('node.squashfs');
    rmSync(image.file);
    await verifyImage(store, store.directory, image, { bytesPerSecond: Infinity });
    store.pass(30 * DAY);
    assert.equal(await due(), undefined);
  });
});
