// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `image` -> liveimg.
import { command, options, type Statement } from '../language/statement.ts';
import type { Node } from './node.ts';
import { tokenUrl } from './token-url.ts';

/** The image's address for this machine: where the boot plane keeps the image itself, its bytes are counted for the installation. */
function urlOf({ image, reporting }: Node): string {
  const prefix = reporting === undefined ? undefined : `${reporting.url}/images/`;
  return reporting === undefined || prefix === undefined || !image.url.startsWith(prefix) ? image.url : `${tokenUrl(reporting)}/images/${image.url.slice(prefix.length)}`;
}

export function imageTemplate(node: Node): Statement[] {
  const { image } = node;
  return [command('liveimg', { slice: 'image', field: 'image.url' }, options({
    '--url': urlOf(node), '--proxy': image.proxy, '--noverifyssl': image.noverifyssl, '--checksum': image.checksum,
  }))];
}
