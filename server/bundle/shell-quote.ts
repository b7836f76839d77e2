// SPDX-License-Identifier: GPL-2.0-or-later
// Words for a POSIX shell: what a person copies into a terminal must mean exactly itself.

/** The word as a shell reads it back: as it is where that is safe, in single quotes else. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
