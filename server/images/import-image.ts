// SPDX-License-Identifier: GPL-2.0-or-later
// Asks for an image to be fetched: from a path of the server, or from a URL. The work itself is a job.

import { z } from 'zod';
import { HttpUrl, Sha256 } from '#kickstart/profile/names.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import type { Store } from '../store/store.ts';

const LocalPath = z.string().max(1024, 'At most 1024 characters.').regex(/^\/[^\0\n\r]*$/, 'Write the absolute path on this server, for example /srv/images/node.squashfs.');

const PLACE = 'Give either "path" (on the server) or "url".';

/** Where an image comes from. `sha256`: it must come out so. */
export const ImportRequest = z.union([
  z.strictObject({ path: LocalPath, sha256: Sha256.optional() }),
  z.strictObject({ url: HttpUrl.refine((url) => !url.includes('@'), 'Write it without a user name and password: everybody who sees the job could read them.'), sha256: Sha256.optional() }),
], PLACE);
export type ImportRequest = z.infer<typeof ImportRequest>;

/** @returns the id of the job; of the one that is under way already, where the same was asked for before, with the same hash: one that looks at none, or at another, would answer another question. */
export async function queueImport(store: Store, request: ImportRequest, actor: string | null): Promise<{ id: string }> {
  const input = { ...request, actor };
  return store.write(async (transaction) => {
    const waiting = await transaction.selectFrom('jobs').select(['id', 'input']).where('kind', '=', 'fetch').where('state', 'in', ['queued', 'running']).execute();
    const same = waiting.find((job) => askedFor(JSON.parse(job.input)) === askedFor(input));
    if (same !== undefined) return { id: same.id };
    const from = 'path' in request ? request.path : request.url;
    return { id: await enqueueJob(transaction, { kind: 'fetch', title: `Fetch ${from.length > 200 ? `${from.slice(0, 199)}…` : from}`, subject: null, input, actor }, store.now()) };
  });
}

function askedFor(input: unknown): string {
  const { path = null, url = null, sha256 = null } = z.looseObject({ path: z.string().optional(), url: z.string().optional(), sha256: z.string().optional() }).parse(input);
  return JSON.stringify([path, url, sha256]);
}
