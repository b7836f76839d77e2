// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of counting what of an image went out, on a real store.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { stageDeadline } from '#kickstart/lifecycle/stages.ts';
import { type BootStore, openBootStore } from '../store/boot-store.ts';
import { type BootSite, type Breakage, breakable, openBootSite, SqliteError } from './boot-plane.fixture.ts';
import { createImageProgress } from './image-progress.ts';
import { createReport } from './log.ts';

let site: BootSite;
let store: BootStore;
before(async () => {
  site = await openBootSite();
  store = openBootStore(site.site.dataDirectory);
});
after(async () => {
  store.close();
  await site.remove();
});

test('bytes add up, a new download counts from zero, a failed write loses nothing, and flowing bytes are a sign of life', async () => {
  const { installation } = await site.arm();
  store.write((writer) => writer.change(installation.id, { state: 'installing', stage: 'storage', deadline: 1 }));
  const broken: Breakage = {};
  const log: string[] = [];
  const progress = createImageProgress(breakable(store, broken), createReport((line) => log.push(line)), () => 1000);
  const counted = async () => {
    const { image_bytes: bytes, image_size: size, deadline } = (await site.current()).installation;
    return { bytes, size, deadline };
  };
  progress.begin(installation.id, 300);
  progress.add(installation.id, 100);
  progress.add(installation.id, 50);
  progress.flush();
  assert.deepEqual(await counted(), { bytes: 150, size: 300, deadline: stageDeadline('storage', 1000) });
  progress.begin(installation.id, 300);
  progress.add(installation.id, 10);
  broken.write = new SqliteError(5, 'database is locked');
  progress.flush();
  assert.equal((await counted()).bytes, 150);
  broken.write = undefined;
  store.write((writer) => writer.change(installation.id, { stage: 'image', deadline: 77 }));
  progress.stop();
  assert.deepEqual(await counted(), { bytes: 10, size: 300, deadline: 77 }, 'a later stage has its own deadline');
  assert.match(log.join(''), /database is locked/);
});
