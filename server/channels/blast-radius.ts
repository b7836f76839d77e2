// SPDX-License-Identifier: GPL-2.0-or-later
// The blast radius of a move: exactly the profiles and hosts that follow the channel, with the real difference of each one's kickstart. Writes nothing.

import { z } from 'zod';
import type { Host } from '#kickstart/profile/host.ts';
import { HostId, Slug } from '#kickstart/profile/names.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import type { HostState } from '#kickstart/lifecycle/states.ts';
import { renderKickstart } from '#kickstart/render.ts';
import type { Site } from '../installations/installability.ts';
import { maskedReporting } from '../installations/reporting.ts';
import { type Change, changesBetween } from '../installations/served.ts';
import { readHost, readMaskedProfile } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { type ChannelImage, getChannel } from './channels.ts';
import { WantedMove } from './fitness.ts';
import { type ArmedHost, followerAfter, type Judgement, judgeMove } from './judgement.ts';
import type { FollowerRow, FollowingHost } from './followers.ts';

/** A look before a move; with `profile` only the hosts of that one, those after the host `after`. */
export const PreviewRequest = z.strictObject({ ...WantedMove.shape, profile: Slug.optional(), after: HostId.optional() });
export type PreviewRequest = z.infer<typeof PreviewRequest>;

export type HostRadius = { readonly id: string; readonly hostname: string; readonly state: HostState; /** The lines that differ, secrets masked. */ readonly changes: readonly Change[] };

export type ProfileRadius = {
  readonly id: string;
  readonly title: string;
  /** The difference for a host that sets nothing itself. */
  readonly changes: readonly Change[];
  /** How many hosts it has; `hosts` are the first of them. */
  readonly hostCount: number;
  readonly hosts: readonly HostRadius[];
};

export type BlastRadius = {
  readonly channel: { readonly id: string; readonly title: string; readonly target: string };
  readonly before: ChannelImage | null;
  readonly after: ChannelImage | null;
  /** All that follow, however many are listed below. */
  readonly counts: { readonly profiles: number; readonly hosts: number; readonly armed: number; readonly installing: number; readonly disarmed: number };
  readonly profiles: readonly ProfileRadius[];
  /** Those that would be disarmed come first. */
  readonly armed: readonly ArmedHost[];
  readonly obstacles: readonly string[];
  readonly warnings: readonly string[];
  readonly needsOverride: string | null;
  readonly etag: string;
};

/** More than a person reads before confirming; the rest is told in numbers, and hosts of a profile can be asked for page by page. */
const MOST = { profiles: 100, hostsInAll: 200, hostsOfProfile: 50, page: 200, armed: 200 } as const;

/** Undefined when there is no such channel. */
export async function previewMove(store: Store, site: Site, channelId: string, request: PreviewRequest): Promise<BlastRadius | undefined> {
  const channel = await getChannel(store.database, channelId);
  if (channel === undefined) return undefined;
  const { profile, after, ...move } = request;
  return blastRadius(store.database, site, await judgeMove(store, site, channel, move), { profile, after });
}

/** The radius of a judged move. */
export async function blastRadius(database: Database, site: Site, judgement: Judgement, { profile, after = '' }: Pick<PreviewRequest, 'profile' | 'after'> = {}): Promise<BlastRadius> {
  const { channel, image, followers, hosts, armed, obstacles, warnings, needsOverride, etag } = judgement;
  const wanted = followers.filter(({ id }) => profile === undefined || id === profile).slice(0, MOST.profiles);
  let left: number = profile === undefined ? MOST.hostsInAll : MOST.page;
  const profiles: ProfileRadius[] = [];
  for (const follower of wanted) {
    const all = hosts.filter((host) => host.profile === follower.id);
    const listed = all.filter(({ id }) => id > after).slice(0, Math.min(left, profile === undefined ? MOST.hostsOfProfile : MOST.page));
    left -= listed.length;
    profiles.push({ id: follower.id, title: follower.title, hostCount: all.length, ...(await differences(database, site, { follower, image, listed })) });
  }
  const byUrgency = [...armed].sort((one, other) => Number(one.disarmed === null) - Number(other.disarmed === null));
  return {
    channel: { id: channel.id, title: channel.title, target: channel.target },
    before: channel.image,
    after: image,
    counts: {
      profiles: followers.length, hosts: hosts.length, armed: armed.filter(({ state }) => state === 'armed').length,
      installing: armed.filter(({ state }) => state === 'installing').length, disarmed: armed.filter(({ disarmed }) => disarmed !== null).length,
    },
    profiles,
    armed: byUrgency.slice(0, MOST.armed),
    obstacles, warnings, needsOverride, etag,
  };
}

type Rendering = { readonly follower: FollowerRow; readonly image: ChannelImage | null; readonly listed: readonly FollowingHost[] };

async function differences(database: Database, site: Site, { follower, image, listed }: Rendering): Promise<Pick<ProfileRadius, 'changes' | 'hosts'>> {
  const after = image === null ? undefined : followerAfter(follower, image, site);
  // What cannot be written has no difference; an obstacle says why.
  const pair = after === undefined || typeof after === 'string' ? undefined : { before: readMaskedProfile(follower), after };
  const rows = listed.length === 0 ? [] : await database.selectFrom('hosts').select(['id', 'body']).where('id', 'in', listed.map(({ id }) => id)).execute();
  const bodies = new Map(rows.map(({ id, body }) => [id, body]));
  return {
    changes: pair === undefined ? [] : difference(pair),
    hosts: listed.map(({ id, hostname, state, installation, isRehearsal }) => {
      const body = bodies.get(id);
      const reporting = maskedReporting(installation === null ? undefined : { is_rehearsal: isRehearsal ? 1 : 0 }, site.bootUrl);
      return { id, hostname, state, changes: pair === undefined || body === undefined ? [] : difference(pair, readHost({ body }), reporting) };
    }),
  };
}

/** Of the very texts that a machine would get, but for their secrets. */
function difference({ before, after }: { before: Profile; after: Profile }, host?: Host, reporting?: ReturnType<typeof maskedReporting>): Change[] {
  return changesBetween(written(before, host, reporting), written(after, host, reporting));
}

function written(profile: Profile, host: Host | undefined, reporting: ReturnType<typeof maskedReporting> | undefined): string {
  try {
    return renderKickstart(profile, host, reporting).text;
  } catch (error) {
    return `The kickstart cannot be written: ${error instanceof Error ? error.message : String(error)}\n`;
  }
}
