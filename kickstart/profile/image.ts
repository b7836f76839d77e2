// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `image`: the squashfs that liveimg puts on the disk.
import { z } from 'zod';
import { ChannelId } from '../catalogue/image.ts';
import { HttpUrl, Nvr, Sha256 } from './names.ts';

/** Endings by which Anaconda takes an image for a tar archive. Source: pyanaconda's constants.TAR_SUFFIX. */
const TAR_SUFFIX = /\.(tar|tbz|tgz|txz|tar\.bz2|tar\.gz|tar\.xz)$/;
const TAR_BEFORE_QUERY = /\.(tar|tbz|tgz|txz|tar\.bz2|tar\.gz|tar\.xz)\?/;

export const Image = z.strictObject({
  /** Where the installer fetches the image: HEAD must answer 200 with a Content-Length, without a redirect. */
  url: HttpUrl.refine((url) => !TAR_BEFORE_QUERY.test(url), 'Remove the "?..." part: the installer tells a tar archive from a file-system image by the end of the URL.'),
  /** sha256 of the file; needed before a host may be armed, because the installer checks neither status nor length of the download. */
  checksum: Sha256.optional(),
  /** HTTP proxy for the download. */
  proxy: HttpUrl.refine((url) => /^https?:\/\/[^/?]+\/?$/.test(url), 'Write only scheme, host and port of the proxy, for example http://proxy.example.com:3128.').optional(),
  /** Do not verify the server's certificate. */
  noverifyssl: z.boolean().default(false),
  /** Name-version-release of the image; imgbased calls the base by it. Read from the image itself when not given. */
  nvr: Nvr.optional(),
  /**
   * The channel that the profile follows. The store then takes url, checksum and nvr from the channel's present image, and writes them anew whenever
   * the channel gets another one: what is rendered always has the exact image. Nothing of it stands in the kickstart.
   */
  channel: ChannelId.optional(),
});
export type Image = z.infer<typeof Image>;

/** Whether Anaconda will unpack the URL as a tar archive (by its ending only). */
export function isTar(url: string): boolean {
  return TAR_SUFFIX.test(url);
}
