// SPDX-License-Identifier: GPL-2.0-or-later
// JSON that a running node sent, read by its schema.

import type { z } from 'zod';

export type ReadJson<T> = { readonly kind: 'read'; readonly value: T } | { readonly kind: 'malformed'; readonly why: string };

/** `why` names the member and quotes nothing of what came. */
export function readNodeJson<T>(body: Buffer | undefined, schema: z.ZodType<T>): ReadJson<T> {
  let document: unknown;
  try {
    document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body ?? new Uint8Array()));
  } catch {
    return { kind: 'malformed', why: 'it is not JSON in UTF-8.' };
  }
  const parsed = schema.safeParse(document);
  if (parsed.success) return { kind: 'read', value: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue === undefined || issue.path.length === 0 ? 'it' : `"${issue.path.map(String).join('.').slice(0, 80)}"`;
  return { kind: 'malformed', why: `${path} has not the form that this server knows (format 1). Is the node package newer than the server?` };
}
