// SPDX-License-Identifier: GPL-2.0-or-later
// Moves a channel to another image: the channel, its history and every profile that follows it, in one transaction or not at all.

import type { Transaction } from 'kysely';
import { z } from 'zod';
import { Text } from '#kickstart/profile/names.ts';
import { disarmUninstallable } from '../installations/arm.ts';
import type { Site } from '../installations/installability.ts';
import { writeProfile } from '../profiles/profiles.ts';
import { nextRevision, type Precondition } from '../store/revision.ts';
import { openProfile } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import type { Tables } from '../store/tables.ts';
import { type Channel, getChannel } from './channels.ts';
import { WantedMove } from './fitness.ts';
import { withImage } from './follow.ts';
import { type Judgement, judgeMove } from './judgement.ts';

/** A move, and why it is made although the image did not pass its test. */
export const MoveRequest = z.strictObject({
  ...WantedMove.shape,
  override: Text.trim().min(10, 'Give the reason in at least 10 characters: others will read it in the history.').max(500, 'At most 500 characters.').optional(),
});
export type MoveRequest = z.infer<typeof MoveRequest>;

export type MoveChannel =
  | { outcome: 'moved'; channel: Channel; /** Ids of hosts that lost their arming. */ disarmed: string[] }
  | { outcome: 'missing' | 'required' }
  /** Something changed after the look: this is how it is now. */
  | { outcome: 'stale'; judgement: Judgement }
  | { outcome: 'refused'; obstacles: readonly string[] }
  /** The image did not pass its test; a reason must be given. */
  | { outcome: 'unproven'; needsOverride: string };

/** Who decides; undefined for the server's command line. The precondition names the ETag of the look before (see blast-radius.ts). */
export type Decision = { readonly actor: string | undefined; readonly precondition: Precondition };

/** Moves a channel. A reason that is not needed is not kept: only a real override shall stand out in the history. */
export async function moveChannel(store: Store, site: Site, id: string, request: MoveRequest, { actor, precondition }: Decision): Promise<MoveChannel> {
  return store.write(async (transaction) => {
    const channel = await getChannel(transaction, id);
    if (channel === undefined) return { outcome: 'missing' };
    const { override, ...move } = request;
    const judgement = await judgeMove({ ...store, database: transaction }, site, channel, move);
    const confirmed = confirms(precondition, judgement.etag);
    if (confirmed === 'required') return { outcome: 'required' };
    if (confirmed === 'stale') return { outcome: 'stale', judgement };
    if (judgement.obstacles.length > 0) return { outcome: 'refused', obstacles: judgement.obstacles };
    if (judgement.needsOverride !== null && override === undefined) return { outcome: 'unproven', needsOverride: judgement.needsOverride };
    const now = store.now();
    await transaction.updateTable('channels').set({ sha256: move.sha256, revision: await nextRevision(transaction), updated_at: now }).where('id', '=', id).execute();
    await transaction
      .insertInto('channel_moves')
      .values({ channel_id: id, at: now, actor: actor ?? null, kind: move.kind, sha256: move.sha256, before: channel.image?.sha256 ?? null, override: judgement.needsOverride === null ? null : (override ?? null) })
      .execute();
    const disarmed = await carryFollowers(store, transaction, site, judgement);
    const moved = await getChannel(transaction, id);
    if (moved === undefined) throw new Error(`the channel ${id} was moved and is not there`);
    return { outcome: 'moved', channel: moved, disarmed };
  });
}

/** The tag is not that of a document, so a move that names none is refused, whether the channel is new or not. */
function confirms(precondition: Precondition, etag: string): 'met' | 'required' | 'stale' {
  switch (precondition.kind) {
    case 'force':
      return 'met';
    case 'match':
      return precondition.etags === '*' || precondition.etags.includes(etag) ? 'met' : 'stale';
    case 'none':
    case 'absent':
      return 'required';
  }
}

async function carryFollowers(store: Store, transaction: Transaction<Tables>, site: Site, { image, followers }: Judgement): Promise<string[]> {
  if (image === null) return [];
  const disarmed: string[] = [];
  for (const follower of followers) {
    const profile = withImage(openProfile(store.vault, follower), image, site);
    await writeProfile(store, transaction, profile, follower.number);
    disarmed.push(...(await disarmUninstallable(transaction, profile, store.now(), { imageSize: image.size })));
  }
  return disarmed;
}
