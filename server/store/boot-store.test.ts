// SPDX-License-Identifier: GPL-2.0-or-later
// What the boot plane's connection may do with a real database, and what SQLite itself refuses it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import { putHost } from '../hosts/hosts.ts';
import { armForTest } from '../installations/arm.fixture.ts';
import { hashToken } from '../installations/token.ts';
import { putProfile } from '../profiles/profiles.ts';
import { type BootStore, openBootStore } from './boot-store.ts';
import { allowOnly } from './boot-writer.ts';
import { dataFiles } from './data-directory.ts';
import { openForBootPlane } from './sqlite.ts';
import { openTestStore, type TestStore } from './store.fixture.ts';

let store: TestStore;
let boot: BootStore;
before(async () => {
  store = await openTestStore();
  const profile = profileFixtures.get('ovirt-node');
  const host = hostFixtures.get('host-overrides');
  assert(profile !== undefined && host !== undefined);
  await putProfile(store, profile.id, profile, { kind: 'force' });
  await putHost(store, host.id, host, { kind: 'force' });
  assert.equal((await armForTest(store, host.id)).outcome, 'armed');
  boot = openBootStore(store.directory);
});
after(async () => {
  boot.close();
  await store.remove();
});

test('an installation is found by its host and by its token, which stands nowhere in the database', () => {
  const installation = boot.installationOf('node2');
  assert(installation !== undefined);
  const token = boot.token(installation.id);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(boot.installationByToken(hashToken(token)), installation);
  assert.equal(boot.installationByToken(hashToken('other')), undefined);
});

test('its own writes do not change its data version, those of others do', async () => {
  const version = boot.dataVersion();
  boot.write((writer) => writer.discover({ mac: '52:54:00:00:00:01', at: 1, address: '192.0.2.1', facts: {} }, 10));
  assert.equal(boot.dataVersion(), version);
  await store.write((transaction) => transaction.updateTable('discoveries').set({ times: 5 }).execute());
  assert.notEqual(boot.dataVersion(), version);
});

test('a write that fails in the middle leaves nothing behind', () => {
  assert.throws(() => boot.write((writer) => {
    writer.discover({ mac: '52:54:00:00:00:02', at: 1, address: '192.0.2.1', facts: {} }, 10);
    throw new Error('power cut');
  }), /power cut/);
  boot.write((writer) => writer.discover({ mac: '52:54:00:00:00:03', at: 2, address: '192.0.2.1', facts: {} }, 10));
});

test('the list of unknown machines is bounded, the newest stay', async () => {
  for (let number = 0; number < 20; number += 1) boot.write((writer) => writer.discover({ mac: `52:54:00:00:01:${String(number).padStart(2, '0')}`, at: 100 + number, address: '192.0.2.1', facts: {} }, 5));
  const rows = await store.database.selectFrom('discoveries').select('mac').orderBy('last_seen').execute();
  assert.deepEqual(rows.map(({ mac }) => mac), [15, 16, 17, 18, 19].map((number) => `52:54:00:00:01:${number}`));
});

test('SQLite refuses the boot plane everything else: to arm, to change documents, to read logins or credentials, to look elsewhere', () => {
  const database = openForBootPlane(dataFiles(store.directory).database);
  allowOnly(database);
  const forbidden = [
    "UPDATE hosts SET hostname = 'x'", "UPDATE profiles SET body = '{}'", "DELETE FROM installations", "DELETE FROM hosts", "INSERT INTO users VALUES ('a', 'admin', 'x', 0, 0)",
    "INSERT INTO settings VALUES ('a', 'b')", 'SELECT * FROM users', 'SELECT password FROM controllers', 'SELECT token_hash FROM api_tokens', 'SELECT id_hash FROM sessions',
    "INSERT INTO node_keys VALUES ('a', 'b', 'c', 0, NULL, NULL, NULL, NULL)", "UPDATE node_keys SET host_id = 'x'", "UPDATE node_keys SET key_hash = 'x'", 'DELETE FROM node_keys', 'DELETE FROM node_pins', "UPDATE channels SET sha256 = 'x'",
    "INSERT INTO rollout_nodes (rollout_id, host_id, hostname, wave, state, changed_at) VALUES ('a', 'b', 'c', 0, 'waiting', 0)", 'DELETE FROM node_wishes', 'DELETE FROM rollouts',
    "ATTACH DATABASE '/tmp/x' AS x", 'PRAGMA journal_mode = DELETE', 'PRAGMA synchronous = OFF', 'DROP TABLE hosts', 'CREATE TABLE x (y)', 'VACUUM',
  ];
  for (const sql of forbidden) assert.throws(() => database.exec(sql), /not authorized|prohibited|authorization denied/, sql);
  database.close();
});

test('a store that went away is an error and not an empty new one', () => {
  assert.throws(() => openForBootPlane('/nonexistent/basewright.sqlite'), /cannot be opened/);
});
