// SPDX-License-Identifier: GPL-2.0-or-later
// Cuts text into lines where Python's str.splitlines() does, because that is where pykickstart ends a line.

const LINE_BREAK = /\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]/;
/** The characters of Python's str.isspace(): 29 Unicode blanks. JavaScript's \s lacks U+001C-1F and U+0085 and has U+FEFF. */
const BLANK = '\\t\\n\\v\\f\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const BLANKS_ONLY = new RegExp(`^[${BLANK}]*$`);
const LEADING_BLANKS = new RegExp(`^[${BLANK}]+`);
const TRAILING_BLANKS = new RegExp(`[${BLANK}]+$`);
const FIRST_WORD = new RegExp(`^[^${BLANK}]*`);

/** The lines of `text` without their ends, as Python's `text.splitlines()` gives them. */
export function splitLines(text: string): string[] {
  const lines = text.split(LINE_BREAK);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Whether pykickstart skips the line as empty: Python's `line.isspace() or line == ""`. */
export function isBlank(line: string): boolean {
  return BLANKS_ONLY.test(line);
}

/** `line` without the blanks before and after, by Python's idea of a blank. */
export function strip(line: string): string {
  return line.replace(LEADING_BLANKS, '').replace(TRAILING_BLANKS, '');
}

/** The first word of a line as Python's `line.split()[0]` finds it; empty for a blank line. */
export function firstWord(line: string): string {
  return FIRST_WORD.exec(line.replace(LEADING_BLANKS, ''))?.[0] ?? '';
}
