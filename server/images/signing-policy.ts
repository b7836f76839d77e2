// SPDX-License-Identifier: GPL-2.0-or-later
// Whether only signed images may be published: a decision of the administrators, kept in the settings.

import type { Database, Tables } from '../store/tables.ts';
import { listKeys } from './keyring.ts';

const NAME = 'images-signed-only';

/** Whether channels take only images with a signature of a trusted key. */
export async function isSignedOnly(database: Database): Promise<boolean> {
  const row = await database.selectFrom('settings').select('value').where('name', '=', NAME).executeTakeFirst();
  return row?.value === '1';
}

/** What is published already stays. */
export async function setSignedOnly(database: Database, isOn: boolean): Promise<void> {
  const row = { value: isOn ? '1' : '0' };
  await database.insertInto('settings').values({ name: NAME, ...row }).onConflict((conflict) => conflict.column('name').doUpdateSet(row)).execute();
}

/** Why this image may not be published without a signature that counts, or undefined when it may. A key that was removed meanwhile counts no more. */
export async function signatureObstacle(database: Database, dataDirectory: string, { signature, signer }: Pick<Tables['images'], 'signature' | 'signer'>): Promise<string | undefined> {
  if (!(await isSignedOnly(database))) return undefined;
  if (signature === null || signer === null) return 'Only signed images may be published here, and this one has no signature. Sign its file with a trusted key, and add the signature on the page of the image.';
  if ((await listKeys(dataDirectory)).some(({ id }) => id === signer)) return undefined;
  return `Only signed images may be published here, and the key ${signer} that signed this one is not trusted any more. Sign its file with another key, or trust that one again.`;
}
