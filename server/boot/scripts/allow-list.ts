// SPDX-License-Identifier: GPL-2.0-or-later
// The one door for values into boot scripts: what could mean something to iPXE, GRUB or a kernel command line stays outside.

/** A value that a boot script cannot hold. The message repeats it as JSON, so that a log stays one line. */
export class BootValueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BootValueError';
  }
}

// No blank, line end, quote, $, {, }, |, &, ;, # or backslash: each of them has a meaning in at least one of the three languages.
const ALLOWED = /^[A-Za-z0-9._:/@%+=,[\]-]+$/;

/**
 * The value itself, when it means nothing but itself in iPXE, in GRUB and on a kernel command line.
 *
 * @throws {BootValueError} for everything else, the empty text too.
 */
export function bootValue(value: string): string {
  if (ALLOWED.test(value)) return value;
  throw new BootValueError(`A boot script cannot hold ${JSON.stringify(value.slice(0, 200))}: only letters, digits and . _ : / @ % + = , [ ] - are safe there.`);
}
