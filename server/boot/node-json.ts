// SPDX-License-Identifier: GPL-2.0-or-later
// JSON that a running node sent, read by its schema.

import type { z } from 'zod';
import { MASK } from '#kickstart/profile/names.ts';

export type ReadJson<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'malformed'; readonly why: string };

/**
 * `why` names the member and quotes nothing of what came.
 *
 * @param key that the node showed: a text may quote the file it stands in, and it is kept nowhere. Taken out before anything is cut, which would leave a part of it.
 */
export function readNodeJson<T>(body: Buffer | undefined, schema: z.ZodType<T>, key: string): ReadJson<T> {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body ?? new Uint8Array()).replaceAll(key, MASK));
  } catch {
    return { kind: 'malformed', why: 'it is not JSON in UTF-8.' };
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return { kind: 'read', value: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue === undefined || issue.path.length === 0 ? 'it' : `"${issue.path.map(String).join('.').slice(0, 80)}"`;
  return { kind: 'malformed', why: `${path} has not the form that this server knows (format 1). Is the node package newer than the server?` };
}
