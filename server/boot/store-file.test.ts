// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of a real store file that goes away, is replaced, or is damaged under the running boot plane.

import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, openSync, closeSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import { sql } from 'kysely';
import { armForTest } from '../installations/arm.fixture.ts';
import { disarmHost } from '../installations/arm.ts';
import { siteAt } from '../installations/site.fixture.ts';
import { putHost } from '../hosts/hosts.ts';
import { putProfile } from '../profiles/profiles.ts';
import type { BootStore } from '../store/boot-store.ts';
import { dataFiles } from '../store/data-directory.ts';
import { StoreError } from '../store/errors.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { ask, runPlane } from './boot-plane.fixture.ts';
import { followStoreFile } from './store-file.ts';

const FORCE = { kind: 'force' } as const;
const profile = profileFixtures.get('ovirt-node');
const host = hostFixtures.get('host-overrides');
assert(profile !== undefined && host !== undefined);
const TARGET = `/ks/${host.macs[0]}`;

async function armedStore(): Promise<TestStore> {
  assert(profile !== undefined && host !== undefined);
  const store = await openTestStore();
  store.pass(Date.now() - store.now());
  await putProfile(store, profile.id, profile, FORCE);
  await putHost(store, host.id, host, FORCE);
  await arm(store);
  // All of it in the file itself, none in the WAL.
  await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(store.database);
  return store;
}

async function arm(store: TestStore): Promise<void> {
  assert(host !== undefined);
  await armForTest(store, host.id, 60);
}

const siteOf = ({ directory }: Pick<TestStore, 'directory'>) => siteAt('http://192.0.2.1:8080', directory);

/** The boot plane over the file of `directory`, through `store`. */
function run(directory: string, store: BootStore, cacheBytes?: number) {
  return runPlane({ site: siteOf({ directory }) }, { store, ...(cacheBytes !== undefined && { cacheBytes }) });
}

function statusOf(answer: string): string {
  return answer.slice('HTTP/1.1 '.length, 12);
}

/** A clock that lets the next opening happen at once. */
function impatient(): () => number {
  let time = 0;
  return () => (time += 1000);
}

test('a file that is gone is 503, and 200 again when it is back', async () => {
  const store = await armedStore();
  const { database } = dataFiles(store.directory);
  const plane = await run(store.directory, followStoreFile(store.directory, undefined, impatient()));
  assert.equal(statusOf(await ask(plane.port, TARGET)), '200');
  renameSync(database, `${database}.away`);
  for (const target of [TARGET, '/ks/52:54:00:00:00:01', '/healthz']) assert.equal(statusOf(await ask(plane.port, target)), '503');
  renameSync(`${database}.away`, database);
  assert.equal(statusOf(await ask(plane.port, TARGET)), '200');
  assert.match(plane.log.join(''), /There is no database/);
  await plane.stop();
  await store.remove();
});

test('a restored backup counts from the next request on', async () => {
  const store = await armedStore();
  const { database } = dataFiles(store.directory);
  const backup = join(store.directory, 'backup.sqlite');
  const follow = followStoreFile(store.directory, undefined, impatient());
  const plane = await run(store.directory, follow);
  assert.equal(statusOf(await ask(plane.port, TARGET)), '200');
  await disarmHost(store, host.id);
  await sql`VACUUM INTO ${backup}`.execute(store.database);
  await arm(store);
  assert.equal(statusOf(await ask(plane.port, TARGET)), '200');
  await store.close();
  follow.close();
  for (const end of ['-wal', '-shm']) if (statSync(database + end, { throwIfNoEntry: false })) unlinkSync(database + end);
  renameSync(backup, database);
  assert.equal(statusOf(await ask(plane.port, TARGET)), '404');
  await plane.stop();
  await store.remove();
});

test('the key of another store is 503 and not another text', async () => {
  const store = await armedStore();
  const files = dataFiles(store.directory);
  const plane = await run(store.directory, followStoreFile(store.directory, undefined, impatient()));
  const key = readFileSync(files.key);
  writeFileSync(files.key, Buffer.alloc(32, 1));
  copyFileSync(files.database, `${files.database}.copy`);
  renameSync(`${files.database}.copy`, files.database);
  assert.equal(statusOf(await ask(plane.port, TARGET)), '503');
  assert.match(plane.log.join(''), /is not the key of this database/);
  chmodSync(files.key, 0o600);
  writeFileSync(files.key, key);
  assert.equal(statusOf(await ask(plane.port, TARGET)), '200');
  await plane.stop();
  await store.remove();
});

test('a failed opening is not repeated for every request', async () => {
  const store = await armedStore();
  let openings = 0;
  let time = 0;
  const { database } = dataFiles(store.directory);
  const opened = followStoreFile(store.directory);
  const follow = followStoreFile(store.directory, () => {
    openings += 1;
    if (openings === 1) return opened;
    throw new StoreError('no');
  }, () => time);
  renameSync(database, `${database}.away`);
  time += 1000;
  for (let round = 0; round < 10; round += 1) assert.throws(() => follow.dataVersion(), /no/);
  assert.equal(openings, 2);
  time += 1000;
  assert.throws(() => follow.dataVersion(), /no/);
  assert.equal(openings, 3);
  assert.throws(() => follow.bootHost('52:54:00:00:00:01'), /not open/);
  follow.close();
  await store.remove();
});

test('damaged pages are 503 or the right text, never another one', async () => {
  const store = await armedStore();
  const { database } = dataFiles(store.directory);
  const first = followStoreFile(store.directory);
  const plane = await run(store.directory, first, 0);
  const whole = await ask(plane.port, TARGET);
  assert.equal(statusOf(whole), '200');
  await plane.stop();
  first.close();
  await store.close();
  const bytes = readFileSync(database);
  const seen = new Set<string>();
  for (let page = 1; page < bytes.length / 4096; page += 1) {
    // What an earlier round could not put into its damaged file is not for this one.
    for (const end of ['-wal', '-shm']) if (statSync(database + end, { throwIfNoEntry: false })) unlinkSync(database + end);
    writeFileSync(database, bytes);
    const file = openSync(database, 'r+');
    writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096);
    closeSync(file);
    seen.add(await answerOfDamaged(store.directory, whole));
  }
  assert.ok(seen.has('503'));
  assert.deepEqual([...seen].filter((status) => !['200', '503', 'refused'].includes(status)), []);
  await store.remove();
});

/** The status, after making sure that a 200 is the right text; `refused` when the boot plane would not start. */
async function answerOfDamaged(directory: string, whole: string): Promise<string> {
  let follow;
  try {
    follow = followStoreFile(directory);
  } catch (error) {
    assert.ok(error instanceof Error);
    return 'refused';
  }
  const plane = await run(directory, follow);
  const answer = await ask(plane.port, TARGET);
  await plane.stop();
  follow.close();
  if (statusOf(answer) === '200') assert.equal(answer, whole);
  return statusOf(answer);
}
