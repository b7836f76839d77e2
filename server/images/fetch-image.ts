// SPDX-License-Identifier: GPL-2.0-or-later
// Brings an image in from a URL or from a path of the server. A broken download goes on where it stopped, also in a later run.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGuardedDownload, failureText, type GuardedDownload } from '../trees/guarded-fetch.ts';
import { UploadRefusal } from '../uploads/refusal.ts';
import type { Uploads, UploadState } from '../uploads/uploads.ts';
import { addImage } from './image-store.ts';

/** How often it is tried again when not one byte came; with every byte the count begins anew. */
const MOST_TRIES = 8;
const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 1000;

/** The image could not be brought in, and the message says why and how to mend it. */
export class FetchFailure extends Error {
  /** `refused`: it is not what was wanted. `failed`: it could not be read, or not be kept. */
  readonly kind: 'refused' | 'failed';

  constructor(message: string, kind: 'refused' | 'failed' = 'refused') {
    super(message);
    this.name = 'FetchFailure';
    this.kind = kind;
  }
}

export type FetchOptions = {
  readonly uploads: Uploads;
  readonly signal: AbortSignal;
  /** How far it is, in bytes. */
  readonly onProgress: (bytes: number, size: number) => void;
  /** Told in a sentence what went wrong, when it is tried again. */
  readonly onRetry: (message: string) => void;
  readonly download?: GuardedDownload;
  /** @param milliseconds ends early when the signal does. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
};

export type Wanted = { readonly url: string; /** sha256 */ readonly expected: string | null; readonly actor: string | null };

/** Downloads an image, and registers it. @returns its sha256. @throws {FetchFailure} */
export async function downloadImage(wanted: Wanted, options: FetchOptions): Promise<string> {
  const { uploads, signal, onRetry, wait = pause } = options;
  const id = createHash('sha256').update(wanted.url).digest('base64url').slice(0, 22);
  const before = await uploads.state(id);
  // What was fetched to its end may have changed there since.
  if (before?.state === 'done' || (before !== undefined && before.expected !== wanted.expected)) await uploads.remove(id);
  for (let tries = 1, reached = 0; ; tries += 1) {
    const message = await attempt(id, wanted, options);
    const state = await uploads.state(id);
    if (typeof state?.sha256 === 'string') {
      await uploads.remove(id);
      return state.sha256;
    }
    if (message === undefined) continue;
    if ((state?.offset ?? 0) > reached) tries = 1;
    reached = state?.offset ?? 0;
    if (tries >= MOST_TRIES) throw new FetchFailure(message, 'failed');
    const delay = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
    onRetry(`${message} It is tried again in ${Math.round(delay / 1000)} seconds, from byte ${reached} on.`);
    await wait(delay, signal);
  }
}

/** @returns why it ended early, when another try may help. @throws {FetchFailure} when none will. */
async function attempt(id: string, wanted: Wanted, { uploads, signal, onProgress, download = createGuardedDownload() }: FetchOptions): Promise<string | undefined> {
  signal.throwIfAborted();
  const state = await uploads.state(id);
  if (state?.state === 'finishing') return refusalAsFailure(uploads.finish(id).then(() => undefined));
  const opened = await download(wanted.url, resumption(state), signal);
  signal.throwIfAborted();
  if (opened.outcome === 'failed') return opened.message;
  const { response } = opened;
  try {
    const begin = await beginning(id, state, response, wanted, uploads);
    if (typeof begin !== 'object') return begin;
    await refusalAsFailure(uploads.write(id, Readable.from(counted(response, begin, onProgress)), begin.offset, undefined));
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof FetchFailure) throw error;
    return failureText(wanted.url, error);
  } finally {
    response.destroy();
  }
}

function resumption(state: UploadState | undefined): Record<string, string> {
  return state === undefined || state.offset === 0 || state.validator === null ? {} : { range: `bytes=${state.offset}-`, 'if-range': state.validator };
}

type Begin = { readonly offset: number; readonly size: number };

/** Where the body belongs. @returns a sentence when it is worth another try. */
async function beginning(id: string, state: UploadState | undefined, { statusCode = 0, headers }: IncomingMessage, { url, expected, actor }: Wanted, uploads: Uploads): Promise<Begin | string> {
  const { host, pathname } = new URL(url);
  if (statusCode === 206 && state !== undefined) {
    const [, first, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers['content-range'] ?? '') ?? [];
    if (Number(first) === state.offset && Number(total) === state.size) return { offset: state.offset, size: state.size };
  }
  if (statusCode >= 500 || statusCode === 429) return `${host} answered ${statusCode}, which is a trouble of its own.`;
  if (![200, 206, 416].includes(statusCode)) throw new FetchFailure(`${host} answered ${statusCode} instead of giving the image. Check the address.`);
  // It gives something else than what was begun with.
  if (state !== undefined) await uploads.remove(id);
  if (statusCode !== 200) return `${host} did not give the rest of the image, so the download begins anew.`;
  const size = Number(headers['content-length'] ?? NaN);
  if (!Number.isSafeInteger(size)) throw new FetchFailure(`${host} does not say how long the image is (Content-Length), so it cannot be told whole from cut short. Give an address that does, or download it yourself and upload it.`);
  const name = decodeName(basename(pathname));
  await refusalAsFailure(uploads.create(id, { name: name === '' ? 'image.squashfs' : name, size, expected, actor, origin: 'url', source: url, validator: validatorOf(headers) }));
  return { offset: 0, size };
}

/** Only a strong ETag promises the same bytes. */
function validatorOf({ etag }: IncomingHttpHeaders): string | null {
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : null;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function* counted(response: IncomingMessage, { offset, size }: Begin, onProgress: FetchOptions['onProgress']): AsyncGenerator<Buffer> {
  let bytes = offset;
  for await (const part of response) {
    const piece: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    bytes += piece.length;
    onProgress(bytes, size);
    yield piece;
  }
}

async function refusalAsFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof UploadRefusal) throw new FetchFailure(error.body, error.status_code === 507 ? 'failed' : 'refused');
    throw error;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.', ENOTDIR: 'There is no such file.', ELOOP: 'There is no such file.', EACCES: 'This user may not read the file. Change its mode, or copy it elsewhere.',
};

/** Copies an image in from a path of the server. @returns its sha256 and its size. @throws {FetchFailure} */
export async function copyImage(dataDirectory: string, path: string, expected: string | null, { signal, onProgress }: Pick<FetchOptions, 'signal' | 'onProgress'>): Promise<{ sha256: string; size: number }> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new FetchFailure('This is no regular file. Give the path of the image itself.', 'failed');
    const stream = Readable.from(read(path, found.size, onProgress, signal));
    const answer = await addImage(dataDirectory, { stream, size: found.size }, expected ?? undefined);
    if (answer.outcome === 'refused') throw new FetchFailure(answer.message);
    if (answer.outcome === 'full') throw new FetchFailure(`There is not enough space: ${Math.ceil(answer.needed / 1024 ** 2)} MiB have to be free, and ${Math.floor(answer.free / 1024 ** 2)} MiB are. Delete images that nobody uses, then try again.`, 'failed');
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error && 'code' in error ? REASONS[String(error.code)] : undefined;
    throw reason === undefined ? error : new FetchFailure(reason, 'failed');
  }
}

async function* read(path: string, size: number, onProgress: FetchOptions['onProgress'], signal: AbortSignal): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: 1024 * 1024, signal })) {
    const piece: Buffer = Buffer.isBuffer(part) ? part : Buffer.from(String(part));
    bytes += piece.length;
    onProgress(bytes, size);
    yield piece;
  }
}
