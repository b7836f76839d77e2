// SPDX-License-Identifier: GPL-2.0-or-later
// The management controllers of hosts in the store: the password sealed, everything else as it is.

import type { z } from 'zod';
import { MASK } from '#kickstart/profile/names.ts';
import { type FieldProblem, fieldProblems } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import type { Place } from '../store/vault.ts';
import { type Controller, ControllerInput, StoredController } from './controller.ts';

/** A controller as it may be shown: with `MASK` for the password. */
export type MaskedController = z.infer<typeof StoredController> & { password: typeof MASK };

export type GetController = { outcome: 'found'; controller: MaskedController | undefined } | { outcome: 'missing' };

/** The controller of a host, its password masked; `missing` is a host that is not there. */
export async function getController(store: Store, hostId: string): Promise<GetController> {
  if (!(await hostExists(store.database, hostId))) return { outcome: 'missing' };
  const row = await selectController(store.database, hostId);
  return { outcome: 'found', controller: row && masked(readBody(row)) };
}

/** The controller of a host with its password in clear: to log in there, and for nothing else. @throws {VaultError} */
export async function openController(store: Store, hostId: string): Promise<Controller | undefined> {
  const row = await selectController(store.database, hostId);
  return row && { ...readBody(row), password: store.vault.open(row.password, placeOf(hostId)) };
}

export type PutController = { outcome: 'saved'; controller: MaskedController } | { outcome: 'missing' } | { outcome: 'invalid'; errors: FieldProblem[] };

/** Makes or replaces the controller of a host. The controller itself is not asked. */
export async function putController(store: Store, hostId: string, document: unknown): Promise<PutController> {
  const parsed = ControllerInput.safeParse(document);
  if (!parsed.success) return { outcome: 'invalid', errors: fieldProblems(parsed.error) };
  const { password, ...body } = parsed.data;
  return store.write(async (transaction) => {
    if (!(await hostExists(transaction, hostId))) return { outcome: 'missing' };
    const existing = await selectController(transaction, hostId);
    const problem = password === MASK ? maskProblem(existing && readBody(existing), body) : undefined;
    if (problem !== undefined) return { outcome: 'invalid', errors: [{ path: 'password', message: problem }] };
    const sealed = password === MASK && existing !== undefined ? existing.password : store.vault.seal(password, placeOf(hostId));
    const row = { body: JSON.stringify(body), password: sealed, updated_at: store.now() };
    await transaction.insertInto('controllers').values({ host_id: hostId, ...row }).onConflict((conflict) => conflict.column('host_id').doUpdateSet(row)).execute();
    return { outcome: 'saved', controller: masked(body) };
  });
}

/** A stored password was given for one server and one user: it is never sent to another one by a changed address. */
function maskProblem(existing: z.infer<typeof StoredController> | undefined, wanted: z.infer<typeof StoredController>): string | undefined {
  if (existing === undefined) return 'There is no stored password yet. Write the password.';
  if (existing.url === wanted.url && existing.username === wanted.username) return undefined;
  return `The stored password is for ${existing.username} at ${existing.url}. Write the password that belongs to the new address and user.`;
}

/** Forgets the controller of a host, with its password. */
export async function deleteController(store: Store, hostId: string): Promise<'deleted' | 'missing'> {
  return store.write(async (transaction) => {
    if (!(await hostExists(transaction, hostId))) return 'missing';
    await transaction.deleteFrom('controllers').where('host_id', '=', hostId).execute();
    return 'deleted';
  });
}

async function hostExists(database: Database, hostId: string): Promise<boolean> {
  return (await database.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst()) !== undefined;
}

async function selectController(database: Database, hostId: string): Promise<{ body: string; password: string } | undefined> {
  return database.selectFrom('controllers').select(['body', 'password']).where('host_id', '=', hostId).executeTakeFirst();
}

function readBody(row: { body: string }): z.infer<typeof StoredController> {
  return StoredController.parse(JSON.parse(row.body));
}

function masked(body: z.infer<typeof StoredController>): MaskedController {
  return { ...body, password: MASK };
}

function placeOf(hostId: string): Place {
  return { table: 'controllers', row: hostId, path: 'password' };
}
