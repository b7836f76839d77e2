// SPDX-License-Identifier: GPL-2.0-or-later
// Channels and what a move changes, as the API gives them.
import { z } from 'zod';
import { ChannelDeed, type MoveKind } from '#kickstart/catalogue/image.ts';
import { Verdict } from '#kickstart/catalogue/test-report.ts';
import { hostStates } from '#kickstart/lifecycle/states.ts';
import { Instant } from '../list/page-of.ts';

export const ChannelImage = z.object({
  sha256: z.string(),
  name: z.string(),
  nvr: z.string().nullable(),
  target: z.string().nullable(),
  size: z.number(),
  state: z.string(),
  isSigned: z.boolean(),
  verdict: Verdict.nullable(),
  testedAt: Instant.nullable(),
  url: z.string(),
});
export type ChannelImage = z.infer<typeof ChannelImage>;

const Counts = z.object({ profiles: z.number(), hosts: z.number() });

export const Channel = z.object({
  id: z.string(), title: z.string(), target: z.string(), targetLabel: z.string(), image: ChannelImage.nullable(), followers: Counts, updatedAt: Instant, etag: z.string(),
});
export type Channel = z.infer<typeof Channel>;

export const Channels = z.object({ items: z.array(Channel), isSignedOnly: z.boolean() });

const Move = z.object({
  number: z.number(), at: Instant, actor: z.string().nullable(), kind: ChannelDeed, sha256: z.string().nullable(), before: z.string().nullable(), override: z.string().nullable(), name: z.string().nullable(),
  title: z.string().nullable(), titleBefore: z.string().nullable(),
});
export type Move = z.infer<typeof Move>;

const Follower = z.object({ id: z.string(), title: z.string() });
const FollowingHost = z.object({ id: z.string(), hostname: z.string(), profile: z.string(), state: z.enum(hostStates) });
export type FollowingHost = z.infer<typeof FollowingHost>;

export const ChannelDetails = Channel.extend({
  manifestUrl: z.string(),
  history: z.array(Move),
  earlier: z.array(ChannelImage),
  below: z.string().nullable(),
  followers: z.object({ profiles: z.array(Follower), hosts: z.array(FollowingHost), counts: Counts }),
});
export type ChannelDetails = z.infer<typeof ChannelDetails>;

const Change = z.object({ kind: z.enum(['added', 'removed']), text: z.string() });
export type Change = z.infer<typeof Change>;

const HostRadius = z.object({ id: z.string(), hostname: z.string(), state: z.enum(hostStates), changes: z.array(Change) });
export type HostRadius = z.infer<typeof HostRadius>;

const ProfileRadius = z.object({ id: z.string(), title: z.string(), changes: z.array(Change), hostCount: z.number(), hosts: z.array(HostRadius) });
export type ProfileRadius = z.infer<typeof ProfileRadius>;

const ArmedHost = z.object({ id: z.string(), hostname: z.string(), profile: z.string(), state: z.enum(['armed', 'installing']), disarmed: z.string().nullable() });
export type ArmedHost = z.infer<typeof ArmedHost>;

export const BlastRadius = z.object({
  channel: z.object({ id: z.string(), title: z.string(), target: z.string() }),
  before: ChannelImage.nullable(),
  after: ChannelImage.nullable(),
  counts: z.object({ profiles: z.number(), hosts: z.number(), armed: z.number(), installing: z.number(), disarmed: z.number() }),
  profiles: z.array(ProfileRadius),
  armed: z.array(ArmedHost),
  obstacles: z.array(z.string()),
  warnings: z.array(z.string()),
  needsOverride: z.string().nullable(),
  etag: z.string(),
});
export type BlastRadius = z.infer<typeof BlastRadius>;

export const Moved = Channel.extend({ disarmed: z.array(z.string()) });

/** What a dialog is asked to do with a channel. */
export type Wanted = { readonly channel: Pick<Channel, 'id' | 'title'>; readonly kind: MoveKind; readonly sha256: string | null };
