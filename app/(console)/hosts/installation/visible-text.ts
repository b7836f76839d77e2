// SPDX-License-Identifier: GPL-2.0-or-later
// Text that a machine reported, made fit to be looked at: nothing in it may hide or turn round what stands beside it.

/** Control characters but line feed and tab, and the marks that turn the direction of a text. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** Shows the invisible: `␀` for a control character, `⟨U+202E⟩` for a mark. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** The first `most` characters and whether that is all. A character of two halves stays whole. */
export function cutText(text: string, most: number): { shown: string; isCut: boolean } {
  const shown = Array.from(text.slice(0, 2 * most)).slice(0, most).join('');
  return { shown, isCut: shown.length < text.length };
}
