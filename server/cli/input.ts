// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what a command is given: a file or stdin, as text or JSON, within limits and without repeating its content in a message.
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { failure, type Io, refusal } from './command.ts';

const MOST_MIB = 5;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EACCES: 'This user may not read it.',
  EISDIR: 'This is a directory. Name a file in it.',
  ENAMETOOLONG: 'There is no such file: the name is too long.',
  ENOTDIR: 'There is no such file.',
  ELOOP: 'Its links go round in a circle.',
};

async function readBytes(stream: Readable, name: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of stream) {
      const bytes: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
      length += bytes.length;
      if (length > MOST_MIB * 1024 * 1024) throw refusal(name, `At most ${MOST_MIB} MiB are read.`);
      parts.push(bytes);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = reasons[code];
    throw reason === undefined ? error : failure(name, reason);
  }
  return Buffer.concat(parts);
}

/**
 * The text of a file, or of stdin when the path is `-`.
 * @throws {CommandError} when it cannot be read, is too large or is not UTF-8
 */
export async function readText(io: Io, path: string): Promise<string> {
  const bytes = await readBytes(path === '-' ? io.stdin : createReadStream(path), path);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal(path, 'This is not UTF-8 text. Save it as UTF-8 and try again.');
  }
}

function jsonError(text: string): { message: string; atEnd: boolean } | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    const position = Number(/at position (\d+)/.exec(message)?.[1] ?? NaN);
    return { message, atEnd: message.startsWith('Unexpected end') || position >= text.length };
  }
}

/**
 * Where and why a text is not JSON. V8's own message quotes the text around the mistake, which may be a password, and
 * often does not say where; so the place is the end of the shortest beginning that is wrong and not merely unfinished.
 */
function jsonMistake(text: string): string {
  const whole = jsonError(text);
  if (whole === undefined || whole.atEnd) return 'The JSON document ends too early.';
  let [right, wrong] = [0, text.length];
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    const found = jsonError(text.slice(0, middle));
    if (found === undefined || found.atEnd) right = middle;
    else wrong = middle;
  }
  const before = text.slice(0, right).split('\n');
  const reason = /^(?!Unexpected)(.*) in JSON at position/.exec(whole.message)?.[1] ?? 'unexpected character';
  return `This is not JSON: ${reason.charAt(0).toLowerCase()}${reason.slice(1)} in line ${before.length}, column ${(before.at(-1) ?? '').length + 1}.`;
}

/**
 * The JSON document in a file, or on stdin when the path is `-`.
 * @throws {CommandError} as {@link readText}, and when it is not JSON
 */
export async function readDocument(io: Io, path: string): Promise<unknown> {
  const text = (await readText(io, path)).replace(/^\ufeff/, '');
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(path, jsonMistake(text));
  }
}

/**
 * The password in the only line of stdin.
 * @throws {CommandError} when there is none, or more than one line
 */
export async function readPassword(io: Io): Promise<string> {
  if (io.stdin.isTTY === true) io.stderr.write('Type the password (it is shown), press Enter, then Ctrl-D:\n');
  const [password = '', ...more] = (await readText(io, '-')).split(/\r?\n/);
  if (password === '') throw refusal('--password-stdin', 'There is no password on stdin. Pipe it in, for example from a file that only you can read.');
  if (more.some((line) => line !== '')) throw refusal('--password-stdin', 'There is more than one line on stdin. Give the password alone.');
  return password;
}
