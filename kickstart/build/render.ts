// SPDX-License-Identifier: GPL-2.0-or-later
// renderBuild: an image definition in, the build kickstart out, with the field that each line comes from.
import { serialize, type Line } from '../language/serialize.ts';
import { targets } from '../profile/targets.ts';
import type { ImageDefinition } from './definition.ts';
import { nvrOf } from './nvr.ts';
import { buildStatements, type BuildFacts } from './statements.ts';

export type BuildKickstart = {
  readonly text: string;
  /** Each line and the dotted path into the definition that it comes from. */
  readonly lines: readonly { readonly text: string; readonly field: string }[];
  /** What the image will be called. */
  readonly nvr: string;
};

/** An empty line before each section and where the subject changes, for the people who read the file. */
function spaced(lines: readonly Line[]): Line[] {
  let inSection = false;
  return lines.flatMap((line, index) => {
    const before = lines[index - 1];
    const opens = !inSection && line.text.startsWith('%');
    const gap = before !== undefined && !inSection && (opens || before.from.field.split('.')[0] !== line.from.field.split('.')[0]);
    inSection = (inSection || opens) && line.text !== '%end';
    return gap ? [{ text: '', from: line.from }, line] : [line];
  });
}

/**
 * The build kickstart of `definition`. The same definition and facts give the same bytes.
 * @throws UnsayableValueError, UnsayableStatementError when a definition that did not pass the schema holds what no kickstart can say
 */
export function renderBuild(definition: ImageDefinition, facts: BuildFacts): BuildKickstart {
  const lines = spaced(serialize(buildStatements(definition, facts), targets[definition.target].kickstart));
  return {
    text: lines.map(({ text }) => `${text}\n`).join(''),
    lines: lines.map(({ text, from }) => ({ text, field: from.field })),
    nvr: nvrOf(definition, facts.now),
  };
}
