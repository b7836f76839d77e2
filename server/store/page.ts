// SPDX-License-Identifier: GPL-2.0-or-later
// Pages of a list ordered by id: the next page starts after the last id of this one, so it costs the same wherever it is.

import { z } from 'zod';

export const DEFAULT_LIMIT = 50;
export const MAX_LIMIT = 100;

/** What a client asks of a list, as text. */
export const PageRequest = {
  search: z.string().max(200, 'A search has at most 200 characters.').optional(),
  cursor: z.string().max(400).optional(),
  limit: z.coerce
    .number({ error: 'The limit is a number.' })
    .int('The limit is a whole number.')
    .min(1, 'The limit is at least 1.')
    .max(MAX_LIMIT, `The limit is at most ${MAX_LIMIT}.`)
    .default(DEFAULT_LIMIT),
};

export type Page<Item> = { items: Item[]; /** Cursor of the next page; undefined on the last one. */ next: string | undefined; /** Of all pages. */ total: number };

/** A cursor says nothing to clients: its form may change. */
export function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** The id a page starts after, or undefined for text that is no cursor. */
export function readCursor(cursor: string): string | undefined {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  return id !== '' && cursorOf(id) === cursor ? id : undefined;
}

/** Cuts rows, of which one more than `limit` was asked for, into a page. */
export function pageOf<Row extends { id: string }, Item>(rows: readonly Row[], limit: number, total: number, item: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(item), next: rows.length > limit && last !== undefined ? cursorOf(last.id) : undefined, total };
}
