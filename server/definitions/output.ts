// SPDX-License-Identifier: GPL-2.0-or-later
// What becomes of a definition: its kickstart, what there is to say about it, the commands, and whether this server can build it itself.

import type { ImageDefinition } from '#kickstart/build/definition.ts';
import { renderBuild, type BuildKickstart } from '#kickstart/build/render.ts';
import { buildFindings, type Finding } from '#kickstart/build/review.ts';
import type { BuildFacts } from '#kickstart/build/statements.ts';
import type { Store } from '../store/store.ts';
import { getTree } from '../trees/trees.ts';
import { type BuildCommands, buildCommands } from './commands.ts';
import { type LivemediaCreator, livemediaCreator } from './livemedia.ts';

export type DefinitionOutput = {
  readonly kickstart: BuildKickstart;
  readonly findings: readonly Finding[];
  readonly commands: BuildCommands;
  readonly livemediaCreator: LivemediaCreator;
};

/** What the definition needs from outside: the clock, and the mirror that is registered for its target. */
export async function buildFacts(store: Store, { target, arch }: ImageDefinition): Promise<BuildFacts> {
  const tree = (await getTree(store, target))?.tree;
  // Of an ISO or a directory only the installer is here, not the packages.
  const mirror = tree?.source.kind === 'mirror' && tree.arch === arch ? tree.source.url : undefined;
  return { now: store.now(), mirror };
}

/** Everything there is to show. The same facts go into all parts, so the name in the commands is that in the kickstart. */
export function definitionOutput(definition: ImageDefinition, facts: BuildFacts, creator: LivemediaCreator = livemediaCreator()): DefinitionOutput {
  const kickstart = renderBuild(definition, facts);
  const treeUrl = definition.tree.kind === 'url' ? definition.tree.url : definition.tree.kind === 'registered' ? facts.mirror : undefined;
  return { kickstart, findings: buildFindings(definition, facts), commands: buildCommands(definition, { nvr: kickstart.nvr, treeUrl }), livemediaCreator: creator };
}
