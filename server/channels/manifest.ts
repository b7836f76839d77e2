// SPDX-License-Identifier: GPL-2.0-or-later
// What a channel tells to everybody: which image it has, where it is, and how to know that it is that one. For upgrades, mirrors and scripts.

import { imageUrl } from '../images/image-url.ts';
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

/** What is known of a channel that has an image. `publishedAt`: when it came to it, in milliseconds since 1970. */
export type Published = Pick<Manifest, 'title' | 'target' | 'nvr' | 'sha256' | 'size' | 'signature'> & { readonly id: string; readonly name: string; readonly publishedAt: number };

/** The manifest of a channel; an empty one has none. */
export function channelManifest({ id, title, target, nvr, name, sha256, size, signature, publishedAt }: Published, site: ImageSite): Manifest {
  return { format: 1, channel: id, title, target, nvr, url: imageUrl(site, sha256, name), sha256, size, signature, publishedAt: new Date(publishedAt).toISOString() };
}
