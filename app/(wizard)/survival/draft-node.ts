// SPDX-License-Identifier: GPL-2.0-or-later
// The parts of a draft that tell what outlives an upgrade; the rest of it need not be valid yet.
import { isVolumePath, type survivalOf } from '#kickstart/profile/survival.ts';
import { type Draft, valueAt } from '../draft/draft.ts';
import { listOf, textOf } from '../field/value.ts';

type Node = Parameters<typeof survivalOf>[1];

/** Every label of a step asks for the same draft. */
const known = new WeakMap<Draft, Node>();

/** Volumes and layout of a draft, which is not changed in itself; a volume without a mount point that can be one is none yet. */
export function nodeOfDraft(document: Draft): Node {
  const before = known.get(document);
  if (before !== undefined) return before;
  const node = readNode(document);
  known.set(document, node);
  return node;
}

function readNode(document: Draft): Node {
  const mounts = listOf(valueAt(document, 'storage.volumes')).map((volume) => textOf(valueAt(volume, 'mount')));
  return {
    storage: { volumes: mounts.filter(isVolumePath).map((mount) => ({ mount })) },
    layout: { init: valueAt(document, 'layout.init') === true, nodeStorage: valueAt(document, 'layout.nodeStorage') === 'minimal' ? 'minimal' : 'full' },
  };
}
