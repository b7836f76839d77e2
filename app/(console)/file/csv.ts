// SPDX-License-Identifier: GPL-2.0-or-later
// Writes CSV that spreadsheets open without running anything in it.

/**
 * One cell. A spreadsheet takes what begins with = + - @ TAB or CR for a formula, so such text gets a ' in front
 * (source: OWASP, CSV injection).
 */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Rows as CSV (RFC 4180), each line ended by CR LF. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}
