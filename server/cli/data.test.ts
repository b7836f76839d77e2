// SPDX-License-Identifier: GPL-2.0-or-later
// Users, tokens and what may be wrong with the data directory, by the real executable, each call with its whole output.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { findApiToken } from '../auth/api-tokens.ts';
import { login } from '../auth/login.ts';
import { openStore } from '../store/store.ts';
import { basewright, commandsOn, complained, said, steady, temporaryDirectory, temporaryFile } from './cli.fixture.ts';

const PASSWORD = 'CANARY correct horse battery';

describe('users, before the first start of a server', () => {
  const data = join(temporaryDirectory(), 'new', 'data');
  const call = commandsOn(data);

  test('the first command makes the data directory, for its owner only', async () => {
    assert.deepEqual(await call(['user', 'list']), said('', 'There are no users yet. Make the first one: basewright user add NAME --role admin --password-stdin\n'));
    assert.equal(statSync(data).mode & 0o777, 0o700);
    for (const file of readdirSync(data)) assert.equal(statSync(join(data, file)).mode & 0o777, 0o600, file);
  });

  test('add: a user who can log in', async () => {
    assert.deepEqual(await call(['user', 'add', 'ada', '--role', 'admin', '--password-stdin'], `${PASSWORD}\n`), said('created user ada, role admin\n'));
    const store = await openStore(data);
    const outcome = await login(store, { name: 'ada', password: PASSWORD, address: '127.0.0.1' }).finally(() => store.close());
    assert.equal(outcome.outcome, 'done');
  });

  test('add: what is refused', async () => {
    const add = ['user', 'add', 'bob', '--role', 'viewer', '--password-stdin'];
    assert.deepEqual(await call(add), complained(2, '--password-stdin: There is no password on stdin. Pipe it in, for example from a file that only you can read.'));
    assert.deepEqual(await call(add, 'CANARY one\nCANARY two\n'), complained(2, '--password-stdin: There is more than one line on stdin. Give the password alone.'));
    assert.deepEqual(await call(add, 'CANARY'), complained(2, 'password: The password has 6 characters and needs at least 15. A few words in a row are easy to remember.'));
    assert.deepEqual(await call(['user', 'add', 'Bob', '--role', 'viewer', '--password-stdin'], PASSWORD), complained(2, 'name: A user name starts with a small letter and holds up to 32 small letters, digits, dots, dashes and underscores.'));
    assert.deepEqual(await call(['user', 'add', 'ada', '--role', 'viewer', '--password-stdin'], PASSWORD), complained(1, 'basewright: There is a user "ada" already. Change the role or password by "basewright user set".'));
  });

  test('set: the role and the password', async () => {
    assert.deepEqual(await call(['user', 'set', 'ada', '--role', 'viewer']), complained(1, 'basewright: "ada" is the only administrator: nobody could administrate without. Add another one first.'));
    assert.deepEqual(await call(['user', 'set', 'ada']), complained(2, '--role: Say what to change: --role, --password-stdin or both.'));
    assert.deepEqual(await call(['user', 'set', 'eve', '--role', 'viewer']), complained(1, 'basewright: There is no user "eve". "basewright user list" shows who there is.'));
    assert.deepEqual(await call(['user', 'set', 'ada', '--password-stdin'], `${PASSWORD} new`), said('updated user ada, role admin\n'));
  });

  test('list and delete', async () => {
    assert.deepEqual(await call(['user', 'list']), said('NAME  ROLE   CREATED\nada   admin  <time>\n'));
    const { stdout } = await call(['user', 'list', '--json']);
    assert.deepEqual(JSON.parse(stdout), { users: [{ name: 'ada', role: 'admin', createdAt: '<time>', updatedAt: '<time>' }] });
    assert.deepEqual(await call(['user', 'delete', 'ada']), complained(1, 'basewright: "ada" is the only administrator: nobody could administrate without. Add another one first.'));
    assert.deepEqual(await call(['user', 'add', 'bob', '--role', 'operator', '--password-stdin'], PASSWORD), said('created user bob, role operator\n'));
    assert.deepEqual(await call(['user', 'delete', 'bob']), said('deleted user bob, with all sessions and tokens\n'));
    assert.deepEqual(await call(['user', 'delete', 'bob']), complained(1, 'basewright: There is no user "bob". "basewright user list" shows who there is.'));
  });

  test('no password lies in the files', () => {
    for (const file of readdirSync(data)) assert.ok(!readFileSync(join(data, file)).includes('CANARY'), file);
  });
});

describe('tokens', () => {
  const data = temporaryDirectory();
  const call = commandsOn(data);

  test('create: the token alone on stdout, and it works', async () => {
    const { stdout, stderr, exit } = await basewright(['token', 'create', 'rack scripts', '--role', 'operator', '--expires', '30d'], { data });
    assert.deepEqual(steady({ stdout, stderr, exit }), said('<token>\n', 'created token <token id>, role operator, until <time>. It is shown only this once: keep it like a password.\n'));
    const store = await openStore(data);
    const actor = await findApiToken(store, stdout.trim()).finally(() => store.close());
    assert.deepEqual([actor?.name, actor?.role, actor?.user], ['rack scripts', 'operator', undefined]);
    assert.ok(Math.abs((actor?.expiresAt ?? 0) - Date.now() - 30 * 86_400_000) < 600_000);
  });

  test('list shows no token, delete ends one', async () => {
    assert.deepEqual(await call(['token', 'list']), said('ID                ROLE      USER  EXPIRES                   NAME\n<token id>  operator  -     <time>  rack scripts\n'));
    const { stdout } = await basewright(['token', 'list', '--json'], { data });
    const [token] = z.object({ tokens: z.tuple([z.strictObject({ id: z.string(), title: z.string(), role: z.string(), user: z.null(), createdAt: z.string(), expiresAt: z.string() })]) }).parse(JSON.parse(stdout)).tokens;
    assert.deepEqual(await call(['token', 'delete', token.id]), said('deleted token <token id>\n'));
    assert.deepEqual(await call(['token', 'delete', token.id]), complained(1, 'basewright: There is no token with this id. "basewright token list" shows the ids.'));
    assert.deepEqual(await call(['token', 'list']), said('', 'There are no valid tokens. Make one: basewright token create NAME\n'));
  });

  test('create --json', async () => {
    const { stdout, stderr, exit } = await call(['token', 'create', 'ci', '--json']);
    assert.deepEqual({ stderr, exit }, { stderr: '', exit: 0 });
    assert.deepEqual(JSON.parse(stdout), { token: '<token>', id: '<token id>', title: 'ci', role: 'viewer', user: null, createdAt: '<time>', expiresAt: '<time>' });
  });
});

describe('settings and damage', () => {
  test('several commands may make the data directory at the same time', async () => {
    const data = join(temporaryDirectory(), 'data');
    const names = ['a1', 'a2', 'a3', 'a4'];
    const ends = await Promise.all(names.map((name) => basewright(['token', 'create', name], { data })));
    assert.deepEqual(ends.map(({ exit }) => exit), [0, 0, 0, 0]);
    const { stdout } = await basewright(['token', 'list', '--json'], { data });
    assert.deepEqual(z.object({ tokens: z.array(z.object({ title: z.string() })) }).parse(JSON.parse(stdout)).tokens.map(({ title }) => title).sort(), names);
  });

  test('a wrong setting is named', async () => {
    const environment = { BASEWRIGHT_BOOT_LISTEN: 'x', DATABASE_URL: 'postgres://u:CANARY@h/d' };
    assert.deepEqual(await basewright(['user', 'list'], { data: temporaryDirectory(), environment }), complained(1,
      'basewright: BASEWRIGHT_BOOT_LISTEN must be ADDRESS:PORT, for example 127.0.0.1:3000 or [::]:8080; it is "x".',
      'basewright: DATABASE_URL is reserved for PostgreSQL, which this version does not support yet: unset it, the data is kept in SQLite under BASEWRIGHT_DATA.'));
  });

  test('a data directory that cannot be used, and a database that is none', async () => {
    const file = temporaryFile('data', 'not a directory');
    const { stderr, exit, stdout } = await basewright(['user', 'list'], { data: file });
    assert.deepEqual([exit, stdout], [1, '']);
    assert.match(stderr, /^basewright: The data directory .* cannot be used: .*\. Set BASEWRIGHT_DATA to a directory that this user may write\.\n$/);
    const broken = temporaryFile('basewright.sqlite', 'this is no database, and longer than a header of SQLite would be. '.repeat(20));
    const answer = await basewright(['user', 'list', '--json'], { data: join(broken, '..') });
    assert.equal(answer.exit, 1);
    assert.match(answer.stderr, /^basewright: The database .* cannot be opened \(file is not a database\)\. [^\n]*\n$/);
    assert.deepEqual(JSON.parse(answer.stdout), { errors: [{ path: '', message: answer.stderr.replace('basewright: ', '').trim() }] });
  });
});
