// SPDX-License-Identifier: GPL-2.0-or-later
// Reports are kept with the image, the newest counts, and asking twice makes one test.
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { findJob } from '../jobs/jobs.ts';
import { jobContext } from '../jobs/job.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { queueTest } from './queue-test.ts';
import { latestReport, latestVerdict, packagesOf } from './report.ts';
import { addReport, addUntested, aPackage } from './report.fixture.ts';
import { testWith } from './test-job.ts';
import { started, storeImage } from './tested.fixture.ts';
import { squashfsOf, tinyRoot } from './tiny-image.fixture.ts';

const SHA = 'a'.repeat(64);
let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.remove());

test('the newest report counts, and packages stay known when a later test cannot read them', async () => {
  await addUntested(store, SHA);
  assert.deepEqual([await latestReport(store.database, SHA), await latestVerdict(store.database, SHA), await packagesOf(store.database, SHA)], [undefined, undefined, undefined]);
  await addReport(store, SHA, { packages: [aPackage('bash', '5')] });
  store.pass(1000);
  const second = await addReport(store, SHA, { wrong: 'There is none.' });
  assert.deepEqual([await latestReport(store.database, SHA), await latestVerdict(store.database, SHA), (await packagesOf(store.database, SHA))?.length], [second, 'failed', 1]);
});

test('of many reports the newest twenty are kept, and none of another image is lost', async () => {
  const other = 'b'.repeat(64);
  await addUntested(store, other);
  await addReport(store, other);
  await addUntested(store, SHA);
  for (let round = 0; round < 25; round += 1) await addReport(store, SHA);
  const rows = await store.database.selectFrom('image_tests').select(({ fn }) => ['sha256', fn.countAll<number>().as('count')]).groupBy('sha256').orderBy('sha256').execute();
  assert.deepEqual(rows.map(({ count }) => count), [20, 1]);
});

test('a test that waits already is enough; a cancelled one is not', async () => {
  await addUntested(store, SHA);
  const first = await queueTest(store, SHA, 'ada');
  assert(first.outcome === 'queued');
  assert.deepEqual(await queueTest(store, SHA, 'olga'), { outcome: 'waiting', id: first.id });
  const job = await findJob(store.database, first.id);
  assert.deepEqual([job?.kind, job?.subject, job?.title, job?.input, job?.created_by], ['test', SHA, 'Test node.squashfs', JSON.stringify({ sha256: SHA }), 'ada']);
  await store.database.updateTable('jobs').set({ is_cancelled: 1 }).execute();
  assert.equal((await queueTest(store, SHA, 'olga')).outcome, 'queued');
  assert.deepEqual(await queueTest(store, 'c'.repeat(64), 'ada'), { outcome: 'missing' });
});

test('a job about an image that is gone, and one that is cancelled, keep nothing', async () => {
  const job = await jobContext(store);
  await assert.rejects(testWith(started)(job, { sha256: SHA }), /^JobFailure: This image is not in the catalogue any more\.$/);
  await addUntested(store, SHA);
  await assert.rejects(testWith(started)(job, { sha256: SHA }), /is not here any more/);
  assert.equal(await latestReport(store.database, SHA), undefined);
  await job.close();
  const sha256 = await storeImage(store, squashfsOf(tinyRoot()));
  const cancelled = await jobContext(store);
  const work = testWith(() => {
    cancelled.cancel();
    return cancelled.run('true', []).then(() => ({ checks: [], console: null }));
  })(cancelled, { sha256 });
  await assert.rejects(work, /^JobStopped/);
  assert.equal(await latestReport(store.database, sha256), undefined);
});
