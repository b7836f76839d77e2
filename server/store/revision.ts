// SPDX-License-Identifier: GPL-2.0-or-later
// Revisions and ETags: one counter for all documents, never going back, so a deleted and re-made document has a new ETag.

import type { Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** The number of this write. Two writes never get the same, whatever they write. */
export async function nextRevision(transaction: Transaction<Tables>): Promise<number> {
  const row = await transaction
    .updateTable('counters')
    .set((counter) => ({ value: counter('value', '+', 1) }))
    .where('name', '=', 'revision')
    .returning('value')
    .executeTakeFirstOrThrow();
  return row.value;
}

/** The strong ETag of a revision, with its quotes. */
export function etagOf(revision: number): string {
  return `"${revision}"`;
}

/**
 * What a writer expects to find (RFC 9110, 13.1): `none` said nothing, `match` one of these ETags or `*` for any,
 * `absent` no document at all (If-None-Match: *), `force` do not ask (command line).
 */
export type Precondition =
  | { kind: 'none' }
  | { kind: 'match'; etags: readonly string[] | '*' }
  | { kind: 'absent' }
  | { kind: 'force' };

/** `required`: the writer must say which content it replaces. `stale`: the content is not the one it expects. */
export type PreconditionVerdict = 'met' | 'required' | 'stale';

/** @param revision of the stored document, or undefined when there is none. */
export function checkPrecondition(precondition: Precondition, revision: number | undefined): PreconditionVerdict {
  switch (precondition.kind) {
    case 'force':
      return 'met';
    case 'none':
      return revision === undefined ? 'met' : 'required';
    case 'absent':
      return revision === undefined ? 'met' : 'stale';
    case 'match':
      if (revision === undefined) return 'stale';
      return precondition.etags === '*' || precondition.etags.includes(etagOf(revision)) ? 'met' : 'stale';
  }
}
