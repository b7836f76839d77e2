// SPDX-License-Identifier: GPL-2.0-or-later
// What a full pool means, in words: a percentage alone tells nobody what to do.
import { POOL_FULL } from '#kickstart/fleet/view.ts';

/** From here on writing may soon fail, and with it everything on the node, in percent. */
export const POOL_DANGER = 95;

export type PoolWord = { readonly level: 'success' | 'warning' | 'danger'; readonly word: string; readonly meaning: string };

/** @param percent how full @param part `data`: the volumes' content; `metadata`: the record of which block belongs to which volume */
export function poolWord(percent: number, part: 'data' | 'metadata'): PoolWord {
  if (percent >= POOL_DANGER) return { level: 'danger', word: 'Nearly full', meaning: part === 'data' ? 'Writing will fail soon. Remove an old base now, or enlarge the pool.' : 'The pool will soon refuse to write. Enlarge its metadata (lvextend --poolmetadatasize) now.' };
  if (percent >= POOL_FULL) return { level: 'warning', word: 'Filling up', meaning: part === 'data' ? 'There may be no room for another image. Remove an old base before the next upgrade.' : 'An upgrade is refused. Remove an old base, or enlarge the metadata (lvextend --poolmetadatasize).' };
  return { level: 'success', word: 'Room enough', meaning: '' };
}
