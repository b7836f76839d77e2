// SPDX-License-Identifier: GPL-2.0-or-later
// liveimg -> slice `image`; other installation sources are refused, because they would compete with the image.
import type { z } from 'zod';
import type { Image } from '../profile/image.ts';
import { withoutToken } from '../templates/token-url.ts';
import type { Context } from './context.ts';
import { imgbasedAddon } from './layout.ts';

const SOURCES = ['url', 'cdrom', 'nfs', 'harddrive', 'hmc', 'ostreesetup', 'ostreecontainer', 'bootc'] as const;

export function readImage(context: Context): z.input<typeof Image> {
  const { ledger, header } = context;
  const liveimg = context.one('liveimg');
  const nvr = imgbasedAddon(context)?.nvr ?? header?.unsaid?.nvr;
  const checksum = liveimg.text('--checksum');
  const proxy = liveimg.text('--proxy');
  const image = {
    url: withoutToken(liveimg.text('--url') ?? ''),
    ...(checksum !== undefined && { checksum }),
    ...(proxy !== undefined && { proxy }),
    noverifyssl: liveimg.flag('--noverifyssl'),
    ...(nvr !== undefined && { nvr }),
  };
  liveimg.settle(ledger);
  if (liveimg.present) ledger.gives('image', liveimg.line);
  context.refuse(
    liveimg.present ? 'The image of "liveimg" is the only source: a second one would replace it, or be ignored.' : 'A profile installs an image by "liveimg"; this source installs something else. Say where the image is.',
    ...SOURCES,
  );
  return image;
}
