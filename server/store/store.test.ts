// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of opening the store: a new one, a second start, and every reason to refuse.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { StoreError, storeFailure } from './errors.ts';
import { type Step, steps } from './schema.ts';
import { isSafeSqlite } from './sqlite.ts';
import { openStore } from './store.ts';

const made: string[] = [];
after(() => made.forEach((directory) => rmSync(directory, { recursive: true })));

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-store-'));
  made.push(directory);
  return join(directory, 'data');
}

async function filledDirectory(): Promise<string> {
  const directory = newDirectory();
  await (await openStore(directory)).close();
  return directory;
}

function mode(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

test('a new store is private in all its files', async () => {
  const directory = newDirectory();
  const store = await openStore(directory);
  await store.database.insertInto('settings').values({ name: 'a', value: 'b' }).execute();
  assert.deepEqual(readdirSync(directory).sort(), ['basewright.sqlite', 'basewright.sqlite-shm', 'basewright.sqlite-wal', 'secret.key']);
  assert.equal(mode(directory), '700');
  for (const file of readdirSync(directory)) assert.equal(mode(join(directory, file)), '600', file);
  assert.equal(readFileSync(join(directory, 'secret.key')).length, 32);
  await store.close();
});

test('modes that are too open are tightened', async () => {
  const directory = await filledDirectory();
  chmodSync(directory, 0o755);
  chmodSync(join(directory, 'basewright.sqlite'), 0o644);
  await (await openStore(directory)).close();
  assert.equal(mode(directory), '700');
  assert.equal(mode(join(directory, 'basewright.sqlite')), '600');
});

test('a web server that was let through to the images keeps its way', async () => {
  const directory = await filledDirectory();
  chmodSync(directory, 0o710);
  await (await openStore(directory)).close();
  assert.equal(mode(directory), '710');
});

test('the connection has the settings that keep every write', async () => {
  const store = await openStore(newDirectory());
  const expected = { journal_mode: 'wal', synchronous: 2, busy_timeout: 5000, foreign_keys: 1, trusted_schema: 0, mmap_size: 0 };
  for (const [name, value] of Object.entries(expected)) {
    const { rows } = await sql.raw<Record<string, unknown>>(`PRAGMA ${name}`).execute(store.database);
    assert.deepEqual(Object.values(rows[0] ?? {}), [value], name);
  }
  await store.close();
});

test('a second start finds what the first one wrote', async () => {
  const directory = newDirectory();
  const first = await openStore(directory);
  await first.database.insertInto('settings').values({ name: 'a', value: 'b' }).execute();
  await first.close();
  const second = await openStore(directory);
  assert.equal((await second.database.selectFrom('settings').select('value').where('name', '=', 'a').executeTakeFirstOrThrow()).value, 'b');
  await second.close();
});

test('several first starts at once make one store', async () => {
  const directory = newDirectory();
  const program = `import { openStore } from ${JSON.stringify(new URL('store.ts', import.meta.url).href)}; await (await openStore(process.argv[1])).close()`;
  const starts = Array.from({ length: 4 }, () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, directory]));
  await Promise.all(starts);
  await (await openStore(directory)).close();
});

const refusals: [name: string, damage: (directory: string) => void, says: RegExp][] = [
  ['a missing key file', (directory) => unlinkSync(join(directory, 'secret.key')), /secret\.key is missing.*Put back the key file/],
  ['another key file', (directory) => writeFileSync(join(directory, 'secret.key'), Buffer.alloc(32, 7)), /is not the key of this database/],
  ['a cut key file', (directory) => writeFileSync(join(directory, 'secret.key'), Buffer.alloc(31)), /holds 31 bytes instead of 32/],
  ['a key file that others can read', (directory) => chmodSync(join(directory, 'secret.key'), 0o644), /has mode 0644.*Run: chmod 600 /],
  ['a file that is no database', (directory) => writeFileSync(join(directory, 'basewright.sqlite'), 'x'.repeat(8192)), /cannot be opened \(file is not a database\)/],
  ['a damaged page', damagePage, /basewright\.sqlite (is damaged|cannot be opened).*backups/],
  ['a newer schema', (directory) => setSchema(directory, 1000), new RegExp(`has schema 1000, this program knows schemas up to ${steps.length}: a newer Basewright`)],
];

for (const [name, damage, says] of refusals) {
  test(`${name} stops the start`, async () => {
    const directory = await filledDirectory();
    damage(directory);
    await assert.rejects(openStore(directory), (error) => error instanceof StoreError && says.test(error.message));
  });
}

function damagePage(directory: string): void {
  const file = join(directory, 'basewright.sqlite');
  const bytes = readFileSync(file);
  bytes.fill(0xff, 4096 * 3, 4096 * 6);
  writeFileSync(file, bytes);
}

function setSchema(directory: string, version: number): void {
  const database = new DatabaseSync(join(directory, 'basewright.sqlite'));
  database.exec(`UPDATE schema_version SET version = ${version}`);
  database.close();
}

test('an unusable data directory is told with the variable to set', async () => {
  const directory = newDirectory();
  writeFileSync(directory, 'a file');
  await assert.rejects(openStore(directory), /cannot be used.*Set BASEWRIGHT_DATA/);
});

test('a key file without a database is taken for the new one', async () => {
  const directory = await filledDirectory();
  const key = readFileSync(join(directory, 'secret.key'));
  for (const file of readdirSync(directory)) if (file !== 'secret.key') unlinkSync(join(directory, file));
  await (await openStore(directory)).close();
  assert.deepEqual(readFileSync(join(directory, 'secret.key')), key);
});

test('a failed write leaves nothing, and the store goes on', async () => {
  const store = await openStore(newDirectory());
  const failing = store.write(async (transaction) => {
    await transaction.insertInto('settings').values({ name: 'half', value: '' }).execute();
    throw new Error('stop');
  });
  await assert.rejects(failing, /stop/);
  assert.equal(await store.database.selectFrom('settings').select('value').where('name', '=', 'half').executeTakeFirst(), undefined);
  await store.close();
});

test('a lock held by another process is told as busy', async () => {
  const directory = newDirectory();
  const store = await openStore(directory);
  await sql`PRAGMA busy_timeout = 20`.execute(store.database);
  const other = new DatabaseSync(join(directory, 'basewright.sqlite'));
  other.exec('BEGIN IMMEDIATE');
  await assert.rejects(store.write(async () => {}), (error) => storeFailure(error) === 'busy');
  other.exec('ROLLBACK');
  other.close();
  await store.write(async () => {});
  await store.close();
});

test('a full disk is told as full', async () => {
  const store = await openStore(newDirectory());
  await sql`PRAGMA max_page_count = 1`.execute(store.database);
  const filling = store.write(async (transaction) => {
    await transaction.insertInto('settings').values({ name: 'big', value: 'x'.repeat(1_000_000) }).execute();
  });
  await assert.rejects(filling, (error) => storeFailure(error) === 'full');
  await store.close();
});

test('the range of SQLite versions with the WAL-reset bug', () => {
  for (const version of ['3.7.0', '3.39.4', '3.44.5', '3.45.0', '3.49.2', '3.50.6', '3.51.0', '3.51.2']) assert.equal(isSafeSqlite(version), false, version);
  for (const version of ['3.44.6', '3.50.7', '3.51.3', '3.52.0', '3.53.4', '4.0.0']) assert.equal(isSafeSqlite(version), true, version);
});

const second: Step = async (transaction) => {
  await transaction.schema.createTable('second').addColumn('name', 'text').execute();
};

test('an upgrade makes a private backup first, and runs only what is missing', async () => {
  const directory = await filledDirectory();
  const now = () => Date.UTC(2026, 10, 23, 12, 30);
  for (const start of [1, 2]) {
    const store = await openStore(directory, { schema: [...steps, second], now });
    const tables = await store.database.introspection.getTables();
    assert(tables.some((table) => table.name === 'second'), `start ${start}`);
    await store.close();
  }
  assert.deepEqual(readdirSync(join(directory, 'backups')), [`basewright-schema${steps.length}-2026-11-23T12-30-00-000Z.sqlite`]);
  const copy = join(directory, 'backups', `basewright-schema${steps.length}-2026-11-23T12-30-00-000Z.sqlite`);
  assert.equal(mode(copy), '600');
  const backup = new DatabaseSync(copy, { readOnly: true });
  assert.equal(backup.prepare('SELECT version FROM schema_version').get()?.version, steps.length);
  backup.close();
});

test('the upgrade from armings to installations keeps hosts and ends what was armed', async () => {
  const directory = newDirectory();
  const old = await openStore(directory, { schema: steps.slice(0, 1) });
  await sql`INSERT INTO profiles (number, id, title, target, body, secrets, search_text, revision, updated_at) VALUES (1, 'p', 'P', 'centos9', '{}', '{}', 'p', 1, 0)`.execute(old.database);
  await sql`INSERT INTO hosts (number, id, hostname, profile_id, body, search_text, revision, updated_at) VALUES (2, 'h', 'h', 'p', '{}', 'h', 2, 0)`.execute(old.database);
  await sql`INSERT INTO armings (host_id, armed_at, expires_at) VALUES ('h', 0, 9999999999999)`.execute(old.database);
  await old.close();
  const store = await openStore(directory);
  assert.deepEqual((await store.database.selectFrom('hosts').select('id').execute()).map(({ id }) => id), ['h']);
  assert.deepEqual(await store.database.selectFrom('installations').selectAll().execute(), []);
  assert(!(await store.database.introspection.getTables()).some((table) => table.name === 'armings'));
  await store.close();
});

test('the upgrade to histories keeps pins with who made them, and channels with what was decided in them', async () => {
  const directory = newDirectory();
  const old = await openStore(directory, { schema: steps.slice(0, 4) });
  await sql`INSERT INTO profiles (number, id, title, target, body, secrets, search_text, revision, updated_at) VALUES (1, 'p', 'P', 'centos9', '{}', '{}', 'p', 1, 0)`.execute(old.database);
  await sql`INSERT INTO hosts (number, id, hostname, profile_id, body, search_text, revision, updated_at) VALUES (2, 'h', 'h', 'p', '{}', 'h', 2, 0)`.execute(old.database);
  await sql`INSERT INTO node_pins (host_id, reason, at, actor) VALUES ('h', 'the audit', 7, 'olga')`.execute(old.database);
  await sql`INSERT INTO channel_moves (channel_id, at, actor, kind, sha256, before, override) VALUES ('stable', 1, 'ada', 'publish', ${'a'.repeat(64)}, NULL, NULL)`.execute(old.database);
  await old.close();
  const store = await openStore(directory);
  const rows = async (table: 'node_pins' | 'node_pin_events' | 'channel_moves') => (await store.database.selectFrom(table).selectAll().execute()).map((row) => ({ ...row }));
  assert.deepEqual(await rows('node_pins'), [{ host_id: 'h', reason: 'the audit', at: 7, actor: 'olga' }]);
  assert.deepEqual(await rows('node_pin_events'), [{ number: 1, host_id: 'h', at: 7, actor: 'olga', kind: 'pinned', reason: 'the audit' }]);
  assert.deepEqual(await rows('channel_moves'), [{ number: 1, channel_id: 'stable', at: 1, actor: 'ada', kind: 'publish', sha256: 'a'.repeat(64), before: null, override: null, title: null, title_before: null }]);
  await assert.rejects(store.database.deleteFrom('channel_moves').execute(), /only grows/);
  await store.close();
});

test('the upgrade to waves that are watched keeps roll-outs, which watch none', async () => {
  const directory = newDirectory();
  const old = await openStore(directory, { schema: steps.slice(0, 4) });
  await sql`INSERT INTO rollouts (id, title, sha256, nvr, state, wave, waves, reboot, allowed_failures, accepted_failures, node_minutes, body, made_at, changed_at) VALUES ('r', 'R', 'a', 'n-1-1', 'running', 1, 3, 'now', 0, 0, 120, '{}', 1, 2)`.execute(old.database);
  await old.close();
  const store = await openStore(directory);
  const { state, wave, soak_minutes: minutes, soak_until: until } = await store.database.selectFrom('rollouts').selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([state, wave, minutes, until], ['running', 1, 0, null]);
  await store.close();
});

test('an upgrade that fails in the middle changes nothing', async () => {
  const directory = await filledDirectory();
  const failing: Step = async (transaction) => {
    await second(transaction);
    throw new Error('power cut');
  };
  await assert.rejects(openStore(directory, { schema: [...steps, failing] }), /power cut/);
  const store = await openStore(directory);
  assert(!(await store.database.introspection.getTables()).some((table) => table.name === 'second'));
  await store.close();
});

test('an upgrade without a backup does not happen', async () => {
  const directory = await filledDirectory();
  writeFileSync(join(directory, 'backups'), 'in the way');
  await assert.rejects(openStore(directory, { schema: [...steps, second] }), /backup .* cannot be written .*Nothing was changed/);
});
