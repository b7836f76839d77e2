// SPDX-License-Identifier: GPL-2.0-or-later
// Makes text from a machine safe to keep and to show: no control characters, no colours, no invisible direction marks, bounded.

/** Colours and cursor movements of a terminal (ECMA-48), and titles that it may be told to show. */
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,1000}(?:\u0007|\u001b\\)|[@-Z\\^_])/g;
/** Every C0 and C1 control but tab and line feed, the line breaks that no editor shows, and marks that let text read other than it is. */
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]/g;

/** The text with line feeds and tabs as its only controls; at most `limit` UTF-16 units of it, from its beginning. */
export function plainText(text: string, limit: number): string {
  // Cut first, so that the cost is bounded too; an escape is never longer than what it hides.
  return text.slice(0, limit).replace(/\r\n?/g, '\n').replace(ESCAPES, '').replace(HIDDEN, '').toWellFormed();
}

/** The text on one line, without blanks at its ends. */
export function plainLine(text: string, limit: number): string {
  return plainText(text, limit * 4).replace(/[\n\t]+/g, ' ').trim().slice(0, limit).toWellFormed();
}

/** The lines that hold something, each on its own and without blanks at its ends. */
export function plainLines(text: string, count: number, limit: number): string[] {
  return plainText(text, count * limit).split('\n').map((line) => plainLine(line, limit)).filter((line) => line !== '').slice(0, count);
}
