// SPDX-License-Identifier: GPL-2.0-or-later
// Splits a kickstart line into words as pykickstart does: Python's shlex.split(line, comments=True).

export type Words =
  | { readonly outcome: 'words'; readonly words: readonly string[]; /** Where an unquoted # begins a comment, if one does. */ readonly comment: string | undefined }
  | { readonly outcome: 'refused'; readonly reason: string };

const SEPARATORS = new Set([' ', '\t', '\r', '\n']);

/**
 * The words of `line`. Single quotes keep everything; in double quotes a backslash escapes only `"` and `\`; outside it escapes any character;
 * `#` outside quotes begins a comment, in mid-word too.
 */
export function wordsOf(line: string): Words {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (SEPARATORS.has(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else if (char === '#') {
      if (word !== undefined) words.push(word);
      return { outcome: 'words', words, comment: line.slice(at) };
    } else {
      const piece = readPiece(line, at);
      if (typeof piece === 'string') return { outcome: 'refused', reason: piece };
      word = (word ?? '') + piece.text;
      at = piece.next;
    }
  }
  if (word !== undefined) words.push(word);
  return { outcome: 'words', words, comment: undefined };
}

/** One character, escape or quoted run at `at`; a string says why it cannot be read. */
function readPiece(line: string, at: number): { text: string; next: number } | string {
  const char = line.charAt(at);
  if (char === '\\') {
    if (at + 1 >= line.length) return 'a backslash stands at the end of the line';
    return { text: line.charAt(at + 1), next: at + 2 };
  }
  if (char !== '"' && char !== "'") return { text: char, next: at + 1 };
  let text = '';
  let next = at + 1;
  while (next < line.length && line.charAt(next) !== char) {
    const escapes = char === '"' && line.charAt(next) === '\\' && /["\\]/.test(line.charAt(next + 1));
    text += escapes ? line.charAt(next + 1) : line.charAt(next);
    next += escapes ? 2 : 1;
  }
  if (next >= line.length) return `a ${char === '"' ? 'double' : 'single'} quote is opened and never closed`;
  return { text, next: next + 1 };
}
