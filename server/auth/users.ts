// SPDX-License-Identifier: GPL-2.0-or-later
// The people who may log in, and their roles.

import { z } from 'zod';
import type { FieldProblem } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import type { Database, Role } from '../store/tables.ts';
import { hashPassword } from './password-hash.ts';
import { passwordProblem } from './password-rules.ts';
import { RoleName } from './roles.ts';
import { endSessionsOf } from './sessions.ts';

export const UserAccountName = z
  .string()
  .regex(/^[a-z][a-z0-9._-]{0,31}$/, 'A user name starts with a small letter and holds up to 32 small letters, digits, dots, dashes and underscores.');

/** What a client may say about a user; without a password the stored one stays. */
export const UserChange = z.strictObject({ role: RoleName, password: z.string().optional() });
export type UserChange = z.infer<typeof UserChange>;

export type User = { name: string; role: Role; createdAt: number; updatedAt: number };

export type PutUser =
  | { outcome: 'created' | 'updated'; user: User }
  | { outcome: 'invalid'; errors: FieldProblem[] }
  /** The change would leave nobody who may administrate. */
  | { outcome: 'last-admin' };

/**
 * Makes or changes a user. A new password or role ends the sessions of the user.
 *
 * @throws {BusyError} when too many passwords are being hashed.
 */
export async function putUser(store: Store, name: string, change: UserChange): Promise<PutUser> {
  const checkedName = UserAccountName.safeParse(name);
  if (!checkedName.success) return { outcome: 'invalid', errors: checkedName.error.issues.map(({ message }) => ({ path: 'name', message })) };
  const problem = change.password === undefined ? undefined : passwordProblem(change.password, name);
  if (problem !== undefined) return { outcome: 'invalid', errors: [{ path: 'password', message: problem }] };
  const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password);
  return store.write(async (transaction) => {
    const existing = await transaction.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst();
    if (existing === undefined) return addUser(transaction, name, change.role, passwordHash, store.now());
    if (change.role !== 'admin' && (await isLastAdmin(transaction, name))) return { outcome: 'last-admin' };
    const password_hash = passwordHash ?? existing.password_hash;
    const updatedAt = store.now();
    await transaction.updateTable('users').set({ role: change.role, password_hash, updated_at: updatedAt }).where('name', '=', name).execute();
    if (passwordHash !== undefined || existing.role !== change.role) await endSessionsOf(transaction, name);
    return { outcome: 'updated', user: { name, role: change.role, createdAt: existing.created_at, updatedAt } };
  });
}

async function addUser(database: Database, name: string, role: Role, passwordHash: string | undefined, now: number): Promise<PutUser> {
  if (passwordHash === undefined) return { outcome: 'invalid', errors: [{ path: 'password', message: 'A new user needs a password.' }] };
  await insertUser(database, { name, role, passwordHash, now });
  return { outcome: 'created', user: { name, role, createdAt: now, updatedAt: now } };
}

/** Writes the row of a new user. */
export async function insertUser(database: Database, user: { name: string; role: Role; passwordHash: string; now: number }): Promise<void> {
  const { name, role, passwordHash, now } = user;
  await database.insertInto('users').values({ name, role, password_hash: passwordHash, created_at: now, updated_at: now }).execute();
}

/** Every user, by name. */
export async function listUsers(store: Store): Promise<User[]> {
  const rows = await store.database.selectFrom('users').selectAll().orderBy('name').execute();
  return rows.map(userOf);
}

export async function getUser(store: Store, name: string): Promise<User | undefined> {
  const row = await store.database.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst();
  return row && userOf(row);
}

/** Deletes a user with all sessions and API tokens. */
export async function deleteUser(store: Store, name: string): Promise<'deleted' | 'missing' | 'last-admin'> {
  return store.write(async (transaction) => {
    if (await isLastAdmin(transaction, name)) return 'last-admin';
    const { numDeletedRows } = await transaction.deleteFrom('users').where('name', '=', name).executeTakeFirstOrThrow();
    return numDeletedRows > 0n ? 'deleted' : 'missing';
  });
}

async function isLastAdmin(database: Database, name: string): Promise<boolean> {
  const admins = await database.selectFrom('users').select('name').where('role', '=', 'admin').limit(2).execute();
  return admins.length === 1 && admins[0]?.name === name;
}

function userOf(row: { name: string; role: Role; created_at: number; updated_at: number }): User {
  return { name: row.name, role: row.role, createdAt: row.created_at, updatedAt: row.updated_at };
}
