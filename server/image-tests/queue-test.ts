// SPDX-License-Identifier: GPL-2.0-or-later
// Asks for a test of an image; one that waits or runs already is enough.

import { enqueueJob } from '../jobs/jobs.ts';
import type { Store } from '../store/store.ts';

/** `waiting`: another test of it was asked for already, and has not ended. */
export type QueueTest = { readonly outcome: 'queued' | 'waiting'; /** Of the job. */ readonly id: string } | { readonly outcome: 'missing' };

/** @param actor who asks; null for the command line. */
export async function queueTest(store: Store, sha256: string, actor: string | null): Promise<QueueTest> {
  return store.write(async (transaction) => {
    const image = await transaction.selectFrom('images').select('name').where('sha256', '=', sha256).executeTakeFirst();
    if (image === undefined) return { outcome: 'missing' };
    const before = await transaction.selectFrom('jobs').select('id').where('kind', '=', 'test').where('subject', '=', sha256).where('state', 'in', ['queued', 'running']).where('is_cancelled', '=', 0).executeTakeFirst();
    if (before !== undefined) return { outcome: 'waiting', id: before.id };
    return { outcome: 'queued', id: await enqueueJob(transaction, { kind: 'test', title: `Test ${image.name}`, subject: sha256, input: { sha256 }, actor }, store.now()) };
  });
}
