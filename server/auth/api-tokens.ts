// SPDX-License-Identifier: GPL-2.0-or-later
// API tokens for scripts: shown once, stored as a hash, with a role and an end.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import type { Role } from '../store/tables.ts';
import { hashSecret, newSecret } from './random-secret.ts';
import { type Actor, includesRole, lowerRole, RoleName } from './roles.ts';

/** Lets secret scanners find a token that was published by mistake. */
const PREFIX = 'bw_';
const DAY_MS = 24 * 60 * 60_000;

/** What a client says about a new token. `days` until it ends. */
export const NewToken = z.strictObject({
  title: z.string().trim().min(1, 'Give the token a title that says what uses it.').max(100, 'At most 100 characters.'),
  role: RoleName,
  days: z.int('Write a whole number of days.').min(1, 'A token lasts at least 1 day.').max(365, 'A token lasts at most 365 days.').default(90),
});
export type NewToken = z.infer<typeof NewToken>;

export type ApiToken = { id: string; title: string; role: Role; /** Who made it; undefined for the server's command line. */ user: string | undefined; createdAt: number; expiresAt: number };

export type CreateToken = { outcome: 'created'; token: string; details: ApiToken } | { outcome: 'role-too-high' };

/**
 * Makes a token. Its role cannot be above the creator's.
 *
 * @param creator a user, or undefined for the command line on the server, which may do everything.
 */
export async function createApiToken(store: Store, request: NewToken, creator: Actor | undefined): Promise<CreateToken> {
  if (creator !== undefined && !includesRole(creator.role, request.role)) return { outcome: 'role-too-high' };
  const { text, hash } = newSecret(PREFIX);
  const now = store.now();
  const details: ApiToken = { id: randomBytes(8).toString('hex'), title: request.title, role: request.role, user: creator?.user, createdAt: now, expiresAt: now + request.days * DAY_MS };
  await store.write(async (transaction) => {
    await transaction.deleteFrom('api_tokens').where('expires_at', '<=', now).execute();
    await transaction
      .insertInto('api_tokens')
      .values({ id: details.id, title: details.title, token_hash: hash, role: details.role, user_name: creator?.user ?? null, created_at: now, expires_at: details.expiresAt })
      .execute();
  });
  return { outcome: 'created', token: text, details };
}

/** Every token that is still valid, newest first. */
export async function listApiTokens(store: Store): Promise<ApiToken[]> {
  const rows = await store.database.selectFrom('api_tokens').selectAll().where('expires_at', '>', store.now()).orderBy('created_at', 'desc').orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, title: row.title, role: row.role, user: row.user_name ?? undefined, createdAt: row.created_at, expiresAt: row.expires_at }));
}

export async function deleteApiToken(store: Store, id: string): Promise<'deleted' | 'missing'> {
  const { numDeletedRows } = await store.database.deleteFrom('api_tokens').where('id', '=', id).executeTakeFirstOrThrow();
  return numDeletedRows > 0n ? 'deleted' : 'missing';
}

/** Who has this token, when it is still valid. Its role is never above the present role of the user who made it. */
export async function findApiToken(store: Store, token: string): Promise<Actor | undefined> {
  if (!token.startsWith(PREFIX)) return undefined;
  const row = await store.database
    .selectFrom('api_tokens')
    .leftJoin('users', 'users.name', 'api_tokens.user_name')
    .select(['api_tokens.title', 'api_tokens.role', 'api_tokens.expires_at', 'users.name as user', 'users.role as user_role'])
    .where('api_tokens.token_hash', '=', hashSecret(token))
    .executeTakeFirst();
  if (row === undefined || row.expires_at <= store.now()) return undefined;
  const role = row.user_role === null ? row.role : lowerRole(row.role, row.user_role);
  return { name: row.user ?? row.title, user: row.user ?? undefined, role, via: 'token', expiresAt: row.expires_at };
}
