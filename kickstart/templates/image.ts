// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `image` -> liveimg.
import { command, options, type Statement } from '../language/statement.ts';
import type { Node } from './node.ts';

export function imageTemplate({ image }: Node): Statement[] {
  return [command('liveimg', { slice: 'image', field: 'image.url' }, options({
    '--url': image.url, '--proxy': image.proxy, '--noverifyssl': image.noverifyssl, '--checksum': image.checksum,
  }))];
}
