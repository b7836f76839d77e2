// SPDX-License-Identifier: GPL-2.0-or-later
// The keys of nodes in the store: made with every arming or by a person, used by one machine, revoked by people and by the first use of a newer one.

import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { hashToken, newInstallationId } from '../installations/token.ts';
import { nodeKey } from './node-key.ts';

/** Keys of a host that are kept, ended ones included. */
const KEPT_PER_HOST = 20;

type NewKey = { readonly hostId: string; /** Id of the installation that the key comes with, or a fresh one. */ readonly origin: string; readonly actor: string | undefined };

/** Notes the hash of a new key, and returns the key. The keys before it are good until this one is used: a machine may still run with one of them. */
export async function addKey(store: Store, database: Database, { hostId, origin, actor }: NewKey): Promise<string> {
  const key = nodeKey(store.vault, origin);
  await database
    .insertInto('node_keys')
    .values({ key_hash: hashToken(key), host_id: hostId, origin, created_at: store.now(), created_by: actor ?? null, first_used_at: null, revoked_at: null, revoked_by: null })
    .execute();
  const kept = database.selectFrom('node_keys').select('key_hash').where('host_id', '=', hostId).orderBy('created_at', 'desc').limit(KEPT_PER_HOST);
  await database.deleteFrom('node_keys').where('host_id', '=', hostId).where('revoked_at', 'is not', null).where('key_hash', 'not in', kept).execute();
  return key;
}

/** Forgets the keys of installations whose kickstart no machine ever got: nobody can have them. */
export async function forgetUnusedKeys(database: Database, hostId: string): Promise<void> {
  const unopened = database.selectFrom('installations').select('id').where('host_id', '=', hostId).where('opened_at', 'is', null);
  await database.deleteFrom('node_keys').where('host_id', '=', hostId).where('first_used_at', 'is', null).where('origin', 'in', unopened).execute();
}

export type MakeKey = { outcome: 'made'; key: string } | { outcome: 'missing' };

/** A new key for a host that runs already, made by a person. */
export async function makeKey(store: Store, hostId: string, actor: string | undefined): Promise<MakeKey> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return { outcome: 'missing' };
    return { outcome: 'made', key: await addKey(store, transaction, { hostId, origin: newInstallationId(), actor }) };
  });
}

export type RevokeKeys = { outcome: 'revoked'; count: number } | { outcome: 'missing' };

/** Ends all keys of a host: from now on its node is a stranger. What it was asked for and had not begun is called off by `cancelWish`, not here. */
export async function revokeKeys(store: Store, hostId: string, actor: string | undefined): Promise<RevokeKeys> {
  return store.write(async (transaction) => {
    const host = await transaction.selectFrom('hosts').select('id').where('id', '=', hostId).executeTakeFirst();
    if (host === undefined) return { outcome: 'missing' };
    const { numUpdatedRows } = await transaction
      .updateTable('node_keys').set({ revoked_at: store.now(), revoked_by: actor ?? null }).where('host_id', '=', hostId).where('revoked_at', 'is', null).executeTakeFirst();
    return { outcome: 'revoked', count: Number(numUpdatedRows) };
  });
}
