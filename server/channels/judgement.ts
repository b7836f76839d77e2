// SPDX-License-Identifier: GPL-2.0-or-later
// The judgement on a move, the same for the look before and for the deed: image, followers, and the hosts that are armed.

import { installable } from '#kickstart/profile/installable.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import type { Site } from '../installations/installability.ts';
import { openProfile, readHost, readMaskedProfile } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import type { Channel, ChannelImage } from './channels.ts';
import { type Fitness, fitnessOf, type WantedMove } from './fitness.ts';
import { withImage } from './follow.ts';
import { type FollowerRow, followersOf, type FollowingHost, hostsOf, isUnderWay, radiusTag } from './followers.ts';

/** An armed or installing host that a move concerns. */
export type ArmedHost = {
  readonly id: string;
  readonly hostname: string;
  readonly profile: string;
  readonly state: 'armed' | 'installing';
  /** Why it would lose its arming; null when it stays armed, and gets the other image. */
  readonly disarmed: string | null;
};

export type Judgement = Fitness & {
  readonly channel: Channel;
  readonly image: ChannelImage | null;
  readonly followers: readonly FollowerRow[];
  readonly hosts: readonly FollowingHost[];
  readonly armed: readonly ArmedHost[];
  /** Sent back with the move as If-Match. */
  readonly etag: string;
};

/** The part of a store that a judgement reads; inside of a transaction `database` is that. */
export type Reader = Pick<Store, 'vault' | 'now'> & { readonly database: Database };

/** Judges a move. Renders nothing, so thousands of hosts take moments. */
export async function judgeMove({ database, vault, now }: Reader, site: Site, channel: Channel, move: WantedMove): Promise<Judgement> {
  const { image, ...fitness } = await fitnessOf(database, site.dataDirectory, channel, move);
  const followers = await followersOf(database, channel.id);
  const hosts = await hostsOf(database, channel.id, now());
  const underWay = hosts.filter(isUnderWay);
  const armed = image === null ? [] : await armedHosts({ database, vault, now }, site, { followers, underWay, image });
  const problems = image === null ? [] : followers.flatMap((follower) => followerProblem(follower, image, site));
  const obstacles = [...fitness.obstacles, ...problems];
  const facts = [channel.etag, move, image, obstacles, fitness.warnings, fitness.needsOverride, armed.map(({ disarmed }) => disarmed), site.bootUrl, site.imagesUrl];
  return { channel, image, followers, hosts, armed, ...fitness, obstacles, etag: radiusTag(facts, followers, hosts) };
}

/** The document that a follower would become, masked; a sentence when the rules forbid it. */
export function followerAfter(follower: FollowerRow, image: ChannelImage, site: Site): Profile | string {
  let before: Profile;
  try {
    before = readMaskedProfile(follower);
  } catch {
    return `The profile "${follower.title}" (${follower.id}) holds what newer rules no longer allow. Open it in the wizard and mend it first.`;
  }
  const parsed = Profile.safeParse(withImage(before, image, site));
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) => issue.message).join(' ');
  return `The profile "${follower.title}" (${follower.id}) could not take this image: ${reasons}`;
}

function followerProblem(follower: FollowerRow, image: ChannelImage, site: Site): string[] {
  const after = followerAfter(follower, image, site);
  return typeof after === 'string' ? [after] : [];
}

type Concerned = { readonly followers: readonly FollowerRow[]; readonly underWay: readonly FollowingHost[]; readonly image: ChannelImage };

async function armedHosts({ database, vault }: Reader, site: Site, { followers, underWay, image }: Concerned): Promise<ArmedHost[]> {
  const result: ArmedHost[] = [];
  for (const follower of followers) {
    const mine = underWay.filter(({ profile }) => profile === follower.id);
    const after = mine.length === 0 ? 'nobody is armed' : followerAfter(follower, image, site);
    if (typeof after === 'string') continue;
    const open = openProfile(vault, { body: JSON.stringify(after), secrets: follower.secrets });
    for (const { id, hostname, state } of mine) {
      if (state !== 'armed') {
        result.push({ id, hostname, profile: follower.id, state: 'installing', disarmed: null });
        continue;
      }
      const { body } = await database.selectFrom('hosts').select('body').where('id', '=', id).executeTakeFirstOrThrow();
      const [reason] = installable(open, readHost({ body }), image.size);
      result.push({ id, hostname, profile: follower.id, state, disarmed: reason?.message ?? null });
    }
  }
  return result;
}
