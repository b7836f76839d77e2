// SPDX-License-Identifier: GPL-2.0-or-later
// Slows guessing down: 5 failures in 15 minutes per account, then a growing delay; 20 failures in a minute per address.

import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { hashSecret } from './random-secret.ts';

const WINDOW_MS = 15 * 60_000;
const FREE_FAILURES = 5;
const FIRST_DELAY_MS = 30_000;
const ADDRESS_WINDOW_MS = 60_000;
const ADDRESS_FAILURES = 20;

/** Whose password is tried, and from where. */
export type Attempt = { account: string; address: string };

export type Admission = { outcome: 'admitted' } | { outcome: 'blocked'; seconds: number };

/**
 * Asks to try a password. The attempt counts as failed until {@link attemptSucceeded}: of many at the same moment no more
 * than the free ones get through.
 */
export async function admitAttempt(store: Store, attempt: Attempt): Promise<Admission> {
  const { account, address } = hashed(attempt);
  const now = store.now();
  return store.write(async (transaction) => {
    await transaction.deleteFrom('login_failures').where('at', '<=', now - WINDOW_MS).execute();
    const until = Math.max(await accountBlockedUntil(transaction, account), await addressBlockedUntil(transaction, address, now));
    if (until > now) return { outcome: 'blocked', seconds: Math.ceil((until - now) / 1000) };
    await transaction.insertInto('login_failures').values({ account, address, at: now }).execute();
    return { outcome: 'admitted' };
  });
}

/** Forgets the failures of an account whose password was right. */
export async function attemptSucceeded(database: Database, attempt: Attempt): Promise<void> {
  await database.deleteFrom('login_failures').where('account', '=', hashed(attempt).account).execute();
}

async function accountBlockedUntil(database: Database, account: string): Promise<number> {
  const row = await database
    .selectFrom('login_failures')
    .select(({ fn }) => [fn.countAll<number>().as('failures'), fn.max('at').as('last')])
    .where('account', '=', account)
    .executeTakeFirstOrThrow();
  if (row.failures < FREE_FAILURES) return 0;
  return row.last + Math.min(FIRST_DELAY_MS * 2 ** (row.failures - FREE_FAILURES), WINDOW_MS);
}

async function addressBlockedUntil(database: Database, address: string, now: number): Promise<number> {
  const rows = await database
    .selectFrom('login_failures')
    .select('at')
    .where('address', '=', address)
    .where('at', '>', now - ADDRESS_WINDOW_MS)
    .orderBy('at', 'desc')
    .limit(ADDRESS_FAILURES)
    .execute();
  const oldest = rows[ADDRESS_FAILURES - 1];
  return oldest === undefined ? 0 : oldest.at + ADDRESS_WINDOW_MS;
}

function hashed({ account, address }: Attempt): Attempt {
  return { account: hashSecret(account.toLowerCase()), address: hashSecret(address) };
}
