// SPDX-License-Identifier: GPL-2.0-or-later
// The kickstart that was given out, and how the one of today differs from it.

import { diffLines } from 'diff';
import type { Database } from '../store/tables.ts';

export type Served = { sha256: string; at: number; address: string; /** With secrets masked. */ text: string };

/** The newest kickstart that this installation gave out. */
export async function servedKickstart(database: Database, installationId: string): Promise<Served | undefined> {
  return database.selectFrom('served_kickstarts').select(['sha256', 'at', 'address', 'text']).where('installation_id', '=', installationId).orderBy('number', 'desc').limit(1).executeTakeFirst();
}

/** A line that is there only in the one (`removed`) or only in the other (`added`). */
export type Change = { kind: 'added' | 'removed'; text: string };

/** What a person would have to know: the lines that differ, in their order. */
export function changesBetween(before: string, after: string): Change[] {
  return diffLines(before, after).flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    return value.replace(/\n$/, '').split('\n').map((text): Change => ({ kind: added ? 'added' : 'removed', text }));
  });
}
