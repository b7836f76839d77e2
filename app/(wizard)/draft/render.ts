// SPDX-License-Identifier: GPL-2.0-or-later
// The preview's text: renderDraft with secrets masked, the bytes that the API answers for the saved profile.
import { renderDraft, type Draft as RenderedDraft } from '#kickstart/render.ts';
import { rulesBetween } from './check.ts';
import { type Draft, maskDraft, testableDraft } from './draft.ts';

export type Preview = Pick<RenderedDraft, 'text' | 'lines'>;

/** A slice that the target cannot say is left out like one that is not complete, instead of failing the whole. */
function render(document: Draft, shown: Draft): Preview {
  const unsayable = new Set(rulesBetween(document).map((problem) => problem.path[0]).filter((slice) => slice === 'users' || slice === 'finish'));
  const { text, lines } = renderDraft({ ...shown, ...Object.fromEntries([...unsayable].map((slice) => [slice, 'left out'])) });
  return { text, lines };
}

export function previewOf(document: Draft): Preview {
  return render(document, maskDraft(document));
}

/** The same lines with stand-ins for secrets, for the parser to test. */
export function testableText(document: Draft): string {
  return render(document, testableDraft(document)).text;
}
