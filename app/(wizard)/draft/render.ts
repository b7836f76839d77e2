// SPDX-License-Identifier: GPL-2.0-or-later
// The preview's text: renderDraft with secrets masked, the bytes that the API answers for the saved profile.
import { renderDraft, type Draft as RenderedDraft } from '#kickstart/render.ts';
import { type Draft, maskDraft, testableDraft } from './draft.ts';

export type Preview = Pick<RenderedDraft, 'text' | 'lines'>;

export function previewOf(document: Draft): Preview {
  return renderDraft(maskDraft(document));
}

/** The same lines with stand-ins for secrets, for the parser to test. */
export function testableText(document: Draft): string {
  return renderDraft(testableDraft(document)).text;
}
