// SPDX-License-Identifier: GPL-2.0-or-later
// Says which values a kickstart line can carry, and quotes them so that pykickstart reads back exactly the same value.

/** The ten characters at which Python's str.splitlines() ends a line, and every other C0/C1 control: no quoting can save them. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** Invisible direction marks and the byte order mark: readable by pykickstart, refused so that text never shows other than it is. */
const INVISIBLE = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/;
/** Values that shlex reads as one word without quotes. */
const BARE = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A value that no kickstart line can carry. */
export class UnsayableValueError extends Error {
  override name = 'UnsayableValueError';
}

/**
 * Why `value` cannot stand in a kickstart line, or undefined when it can.
 * The rules come from pykickstart's tokeniser: lines are cut by str.splitlines() before any quoting is looked at,
 * and argparse of CPython before 3.12.2 turns a value of exactly `--` into an empty list.
 */
export function unsayable(value: string): string | undefined {
  if (CONTROLS.test(value)) return 'it holds a line break or another control character, and a kickstart line cannot carry one';
  if (!value.isWellFormed()) return 'it holds half of a character pair (a lone surrogate), which is not valid Unicode';
  if (INVISIBLE.test(value)) return 'it holds an invisible direction mark or byte order mark';
  if (value === '--') return 'the value "--" is dropped by the option parser of Enterprise Linux 8 and 9';
  return undefined;
}

/**
 * One word of a kickstart line that pykickstart reads back as exactly `value`.
 * @throws UnsayableValueError when no spelling can carry the value
 */
export function quote(value: string): string {
  const reason = unsayable(value);
  if (reason !== undefined) throw new UnsayableValueError(`${JSON.stringify(value)} cannot be written into a kickstart: ${reason}.`);
  return BARE.test(value) ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}
