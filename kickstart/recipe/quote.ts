// SPDX-License-Identifier: GPL-2.0-or-later
// Words for the two languages of a customization: guestfish and the shell.

/** What neither language gives a meaning to, wherever it stands in a word. */
const PLAIN = /^[A-Za-z0-9_./:=,+-]$/;

/** guestfish reads a line into 8192 bytes. Source: guestfish's fish.c; longer lines are cut there. */
export const GUESTFISH_LINE = 8191;

/**
 * One word of a guestfish command, in double quotes: every byte but letters, digits and the plainest signs is written as \xNN.
 *
 * @throws for a NUL, which no word can hold.
 */
export function fishWord(text: string): string {
  if (text.includes('\0')) throw new Error('a word of guestfish cannot hold a NUL');
  const bytes = [...new TextEncoder().encode(text)];
  return `"${bytes.map((byte) => (byte === 0x20 || PLAIN.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`)).join('')}"`;
}

/** One word of a POSIX shell. @throws for a NUL, which no word can hold. */
export function shellWord(text: string): string {
  if (text.includes('\0')) throw new Error('a word of the shell cannot hold a NUL');
  return text !== '' && [...text].every((character) => PLAIN.test(character)) ? text : `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}
