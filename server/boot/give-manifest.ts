// SPDX-License-Identifier: GPL-2.0-or-later
// What a channel has now, for nodes that upgrade themselves and for scripts: read again and again, so an unchanged one costs no body.

import { createHash } from 'node:crypto';
import { channelManifest } from '../channels/manifest.ts';
import { manifestAnswer, notFound, notModified } from './answer.ts';
import { answered, closedAnswer, type Decided, type Turn, verdictOn } from './plane.ts';

/** An empty channel, an unknown one and one whose image is damaged are the same: there is nothing to fetch. */
export function giveManifest(turn: Turn, id: string): Decided {
  const { plane, asked } = turn;
  if (verdictOn(turn, 'manifest', undefined, undefined).kind === 'closed') return closedAnswer(turn);
  const channel = plane.store.channel(id);
  if (channel === undefined || channel.state === 'quarantined') return answered(notFound);
  const text = `${JSON.stringify(channelManifest(channel, plane), null, 2)}\n`;
  const etag = `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
  return answered(hasAlready(asked.rawHeaders, etag) ? notModified(etag) : manifestAnswer(text, etag));
}

/** RFC 9110, 13.1.2: a list of tags, compared weakly, or `*`. */
function hasAlready(rawHeaders: readonly string[], etag: string): boolean {
  const index = rawHeaders.findIndex((name, position) => position % 2 === 0 && name.toLowerCase() === 'if-none-match');
  const tags = (index === -1 ? '' : (rawHeaders[index + 1] ?? '')).split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}
