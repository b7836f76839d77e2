// SPDX-License-Identifier: GPL-2.0-or-later
// Finds a wrong key file at start, and not at the first secret that somebody needs.

import { StoreError } from './errors.ts';
import type { Database } from './tables.ts';
import type { Vault } from './vault.ts';

const NAME = 'key-check';
const PLACE = { table: 'settings', row: NAME, path: 'value' };
const TEXT = 'basewright';

/** Leaves a value in a new database that only the right key opens. */
export async function sealKeyCheck(database: Database, vault: Vault): Promise<void> {
  await database.insertInto('settings').values({ name: NAME, value: vault.seal(TEXT, PLACE) }).execute();
}

/** @throws {StoreError} when the key is not the one of this database. */
export async function checkKey(database: Database, vault: Vault, keyFile: string): Promise<void> {
  const row = await database.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  refuseWrongKey(row?.value, vault, keyFile);
}

/** @throws {StoreError} when `sealed`, the value of {@link sealKeyCheck}, does not open. */
export function refuseWrongKey(sealed: string | undefined, vault: Vault, keyFile: string): void {
  try {
    if (sealed !== undefined && vault.open(sealed, PLACE) === TEXT) return;
  } catch (cause) {
    throw new StoreError(
      `The key file ${keyFile} (key ${vault.keyId}) is not the key of this database` +
        `${sealed === undefined ? '' : ` (key ${sealed.split('.')[1] ?? '?'})`}: its secrets cannot be read. ` +
        'Put back the key file that belongs to this database.',
      { cause },
    );
  }
  throw new StoreError(`The database holds no check value for the key file ${keyFile}: it is damaged. Restore the newest backup.`);
}
