// SPDX-License-Identifier: GPL-2.0-or-later
// The first start: no account exists, and whoever reads the server's console may make the first administrator.

import type { FieldProblem } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblem } from './password-rules.ts';
import { equalHashes, hashSecret, newSecret } from './random-secret.ts';
import { startSession } from './sessions.ts';
import { admitAttempt, attemptSucceeded } from './throttle.ts';
import { insertUser, UserAccountName } from './users.ts';

const NAME = 'setup-token';
const LIFETIME_MS = 24 * 60 * 60_000;

/** Whether there is no user yet. */
export async function setupNeeded(database: Database): Promise<boolean> {
  return (await database.selectFrom('users').select('name').limit(1).executeTakeFirst()) === undefined;
}

/**
 * Makes the one-time setup token, valid for 24 hours; an older one ends. The store keeps its hash only.
 *
 * @returns the token to print, or undefined when there are users already.
 */
export async function createSetupToken(store: Store): Promise<string | undefined> {
  return store.write(async (transaction) => {
    if (!(await setupNeeded(transaction))) return undefined;
    const { text, hash } = newSecret();
    const value = `${store.now() + LIFETIME_MS} ${hash}`;
    await transaction
      .insertInto('settings')
      .values({ name: NAME, value })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
      .execute();
    return text;
  });
}

export type SetupRequest = { token: string; name: string; password: string; /** Of the client. */ address: string };

export type Setup =
  | { outcome: 'done'; name: string; sessionId: string }
  /** Somebody made the first user already. */
  | { outcome: 'not-needed' }
  /** Wrong or ended token: one answer for both. */
  | { outcome: 'refused' }
  | { outcome: 'blocked'; seconds: number }
  | { outcome: 'invalid'; errors: FieldProblem[] };

/**
 * Makes the first administrator and logs in. Of several at the same moment one succeeds.
 *
 * @throws {BusyError} when too many passwords are being hashed.
 */
export async function completeSetup(store: Store, request: SetupRequest): Promise<Setup> {
  const { token, name, password, address } = request;
  if (!(await setupNeeded(store.database))) return { outcome: 'not-needed' };
  // The account is the address: guessing the token from one machine must not lock out the owner on another.
  const attempt = { account: `setup ${address}`, address };
  const admission = await admitAttempt(store, attempt);
  if (admission.outcome === 'blocked') return admission;
  if (!(await isSetupToken(store.database, token, store.now()))) return { outcome: 'refused' };
  await attemptSucceeded(store.database, attempt);
  const errors = fieldProblems(name, password);
  if (errors.length > 0) return { outcome: 'invalid', errors };
  const passwordHash = await hashPassword(password);
  return store.write(async (transaction) => {
    if (!(await setupNeeded(transaction))) return { outcome: 'not-needed' };
    if (!(await isSetupToken(transaction, token, store.now()))) return { outcome: 'refused' };
    await insertUser(transaction, { name, role: 'admin', passwordHash, now: store.now() });
    await transaction.deleteFrom('settings').where('name', '=', NAME).execute();
    return { outcome: 'done', name, sessionId: await startSession(transaction, name, store.now()) };
  });
}

async function isSetupToken(database: Database, token: string, now: number): Promise<boolean> {
  const row = await database.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  const [expiresAt, hash = ''] = (row?.value ?? '').split(' ');
  return equalHashes(hashSecret(token), hash) && Number(expiresAt) > now;
}

function fieldProblems(name: string, password: string): FieldProblem[] {
  const checkedName = UserAccountName.safeParse(name);
  const ofName = checkedName.success ? [] : checkedName.error.issues.map(({ message }) => ({ path: 'name', message }));
  const problem = passwordProblem(password, name);
  return problem === undefined ? ofName : [...ofName, { path: 'password', message: problem }];
}
