// SPDX-License-Identifier: GPL-2.0-or-later
// PLACEHOLDER until the trees land.
import { join } from 'node:path';
import type { Tree } from './tree.ts';
export function localTreeRoot(tree: Tree, dataDirectory: string): string | undefined {
  if (tree.source.kind === 'mirror') return undefined;
  return tree.source.kind === 'directory' ? tree.source.path : join(dataDirectory, 'trees', tree.target);
}
