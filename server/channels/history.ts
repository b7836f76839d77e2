// SPDX-License-Identifier: GPL-2.0-or-later
// What was decided in a channel and of it, and the images it had before: the way back.

import { ChannelDeed } from '#kickstart/catalogue/image.ts';
import type { Database } from '../store/tables.ts';

/** One decision. `at` in milliseconds since 1970; `override`: why an image without a passed test was taken. */
export type Move = {
  readonly number: number;
  readonly at: number;
  /** Null: the server's command line. */
  readonly actor: string | null;
  readonly kind: ChannelDeed;
  readonly sha256: string | null;
  readonly before: string | null;
  readonly override: string | null;
  /** Name of the image, by its NVR or its file; null when the catalogue has it no more. */
  readonly name: string | null;
  /** What the channel was called afterwards and before; null for decisions about its image. */
  readonly title: string | null;
  readonly titleBefore: string | null;
};

/** More decisions than anybody reads at once; the table keeps all. */
const MOST_MOVES = 200;

/** The newest decisions of a channel, newest first. They outlive the channel, so one that was made again has those of before too. */
export async function movesOf(database: Database, channelId: string): Promise<Move[]> {
  const rows = await database
    .selectFrom('channel_moves')
    .leftJoin('images', 'images.sha256', 'channel_moves.sha256')
    .select(['channel_moves.number', 'channel_moves.at', 'channel_moves.actor', 'channel_moves.kind', 'channel_moves.sha256', 'channel_moves.before', 'channel_moves.override', 'channel_moves.title', 'channel_moves.title_before as titleBefore', 'images.nvr', 'images.name'])
    .where('channel_id', '=', channelId)
    .orderBy('channel_moves.number', 'desc')
    .limit(MOST_MOVES)
    .execute();
  return rows.map(({ nvr, name, kind, ...row }) => ({ ...row, kind: ChannelDeed.parse(kind), name: nvr ?? name }));
}

/** Every image that the channel had before the present one, the latest first. */
export async function earlierImages(database: Database, channelId: string, current: string | null): Promise<string[]> {
  const rows = await database
    .selectFrom('channel_moves')
    .select(['sha256', ({ fn }) => fn.max('number').as('latest')])
    .where('channel_id', '=', channelId)
    .where('sha256', 'is not', null)
    .groupBy('sha256')
    .orderBy('latest', 'desc')
    .execute();
  return rows.flatMap(({ sha256 }) => (sha256 === null || sha256 === current ? [] : [sha256]));
}

/**
 * Where a demotion leads: the image that the present one had replaced when it was last published or promoted, or null when there was none.
 * Rollbacks do not count: back and forth between two images is no way down.
 */
export async function imageBelow(database: Database, channelId: string, current: string): Promise<string | null> {
  const row = await database
    .selectFrom('channel_moves')
    .select('before')
    .where('channel_id', '=', channelId)
    .where('sha256', '=', current)
    .where('kind', 'in', ['publish', 'promote'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined || row.before === current ? null : row.before;
}
