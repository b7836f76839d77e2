// SPDX-License-Identifier: GPL-2.0-or-later
// What a channel tells to everybody: which image it has, where it is, and how to know that it is that one. For upgrades, mirrors and scripts.

import { imageUrl } from '../images/image-url.ts';
import type { Channel } from './channels.ts';
import type { ImageSite } from './follow.ts';

/** The document at `/channels/<id>.json`. */
export type Manifest = {
  readonly format: 1;
  readonly channel: string;
  readonly title: string;
  readonly target: string;
  /** Name-version-release; null when the image does not say it. */
  readonly nvr: string | null;
  readonly url: string;
  readonly sha256: string;
  /** In bytes. */
  readonly size: number;
  /** A detached signature over the file: the text that minisign or gpg wrote; null when there is none. */
  readonly signature: string | null;
  /** When the channel came to this image, ISO 8601 in UTC. */
  readonly publishedAt: string;
};

/** @param publishedAt in milliseconds since 1970. Undefined for a channel without an image: it has nothing to tell. */
export function channelManifest(channel: Pick<Channel, 'id' | 'title' | 'target' | 'image'>, site: ImageSite, publishedAt: number): Manifest | undefined {
  const { id, title, target, image } = channel;
  if (image === null) return undefined;
  return {
    format: 1, channel: id, title, target, nvr: image.nvr, url: imageUrl(site, image.sha256, image.name), sha256: image.sha256, size: image.size, signature: image.signature,
    publishedAt: new Date(publishedAt).toISOString(),
  };
}
