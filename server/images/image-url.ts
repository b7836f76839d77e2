// SPDX-License-Identifier: GPL-2.0-or-later
// The addresses of images: what stands in profiles and kickstarts, and which image an address means.

import type { Site } from '../installations/installability.ts';

/** The last part of an address: what a boot script and the boot plane take. */
export const IMAGE_NAME = /^[A-Za-z0-9._+-]{1,200}$/;

type Bases = Pick<Site, 'bootUrl' | 'imagesUrl'>;

/** Where the boot plane itself serves images. */
export function ownImagesUrl(bootUrl: string): string {
  return `${bootUrl}/images`;
}

/** The address of an image for profiles and kickstarts: the boot plane's, or the mirror's where one is set. @param name as {@link IMAGE_NAME} allows. */
export function imageUrl({ imagesUrl }: Pick<Site, 'imagesUrl'>, sha256: string, name: string): string {
  return `${imagesUrl}/${sha256}/${name}`;
}

export type ImagePlace = { /** `mirror`: another server has a copy of our images, and the installer asks that one. */ readonly at: 'boot plane' | 'mirror'; /** Undefined when what follows the base is no address of an image. */ readonly sha256: string | undefined };

/** What an address is to us; undefined when it is below none of our bases. Addresses at the boot plane stay right when a mirror comes later. */
export function imagePlace({ bootUrl, imagesUrl }: Bases, url: string): ImagePlace | undefined {
  const own = ownImagesUrl(bootUrl);
  const base = [own, imagesUrl].find((each) => url.startsWith(`${each}/`));
  if (base === undefined) return undefined;
  const [sha256 = '', name = '', ...more] = url.slice(base.length + 1).split('/');
  const isImage = /^[0-9a-f]{64}$/.test(sha256) && IMAGE_NAME.test(name) && more.length === 0;
  return { at: base === own ? 'boot plane' : 'mirror', sha256: isImage ? sha256 : undefined };
}

/** The hash of the image that an address of ours means; undefined for every other address. */
export function imageOfUrl(site: Bases, url: string): string | undefined {
  return imagePlace(site, url)?.sha256;
}
