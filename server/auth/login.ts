// SPDX-License-Identifier: GPL-2.0-or-later
// Login: a name and a password for a session. A wrong name and a wrong password cannot be told apart.

import type { Store } from '../store/store.ts';
import { checkPassword, hashPassword } from './password-hash.ts';
import { startSession } from './sessions.ts';
import { admitAttempt, attemptSucceeded } from './throttle.ts';

export type LoginRequest = { name: string; password: string; /** Of the client. */ address: string };

export type Login = { outcome: 'done'; sessionId: string } | { outcome: 'refused' } | { outcome: 'blocked'; seconds: number };

/** @throws {BusyError} when too many passwords are being checked. */
export async function login(store: Store, { name, password, address }: LoginRequest): Promise<Login> {
  const attempt = { account: name, address };
  const admission = await admitAttempt(store, attempt);
  if (admission.outcome === 'blocked') return admission;
  const user = await store.database.selectFrom('users').select(['name', 'password_hash']).where('name', '=', name).executeTakeFirst();
  const check = await checkPassword(password, user?.password_hash);
  if (user === undefined || !check.matches) return { outcome: 'refused' };
  const renewed = check.outdated ? await hashPassword(password) : undefined;
  return store.write(async (transaction) => {
    // The user may be gone, or have another password, since the look above.
    const same = await transaction.selectFrom('users').select('name').where('name', '=', name).where('password_hash', '=', user.password_hash).executeTakeFirst();
    if (same === undefined) return { outcome: 'refused' };
    if (renewed !== undefined) await transaction.updateTable('users').set({ password_hash: renewed }).where('name', '=', name).execute();
    await attemptSucceeded(transaction, attempt);
    return { outcome: 'done', sessionId: await startSession(transaction, name, store.now()) };
  });
}
