// SPDX-License-Identifier: GPL-2.0-or-later
// What a machine writes on its serial console: kept in a file, and waited for by text instead of by time.
import { createWriteStream, type WriteStream } from 'node:fs';

/** Escape sequences by which firmware moves the cursor and colours its text; what is left is what a person reads. */
const ESCAPES = new RegExp('\\u001b(?:\\[[0-9;?=]*[A-Za-z]|[()][A-Z0-9]|c)', 'g');

type Waiting = { readonly pattern: RegExp | string; readonly resolve: (match: readonly string[]) => void; readonly reject: (error: Error) => void; readonly timer: NodeJS.Timeout };

export type SerialConsole = {
  /** Everything so far, without escape sequences. */
  readonly text: () => string;
  /**
   * Waits until `pattern` stands in what comes after the last match, and goes on behind it.
   * @param seconds how long at most
   * @returns the match and its groups
   * @throws when the time is over or the machine ends, with the last lines
   */
  readonly expect: (pattern: RegExp | string, seconds: number) => Promise<readonly string[]>;
};

type Found = { readonly end: number; readonly groups: readonly string[] };

function find(text: string, pattern: RegExp | string): Found | undefined {
  if (typeof pattern === 'string') return text.includes(pattern) ? { end: text.indexOf(pattern) + pattern.length, groups: [pattern] } : undefined;
  const match = pattern.exec(text);
  return match === null ? undefined : { end: match.index + match[0].length, groups: match };
}

/** A console and the two ends of its wire: what is written, and that nothing more will come. */
export type ConsoleWire = { readonly console: SerialConsole; readonly take: (chunk: Buffer) => void; readonly end: () => void };

/** @param file keeps every byte as it came */
export function createConsole(file: string): ConsoleWire {
  const log: WriteStream = createWriteStream(file);
  let text = '';
  let from = 0;
  let hasEnded = false;
  let waiting: Waiting | undefined;

  const lastLines = () => text.slice(from).trimEnd().split('\n').slice(-25).join('\n');
  const settle = () => {
    const found = waiting && find(text.slice(from), waiting.pattern);
    if (waiting === undefined || (found === undefined && !hasEnded)) return;
    const { resolve, reject, pattern, timer } = waiting;
    waiting = undefined;
    clearTimeout(timer);
    if (found !== undefined) {
      from += found.end;
      resolve(found.groups);
    } else reject(new Error(`The machine ended before it wrote ${String(pattern)} (${file}). Its last lines:\n${lastLines()}`));
  };

  const console: SerialConsole = {
    text: () => text,
    expect: (pattern, seconds) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting = undefined;
        reject(new Error(`The machine did not write ${String(pattern)} within ${seconds} s (${file}). Its last lines:\n${lastLines()}`));
      }, seconds * 1000);
      waiting = { pattern, resolve, reject, timer };
      settle();
    }),
  };
  return {
    console,
    take: (chunk) => {
      log.write(chunk);
      // An escape sequence may come in two pieces: the end of what is there is looked at again.
      text = text.slice(0, -20) + (text.slice(-20) + chunk.toString('latin1').replaceAll('\r', '')).replaceAll(ESCAPES, '');
      settle();
    },
    end: () => {
      hasEnded = true;
      log.end();
      settle();
    },
  };
}
