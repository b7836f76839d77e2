// SPDX-License-Identifier: GPL-2.0-or-later
// What the step "image" can offer: channels to follow and published images, as the API tells them.
import { z } from 'zod';
import { Verdict } from '#kickstart/catalogue/test-report.ts';
import { apiPath, callApi } from '#app/api-client.ts';
import type { Problem } from '#app/problem.ts';

export const OfferedImage = z.object({
  sha256: z.string(), name: z.string(), nvr: z.string().nullable(), target: z.string().nullable(), size: z.number(), verdict: Verdict.nullable(), testedAt: z.string().nullable(), isSigned: z.boolean(), url: z.string(),
});
export type OfferedImage = z.infer<typeof OfferedImage>;

export const OfferedChannel = z.object({ id: z.string(), title: z.string(), target: z.string(), targetLabel: z.string(), image: OfferedImage.nullable() });
export type OfferedChannel = z.infer<typeof OfferedChannel>;

const PublishedImage = OfferedImage.extend({ channels: z.array(z.object({ id: z.string(), title: z.string() })) });
export type PublishedImage = z.infer<typeof PublishedImage>;

export type Offers = { readonly channels: readonly OfferedChannel[]; readonly images: readonly PublishedImage[] };

const Channels = z.object({ items: z.array(OfferedChannel) });
const Images = z.object({ items: z.array(PublishedImage) });

/** Reads both lists. Throws only an AbortError. */
export async function readOffers(signal: AbortSignal): Promise<{ offers: Offers } | { problem: Problem }> {
  const [channels, images] = await Promise.all([callApi({ path: apiPath(['channels']), schema: Channels, signal }), callApi({ path: apiPath(['published-images']), schema: Images, signal })]);
  if (!channels.ok) return { problem: channels.problem };
  if (!images.ok) return { problem: images.problem };
  return { offers: { channels: channels.data.items, images: images.data.items } };
}

/** Where the image of a profile can come from. */
export type SourceKind = 'channel' | 'published' | 'url';

/** How the draft names its image now. @param image the slice as the form holds it. */
export function sourceOf(image: { channel: string; url: string }, offers: Offers | undefined): SourceKind {
  if (image.channel !== '') return 'channel';
  return offers?.images.some(({ url }) => url === image.url) === true ? 'published' : 'url';
}

/** What can be chosen for a distribution: channels that have an image, and images that are of it or do not say what they are. */
export function offersFor(target: string, offers: Offers): Offers {
  return {
    channels: offers.channels.filter((channel) => channel.target === target && channel.image !== null),
    images: offers.images.filter((image) => image.target === null || image.target === target),
  };
}
