// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: an installation of Basewright without a mirror for its images.

import { ownImagesUrl } from '../images/image-url.ts';
import type { Site } from './installability.ts';

export function siteAt(bootUrl: string, dataDirectory: string): Site {
  return { bootUrl, imagesUrl: ownImagesUrl(bootUrl), dataDirectory };
}
