// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of accounts: setup, login, throttling, sessions, users and API tokens, against a real store.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { createApiToken, deleteApiToken, findApiToken, listApiTokens } from './api-tokens.ts';
import { login } from './login.ts';
import { endSession, findSession, startSession } from './sessions.ts';
import { completeSetup, createSetupToken, setupNeeded } from './setup.ts';
import { deleteUser, getUser, listUsers, putUser } from './users.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const password = 'seven brave otters';
const address = '192.0.2.1';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore();
});
afterEach(() => store.remove());

async function addUser(name: string, role: 'viewer' | 'operator' | 'admin'): Promise<void> {
  assert.equal((await putUser(store, name, { role, password })).outcome, 'created');
}

async function loginId(name = 'ada'): Promise<string> {
  const answer = await login(store, { name, password, address });
  assert(answer.outcome === 'done');
  return answer.sessionId;
}

test('setup makes the first administrator, once', async () => {
  assert.equal(await setupNeeded(store.database), true);
  const token = await createSetupToken(store);
  assert(token !== undefined && /^[A-Za-z0-9_-]{43}$/.test(token));
  const request = { token, name: 'ada', password, address };
  const answers = await Promise.all([completeSetup(store, request), completeSetup(store, { ...request, name: 'eve' })]);
  assert.deepEqual(answers.map((answer) => answer.outcome).sort(), ['done', 'not-needed']);
  assert.equal((await listUsers(store)).length, 1);
  assert.equal(await setupNeeded(store.database), false);
  assert.equal(await createSetupToken(store), undefined);
  assert.deepEqual(await completeSetup(store, request), { outcome: 'not-needed' });
});

test('a setup token ends after 24 hours, and with the next one', async () => {
  const first = await createSetupToken(store);
  const second = await createSetupToken(store);
  assert(first !== undefined && second !== undefined);
  assert.deepEqual(await completeSetup(store, { token: first, name: 'ada', password, address }), { outcome: 'refused' });
  store.pass(24 * HOUR);
  assert.deepEqual(await completeSetup(store, { token: second, name: 'ada', password, address }), { outcome: 'refused' });
});

test('a refused password leaves the setup token in force', async () => {
  const token = await createSetupToken(store);
  assert(token !== undefined);
  const refused = await completeSetup(store, { token, name: 'Ada', password: 'short', address });
  assert(refused.outcome === 'invalid');
  assert.deepEqual(refused.errors.map((error) => error.path), ['name', 'password']);
  const done = await completeSetup(store, { token, name: 'ada', password, address });
  assert(done.outcome === 'done');
  assert.equal((await findSession(store, done.sessionId))?.role, 'admin');
});

test('guessing the setup token is slowed down', async () => {
  await createSetupToken(store);
  for (let count = 0; count < 5; count += 1) assert.equal((await completeSetup(store, { token: 'x', name: 'eve', password, address })).outcome, 'refused');
  assert.deepEqual(await completeSetup(store, { token: 'x', name: 'eve', password, address }), { outcome: 'blocked', seconds: 30 });
});

test('a wrong name and a wrong password get the same answer', async () => {
  await addUser('ada', 'admin');
  assert.deepEqual(await login(store, { name: 'ada', password: 'wrong wrong wrong', address }), { outcome: 'refused' });
  assert.deepEqual(await login(store, { name: 'nobody', password, address }), { outcome: 'refused' });
});

for (const name of ['ada', 'nobody']) {
  test(`five failures for ${name} bring a growing delay`, async () => {
    await addUser('ada', 'admin');
    for (let count = 0; count < 5; count += 1) assert.equal((await login(store, { name, password: 'wrong', address })).outcome, 'refused');
    assert.deepEqual(await login(store, { name, password, address }), { outcome: 'blocked', seconds: 30 });
    store.pass(30_000);
    assert.equal((await login(store, { name, password: 'wrong', address })).outcome, 'refused');
    assert.deepEqual(await login(store, { name, password, address }), { outcome: 'blocked', seconds: 60 });
    store.pass(15 * MINUTE);
    assert.equal((await login(store, { name, password, address })).outcome, name === 'ada' ? 'done' : 'refused');
  });
}

test('of many guesses at one moment only the free ones are tried', async () => {
  await addUser('ada', 'admin');
  const answers = await Promise.all(Array.from({ length: 12 }, () => login(store, { name: 'ada', password: 'wrong', address })));
  assert.equal(answers.filter((answer) => answer.outcome === 'refused').length, 5);
  assert.equal(answers.filter((answer) => answer.outcome === 'blocked').length, 7);
});

test('a right password forgets the failures before it', async () => {
  await addUser('ada', 'admin');
  for (let round = 0; round < 2; round += 1) {
    for (let count = 0; count < 4; count += 1) assert.equal((await login(store, { name: 'ada', password: 'wrong', address })).outcome, 'refused');
    await loginId();
  }
});

test('one address gets 20 failures a minute, over all names', async () => {
  for (let count = 0; count < 20; count += 1) assert.equal((await login(store, { name: `guess${count}`, password: 'wrong', address })).outcome, 'refused');
  assert.deepEqual(await login(store, { name: 'other', password: 'wrong', address }), { outcome: 'blocked', seconds: 60 });
  assert.equal((await login(store, { name: 'other', password: 'wrong', address: '192.0.2.2' })).outcome, 'refused');
});

test('a session ends after 30 idle minutes', async () => {
  await addUser('ada', 'admin');
  const id = await loginId();
  store.pass(29 * MINUTE);
  assert.equal((await findSession(store, id))?.expiresAt, store.now() + 30 * MINUTE);
  store.pass(29 * MINUTE);
  assert.notEqual(await findSession(store, id), undefined);
  store.pass(30 * MINUTE);
  assert.equal(await findSession(store, id), undefined);
});

test('a session ends after 12 hours, however busy', async () => {
  await addUser('ada', 'admin');
  const id = await loginId();
  for (let passed = 0; passed < 12 * 60 - 10; passed += 10) {
    store.pass(10 * MINUTE);
    assert.notEqual(await findSession(store, id), undefined);
  }
  store.pass(10 * MINUTE);
  assert.equal(await findSession(store, id), undefined);
});

test('every login has a session id of its own, known to the store by its hash only', async () => {
  await addUser('ada', 'admin');
  const [first, second] = [await loginId(), await loginId()];
  assert.notEqual(first, second);
  const rows = await store.database.selectFrom('sessions').selectAll().execute();
  assert(!JSON.stringify(rows).includes(first));
  await endSession(store.database, first);
  assert.equal(await findSession(store, first), undefined);
  assert.notEqual(await findSession(store, second), undefined);
});

test('ended sessions are cleared away', async () => {
  await addUser('ada', 'admin');
  await startSession(store.database, 'ada', store.now());
  store.pass(HOUR);
  await startSession(store.database, 'ada', store.now());
  assert.equal((await store.database.selectFrom('sessions').selectAll().execute()).length, 1);
});

test('a new role or password ends the sessions of the user, the same role does not', async () => {
  await addUser('ada', 'admin');
  await addUser('bob', 'operator');
  const id = await loginId('bob');
  await putUser(store, 'bob', { role: 'operator' });
  assert.equal((await findSession(store, id))?.role, 'operator');
  await putUser(store, 'bob', { role: 'viewer' });
  assert.equal(await findSession(store, id), undefined);
  const next = await loginId('bob');
  await putUser(store, 'bob', { role: 'viewer', password: 'nine quiet badgers' });
  assert.equal(await findSession(store, next), undefined);
});

test('the last administrator stays one', async () => {
  await addUser('ada', 'admin');
  assert.deepEqual(await putUser(store, 'ada', { role: 'operator' }), { outcome: 'last-admin' });
  assert.equal(await deleteUser(store, 'ada'), 'last-admin');
  await addUser('bob', 'admin');
  assert.equal(await deleteUser(store, 'ada'), 'deleted');
  assert.equal(await deleteUser(store, 'ada'), 'missing');
  assert.equal(await getUser(store, 'ada'), undefined);
});

test('a user that cannot be is refused with the field', async () => {
  assert.deepEqual(await putUser(store, 'ada', { role: 'viewer' }), { outcome: 'invalid', errors: [{ path: 'password', message: 'A new user needs a password.' }] });
  const answer = await putUser(store, 'Ada Lovelace', { role: 'viewer', password });
  assert(answer.outcome === 'invalid' && answer.errors[0]?.path === 'name');
});

test('an outdated hash is renewed at login', async () => {
  await addUser('ada', 'admin');
  const cheap = '$argon2id$v=19$m=1024,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$NjRDnjjf68ZRyffSDladJ2pVmTXUs8eNQXBW5gtc0fg';
  await store.database.updateTable('users').set({ password_hash: cheap }).execute();
  const answer = await login(store, { name: 'ada', password: 'cheap', address });
  assert.equal(answer.outcome, 'done');
  assert.match((await store.database.selectFrom('users').select('password_hash').executeTakeFirstOrThrow()).password_hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal((await login(store, { name: 'ada', password: 'cheap', address })).outcome, 'done');
});

test('an API token works until its end, under the role of its owner', async () => {
  await addUser('ada', 'admin');
  const actor = await findSession(store, await loginId());
  assert(actor !== undefined);
  const created = await createApiToken(store, { title: 'ci', role: 'operator', days: 1 }, actor);
  assert(created.outcome === 'created');
  assert.match(created.token, /^bw_[A-Za-z0-9_-]{43}$/);
  assert.deepEqual(await findApiToken(store, created.token), { name: 'ada', user: 'ada', role: 'operator', via: 'token', expiresAt: store.now() + 24 * HOUR });
  assert.equal(await findApiToken(store, `${created.token}x`), undefined);
  assert(!JSON.stringify(await store.database.selectFrom('api_tokens').selectAll().execute()).includes(created.token));
  await addUser('bob', 'admin');
  await putUser(store, 'ada', { role: 'viewer' });
  assert.equal((await findApiToken(store, created.token))?.role, 'viewer');
  store.pass(24 * HOUR);
  assert.equal(await findApiToken(store, created.token), undefined);
  assert.deepEqual(await listApiTokens(store), []);
});

test('a token ends with its owner, or when it is deleted', async () => {
  await addUser('ada', 'admin');
  await addUser('bob', 'operator');
  const bob = await findSession(store, await loginId('bob'));
  assert(bob !== undefined);
  assert.deepEqual(await createApiToken(store, { title: 'x', role: 'admin', days: 1 }, bob), { outcome: 'role-too-high' });
  const ofBob = await createApiToken(store, { title: 'x', role: 'viewer', days: 1 }, bob);
  const ofServer = await createApiToken(store, { title: 'cron', role: 'admin', days: 1 }, undefined);
  assert(ofBob.outcome === 'created' && ofServer.outcome === 'created');
  await deleteUser(store, 'bob');
  assert.equal(await findApiToken(store, ofBob.token), undefined);
  assert.equal((await findApiToken(store, ofServer.token))?.name, 'cron');
  assert.equal(await deleteApiToken(store, ofServer.details.id), 'deleted');
  assert.equal(await deleteApiToken(store, ofServer.details.id), 'missing');
  assert.equal(await findApiToken(store, ofServer.token), undefined);
});
