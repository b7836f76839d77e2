// SPDX-License-Identifier: GPL-2.0-or-later
// PLACEHOLDER until the trees land.
import type { Tree } from './tree.ts';
export function treeUrls(tree: Tree, bootUrl: string): { kernel: string; initrd: string; stage2: string } {
  const base = tree.source.url ?? `${bootUrl}/trees/${tree.target}`;
  return { kernel: `${base}/${tree.kernel}`, initrd: `${base}/${tree.initrd}`, stage2: base };
}
