// SPDX-License-Identifier: GPL-2.0-or-later
// basewright image test, report, difference: the same as on the pages, for scripts and terminals.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addReport, addUntested, aPackage } from '../image-tests/report.fixture.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { inProcess } from './cli.fixture.ts';

const [GOOD, BAD, UNTESTED] = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)];
let store: TestStore;
before(async () => {
  store = await openTestStore();
  await addUntested(store, GOOD);
  await addReport(store, GOOD, { nvr: 'my-node-1.0-1', packages: [aPackage('bash', '5.1'), aPackage('tmux', '3')] });
  await addUntested(store, BAD);
  await addReport(store, BAD, { nvr: 'my-node-1.1-1', packages: [aPackage('bash', '5.2', { epoch: 1 }), aPackage('lldpd', '1')], wrong: 'There is no file \u001b[31m.' });
  await addUntested(store, UNTESTED);
});
after(() => store.remove());

const call = (words: readonly string[]) => inProcess(['image', ...words], { data: store.directory });

test('a report: in short, whole, and by its exit code', async () => {
  const good = await call(['report', 'my-node-1.0-1']);
  assert.deepEqual([good.exit, good.stderr], [0, '']);
  assert.match(good.stdout, /^verdict {3}passed\ntested {4}2026-11-23T12:00:00\.000Z, in 62 s\nnvr {7}my-node-1\.0-1\n/);
  assert.doesNotMatch(good.stdout, /It does/);
  assert.match((await call(['report', GOOD, '--all'])).stdout, /passed {3}It holds its own name .*\n {9}It does\./);
  const bad = await call(['report', BAD.slice(0, 12)]);
  assert.equal(bad.exit, 1);
  assert.match(bad.stdout, /failed {3}It holds its own name[^\n]*\n {9}There is no file/);
  assert.match(bad.stdout, /The layout step stops at once[^\n]*\n {9}End the build with/);
  assert.match(bad.stderr, /^layout\.nvr: It holds its own name/);
  assert(!`${bad.stdout}${bad.stderr}`.includes('\u001b'));
  const none = await call(['report', UNTESTED]);
  assert.deepEqual([none.exit, none.stderr], [1, 'IMAGE: It was never tested. Test it: basewright image test.\n']);
});

test('a report for scripts', async () => {
  const { stdout, exit } = await call(['report', GOOD, '--json']);
  assert.equal(exit, 0);
  assert.match(stdout, /"verdict": "passed"/);
});

test('a test is asked for, once', async () => {
  const first = await call(['test', UNTESTED]);
  assert.match(first.stdout, /^[0-9a-f]{16}\n$/);
  assert.match(first.stderr, /asked for; the server does it/);
  assert.equal((await call(['test', UNTESTED])).stdout, first.stdout);
});

test('a test that is waited for ends with its report', async () => {
  const waiting = call(['test', GOOD, '--wait']);
  // What the server would do meanwhile.
  const row = await asked(GOOD);
  await store.database.updateTable('jobs').set({ state: 'done', ended_at: store.now() }).where('id', '=', row).execute();
  const { exit, stdout } = await waiting;
  assert.deepEqual([exit, /verdict {3}passed/.test(stdout)], [0, true]);
});

async function asked(sha256: string): Promise<string> {
  for (let turn = 0; turn < 100_000; turn += 1) {
    const row = await store.database.selectFrom('jobs').select('id').where('subject', '=', sha256).executeTakeFirst();
    if (row !== undefined) return row.id;
  }
  throw new Error('The test was not asked for.');
}

test('the difference between two images', async () => {
  const { stdout, stderr } = await call(['difference', 'my-node-1.0-1', 'my-node-1.1-1']);
  assert.equal(stderr, '1 added, 1 removed, 1 changed.\n');
  assert.deepEqual(stdout.trimEnd().split('\n').map((line) => line.split(/\s{2,}/)), [
    ['CHANGE', 'PACKAGE', 'BEFORE', 'AFTER'], ['added', 'lldpd', '1-1.el9.x86_64'], ['removed', 'tmux', '3-1.el9.x86_64'], ['up', 'bash', '5.1-1.el9.x86_64', '1:5.2-1.el9.x86_64'],
  ]);
  assert.match((await call(['difference', GOOD, UNTESTED])).stderr, /Its packages are not known/);
  assert.match((await call(['difference', GOOD, GOOD])).stderr, /Both hold the same packages/);
});
