// SPDX-License-Identifier: GPL-2.0-or-later
// Writes to stdout and stderr: whole, safe for a terminal, and calm when the reader has gone.
import type { Writable } from 'node:stream';

/** C0 and C1 controls, and the characters that change the direction or the line of what follows. */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text that cannot move the cursor or begin a line of its own: what others wrote may be shown to a terminal. */
export function printable(text: string): string {
  return text.toWellFormed().replace(/[\r\n]+/g, ' ').replace(UNPRINTABLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/**
 * Writes the text and waits until it is out. A reader that has gone (`| head`) is no failure.
 * @throws on any other error, for example a full disk
 */
export function write(stream: Writable, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      if (!error || ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED'))) resolve();
      else reject(error);
    };
    stream.on('error', settle); // It stays: an error that comes twice must not end the process.
    stream.write(text, settle);
  });
}

/** Columns of equal width under their titles, as lines. */
export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [titles, ...rows.map((row) => row.map(printable))];
  const widths = titles.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}\n`).join('');
}

/** A moment for people and programs: ISO 8601 in UTC. @param milliseconds since 1970 */
export function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** A document as it is written to files. */
export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
