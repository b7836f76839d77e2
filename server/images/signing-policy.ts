// SPDX-License-Identifier: GPL-2.0-or-later
// Whether only signed images may be published: a decision of the administrators, kept in the settings.

import type { Database, Tables } from '../store/tables.ts';

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

/** Why this image may not be published without a (trusted) signature, or undefined when it may. */
export async function signatureObstacle(database: Database, _dataDirectory: string, image: Pick<Tables['images'], 'signature'>): Promise<string | undefined> {
  if (!(await isSignedOnly(database)) || image.signature !== null) return undefined;
  return 'Only signed images may be published here, and this one has no signature. Sign its file with a trusted key, and add the signature on the page of the image.';
}
