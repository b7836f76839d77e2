// SPDX-License-Identifier: GPL-2.0-or-later
// The images that people may choose for a profile: those that somebody decided to publish, and that are available still.

import type { Database } from '../store/tables.ts';
import { type ChannelImage, findChannelImage } from './channels.ts';

/** `channels` have it now; an image that was replaced in every channel has none, and may still be chosen. */
export type PublishedImage = ChannelImage & { readonly publishedAt: number; readonly channels: readonly { readonly id: string; readonly title: string }[] };

/** More than anybody chooses from; older ones are found by their address. */
const MOST = 200;

/** The images that were ever published, the latest decision first. */
export async function publishedImages(database: Database): Promise<PublishedImage[]> {
  const rows = await database
    .selectFrom('channel_moves')
    .innerJoin('images', 'images.sha256', 'channel_moves.sha256')
    .select(['images.sha256', ({ fn }) => fn.max('channel_moves.number').as('latest'), ({ fn }) => fn.max('channel_moves.at').as('at')])
    .where('images.state', '=', 'available')
    .groupBy('images.sha256')
    .orderBy('latest', 'desc')
    .limit(MOST)
    .execute();
  const channels = await database.selectFrom('channels').select(['id', 'title', 'sha256']).orderBy('id').execute();
  const images = await Promise.all(rows.map(async ({ sha256, at }) => {
    const image = await findChannelImage(database, sha256);
    return image && { ...image, publishedAt: at, channels: channels.filter((channel) => channel.sha256 === sha256).map(({ id, title }) => ({ id, title })) };
  }));
  return images.filter((image) => image !== undefined);
}
