// SPDX-License-Identifier: GPL-2.0-or-later
// Sessions of logged-in people: 30 minutes without a request or 12 hours in all, known to the store by a hash only.

import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { hashSecret, newSecret } from './random-secret.ts';
import type { Actor } from './roles.ts';

const IDLE_MS = 30 * 60_000;
export const SESSION_MS = 12 * 60 * 60_000;
// A write per request would cost a disk flush each: the last request is known to the minute.
const TOUCH_MS = 60_000;

/** Starts a session under a new id, and clears away ended ones. Returns the id: only its owner ever sees it. */
export async function startSession(database: Database, userName: string, now: number): Promise<string> {
  const { text, hash } = newSecret();
  await database.deleteFrom('sessions').where((row) => row.or([row('expires_at', '<=', now), row('seen_at', '<=', now - IDLE_MS)])).execute();
  await database.insertInto('sessions').values({ id_hash: hash, user_name: userName, created_at: now, seen_at: now, expires_at: now + SESSION_MS }).execute();
  return text;
}

/** Who has this session id, when the session is still alive. @param isUse notes that it was used; a page that only watches does not keep a session alive. */
export async function findSession(store: Store, id: string, isUse = true): Promise<Actor | undefined> {
  const now = store.now();
  const row = await store.database
    .selectFrom('sessions')
    .innerJoin('users', 'users.name', 'sessions.user_name')
    .select(['users.name', 'users.role', 'sessions.id_hash', 'sessions.seen_at', 'sessions.expires_at'])
    .where('sessions.id_hash', '=', hashSecret(id))
    .executeTakeFirst();
  if (row === undefined || row.expires_at <= now || row.seen_at + IDLE_MS <= now) return undefined;
  const isNoted = isUse && row.seen_at + TOUCH_MS <= now;
  if (isNoted) await store.database.updateTable('sessions').set({ seen_at: now }).where('id_hash', '=', row.id_hash).execute();
  const seenAt = isNoted ? now : row.seen_at;
  return { name: row.name, user: row.name, role: row.role, via: 'session', expiresAt: Math.min(seenAt + IDLE_MS, row.expires_at) };
}

/** Ends one session. */
export async function endSession(database: Database, id: string): Promise<void> {
  await database.deleteFrom('sessions').where('id_hash', '=', hashSecret(id)).execute();
}

/** Ends every session of a user: after a change of password or role, or to log out everywhere. */
export async function endSessionsOf(database: Database, userName: string): Promise<void> {
  await database.deleteFrom('sessions').where('user_name', '=', userName).execute();
}
