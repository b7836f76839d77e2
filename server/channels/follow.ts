// SPDX-License-Identifier: GPL-2.0-or-later
// A profile that follows a channel: its image is the channel's, always, and nobody writes another one there by hand.

import { z } from 'zod';
import { Profile } from '#kickstart/profile/profile.ts';
import { targets, type TargetId } from '#kickstart/profile/targets.ts';
import { imageUrl } from '../images/image-url.ts';
import type { Site } from '../installations/installability.ts';
import { fieldProblems, type FieldProblem } from '../store/problems.ts';
import type { Database } from '../store/tables.ts';
import { type ChannelImage, getChannel } from './channels.ts';

/** What of the site the addresses of images need. */
export type ImageSite = Pick<Site, 'imagesUrl'>;

/** What the channel says; the rest of the slice (proxy, certificate) stays the profile's own. */
const TAKEN = ['url', 'checksum', 'nvr'] as const;

/** The profile with this image of its channel. An image that does not say its name leaves it out: then imgbased reads it on the machine. */
export function withImage(profile: Profile, image: Pick<ChannelImage, 'sha256' | 'name' | 'nvr'>, site: ImageSite): Profile {
  const { nvr: _, ...rest } = profile.image;
  return { ...profile, image: { ...rest, url: imageUrl(site, image.sha256, image.name), checksum: image.sha256, ...(image.nvr !== null && { nvr: image.nvr }) } };
}

export type Followed =
  | { readonly outcome: 'followed'; readonly profile: Profile; /** Size of the image in bytes. */ readonly imageSize: number }
  | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] };

/**
 * The profile with the present image of the channel that it follows.
 *
 * @param existing the stored profile: what its image says may be sent back, anything else is a change by hand, which is refused with the ways out.
 */
export async function followChannel(database: Database, site: ImageSite, profile: Profile & { image: { channel: string } }, existing: Profile | undefined): Promise<Followed> {
  const { channel: id } = profile.image;
  const channel = await getChannel(database, id);
  if (channel === undefined) return refused('image.channel', `There is no channel "${id}". Choose an existing one, or make it first.`);
  if (channel.target !== profile.target) return refused('image.channel', otherTarget(id, channel.target, profile.target));
  if (channel.image === null) return refused('image.channel', `The channel "${id}" has no image yet. Publish one in it first, or name an image in this profile and let it follow no channel.`);
  const followed = withImage(profile, channel.image, site);
  const isFollower = existing?.image.channel === id;
  const changed = isFollower ? TAKEN.filter((field) => ![undefined, existing.image[field], followed.image[field]].includes(profile.image[field])) : [];
  if (changed.length > 0) return { outcome: 'invalid', errors: changed.map((field) => ({ path: `image.${field}`, message: changedByHand(id) })) };
  const parsed = Profile.safeParse(followed);
  if (!parsed.success) return { outcome: 'invalid', errors: fieldProblems(parsed.error) };
  return { outcome: 'followed', profile: parsed.data, imageSize: channel.image.size };
}

/** Whether a profile follows a channel. */
export function isFollower(profile: Profile): profile is Profile & { image: { channel: string } } {
  return profile.image.channel !== undefined;
}

const Following = z.looseObject({ image: z.looseObject({ channel: z.string(), url: z.undefined().optional() }) });
/** Stands for the address until the channel has said it; no machine ever sees it. */
const NOT_SAID_YET = 'http://image-of-the-channel.invalid/';

/** A document that follows a channel may leave the address out: the channel says it. */
export function withoutAddress(document: unknown): { document: unknown; isLeftOut: boolean } {
  const parsed = Following.safeParse(document);
  if (!parsed.success) return { document, isLeftOut: false };
  return { document: { ...parsed.data, image: { ...parsed.data.image, url: NOT_SAID_YET } }, isLeftOut: true };
}

function refused(path: string, message: string): Followed {
  return { outcome: 'invalid', errors: [{ path, message }] };
}

function otherTarget(id: string, channel: TargetId, profile: TargetId): string {
  return `The channel "${id}" has images of ${targets[channel].label}, and this profile is for ${targets[profile].label}. Choose a channel of that distribution, or let the profile follow none.`;
}

function changedByHand(id: string): string {
  return `This profile follows the channel "${id}", which says what it installs. To install another image, publish it in that channel, or let the profile follow no channel (leave image.channel out) and name the image here.`;
}
