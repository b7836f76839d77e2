// SPDX-License-Identifier: GPL-2.0-or-later
// Reads CSV (RFC 4180) as spreadsheets write it: comma or semicolon, quoted fields, any line end, a byte order mark.

/** `number`: the row as a spreadsheet numbers it, the header being 1. */
export type CsvRow = { number: number; fields: string[] };

export type Csv = { outcome: 'read'; rows: CsvRow[] } | { outcome: 'unreadable'; row: number; message: string };

/** All rows but the empty ones; the delimiter is the one of the first line. */
export function readCsv(text: string): Csv {
  const source = text.replace(/^\uFEFF/, '');
  const firstLine = /^[^\r\n]*/.exec(source)?.[0] ?? '';
  const delimiter = !firstLine.includes(',') && firstLine.includes(';') ? ';' : ',';
  // A field, and what ends it. Sticky: whatever does not continue where the last field ended is a mistake.
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\r\\n${delimiter}]*))(${delimiter}|\\r\\n|\\r|\\n|$)`, 'y');
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  while (field.lastIndex < source.length) {
    const match = field.exec(source);
    const number = rows.length + 1;
    if (match === null) return { outcome: 'unreadable', row: number, message: 'A quotation mark stands inside of a field or is not closed. Write it twice inside of a quoted field.' };
    fields.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim());
    if (match[3] === delimiter && field.lastIndex < source.length) continue;
    if (match[3] === delimiter) fields.push('');
    rows.push({ number, fields });
    fields = [];
  }
  return { outcome: 'read', rows: rows.filter((row) => row.fields.some((value) => value !== '')) };
}
