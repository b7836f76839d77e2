// SPDX-License-Identifier: GPL-2.0-or-later
// Streams a file to a machine as Anaconda needs it: HEAD and GET with the exact length, ranges, never redirected, compressed or chunked.

import type { FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type Hashed, isAsHashed } from './as-hashed.ts';
import { type ByteRange, byteRange } from './byte-range.ts';
import { look, type OpenFile, openInside } from './open-inside.ts';

export type ServedFile = {
  /** Absolute, or relative to `root`. */
  readonly path: string;
  /** No link in the path may lead out of here. */
  readonly root: string;
  /** Of a file whose content is known by its hash: becomes its ETag. */
  readonly sha256?: string | undefined;
  /** Of a file that was hashed: when it was written to since, nothing of it goes out. */
  readonly known?: Hashed | undefined;
  /** Told the bytes of the body that the connection took since it was told last. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
};

/**
 * `missing`, `changed`: nothing was written, the caller answers; `changed`: it is not what was hashed. `sent`: all that was asked for. `cut`: the client went away or stood still.
 * `broken`: the file was changed, shortened or became unreadable under way, so the connection was destroyed rather than ended as if all were well.
 */
export type Served = { readonly outcome: 'missing' } | { readonly outcome: 'changed' } | { readonly outcome: 'sent' | 'cut' | 'broken'; readonly status: 200 | 206 | 416; readonly bytes: number };

/** How long a client may take to accept one piece, in milliseconds: who reads nothing, or a byte now and then, is cut. */
const STALL_MS = 120_000;

/** Large pieces: with small ones the time goes into system calls. */
const LARGEST_PIECE = 512 * 1024;
/** More than a stream holds back (64 KiB), see `chunks`. */
const SMALLEST_PIECE = 128 * 1024;
/** Each download keeps its piece in memory, however long its client takes: where all together would have more than this, in bytes, new ones get smaller pieces. */
const MEMORY = 8 * 1024 * 1024;

let running = 0;

function pieceFor(length: number): Buffer {
  const fair = Math.floor(MEMORY / running / SMALLEST_PIECE) * SMALLEST_PIECE;
  return Buffer.allocUnsafeSlow(Math.min(length, LARGEST_PIECE, Math.max(SMALLEST_PIECE, fair)));
}

/**
 * Answers a GET or HEAD with the file. The method has been checked.
 *
 * @param stall how long the client may take for one piece, in milliseconds.
 * @throws when the file cannot be read at all (not: when it is not there), before anything was written.
 */
export async function serveFile(request: IncomingMessage, response: ServerResponse, file: ServedFile, stall: number = STALL_MS): Promise<Served> {
  const opened = await openInside(file.root, file.path);
  if (opened === undefined) return { outcome: 'missing' };
  try {
    if (file.known !== undefined && !isAsHashed(opened, file.known)) return { outcome: 'changed' };
    return await answer(request, response, opened, file, stall);
  } finally {
    await opened.handle.close();
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, { handle, size, version }: OpenFile, file: ServedFile, stall: number): Promise<Served> {
  const etag = `"${file.sha256 ?? version}"`;
  // The standard defines ranges for GET only, and Anaconda's HEAD must be a 200 with the whole length.
  const range = request.method === 'HEAD' ? byteRange(undefined, undefined, size, etag) : byteRange(request.headers.range, oneHeader(request.headers['if-range']), size, etag);
  const status = ({ whole: 200, part: 206, unsatisfiable: 416 } as const)[range.kind];
  const { start, length } = extent(range, size);
  response.writeHead(status, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': length,
    'Accept-Ranges': 'bytes',
    ETag: etag,
    // Nobody on the way may compress it: its length and hash must stay.
    'Cache-Control': 'no-transform',
    'X-Content-Type-Options': 'nosniff',
    ...(range.kind === 'part' && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }),
    ...(range.kind === 'unsatisfiable' && { 'Content-Range': `bytes */${size}` }),
  });
  if (request.method === 'HEAD' || length === 0) {
    response.end();
    return { outcome: 'sent', status, bytes: 0 };
  }
  return { status, ...(await stream(response, { handle, version, start, length }, file.onBytes, stall)) };
}

function oneHeader(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}

function extent(range: ByteRange, size: number): { start: number; length: number } {
  if (range.kind === 'part') return { start: range.start, length: range.end - range.start + 1 };
  return { start: 0, length: range.kind === 'whole' ? size : 0 };
}

type Part = { readonly handle: FileHandle; readonly version: string; readonly start: number; readonly length: number };

async function stream(response: ServerResponse, part: Part, onBytes: ServedFile['onBytes'], stall: number): Promise<{ outcome: 'sent' | 'cut' | 'broken'; bytes: number }> {
  const { socket } = response;
  const usual = socket?.timeout ?? 0;
  let bytes = 0;
  // Not Node's own clock of a socket: that one starts anew with every single byte.
  socket?.setTimeout(0);
  const clock = setTimeout(() => response.destroy(), stall);
  running += 1;
  try {
    await pipeline(chunks(part, (count) => {
      bytes += count;
      onBytes?.(count);
      clock.refresh();
    }), response);
    return { outcome: 'sent', bytes };
  } catch (error) {
    // The client sees a connection that broke, which every client takes for a failure, and not a file that ends well.
    response.destroy();
    return { outcome: isConnectionError(error) ? 'cut' : 'broken', bytes };
  } finally {
    running -= 1;
    clearTimeout(clock);
    socket?.setTimeout(usual);
  }
}

const CONNECTION_ERRORS: ReadonlySet<string> = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_UNABLE_TO_PIPE', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNABORTED', 'ABORT_ERR']);

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && CONNECTION_ERRORS.has(error.code);
}

/**
 * The bytes of the part, in large pieces, all in the same memory: a new buffer for each would keep the garbage collector busier than the network.
 * That is right because a whole buffer is more than a stream holds back (64 KiB), so the pipeline waits for "drain" and asks for the next piece when the
 * kernel has taken this one; a smaller piece is copied. The last one is only given out when the file is still what it was.
 */
async function* chunks({ handle, version, start, length }: Part, taken: (bytes: number) => void): AsyncGenerator<Buffer> {
  const buffer = pieceFor(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - done), start + done);
    const isLast = done + bytesRead >= length;
    if (bytesRead === 0 || (isLast && (await look(handle)).version !== version)) throw new Error('The file is not what it was when it was opened.');
    await turn();
    yield bytesRead === buffer.length ? buffer : Buffer.from(buffer.subarray(0, bytesRead));
    done += bytesRead;
    taken(bytesRead);
  }
}

const queue: (() => void)[] = [];

/**
 * Resolves when it is this download's turn to write. One piece of all downloads goes out in each turn of the event loop: sixteen at once
 * would keep every machine that asks for a script or a kickstart waiting, because Node takes in one connection a turn.
 */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    queue.push(resolve);
    if (queue.length === 1) setImmediate(nextTurn);
  });
}

function nextTurn(): void {
  queue.shift()?.();
  if (queue.length > 0) setImmediate(nextTurn);
}
