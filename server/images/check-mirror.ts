// SPDX-License-Identifier: GPL-2.0-or-later
// Asks a mirror for an image as the installer does, and says in what it would fail there.

import { open } from 'node:fs/promises';
import { findImage } from './image-store.ts';

const LIMIT_MS = 30_000;
/** Bytes that are compared at the image's end: a file that is cut or older differs there. */
const COMPARED = 4096;

/** What a client may accept; Anaconda's own request names none, and what is on the way may still compress. */
const ENCODINGS = 'gzip, deflate, br, zstd';

type Image = { readonly sha256: string; /** In bytes. */ readonly size: number };

/** @param url of the image at the mirror. @returns one sentence for each thing that is wrong; empty when machines can install from there. */
export async function checkMirrored(url: string, image: Image, dataDirectory: string): Promise<string[]> {
  const head = await ask(url, 'HEAD', {});
  if (typeof head === 'string') return [head];
  const problems = problemsOf(head, image.size);
  return problems.length > 0 ? problems : endProblems(url, image, dataDirectory);
}

async function ask(url: string, method: 'HEAD' | 'GET', headers: Readonly<Record<string, string>>): Promise<Response | string> {
  try {
    return await fetch(url, { method, headers: { 'accept-encoding': ENCODINGS, ...headers }, redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return `It could not be asked: ${reason}. Check the address, and that machines reach it.`;
  }
}

function problemsOf({ status, headers }: Response, size: number): string[] {
  if (status >= 300 && status < 400) return [`HEAD is answered with a redirect (${status}), which the installer does not follow. Set BASEWRIGHT_IMAGES_URL to where it leads.`];
  if (status !== 200) return [`HEAD is answered with ${status} instead of 200. Bring the mirror up to date (basewright image export), and let it answer HEAD.`];
  const encoding = headers.get('content-encoding');
  if (encoding !== null && encoding !== 'identity') return [`It is sent compressed (Content-Encoding: ${encoding}), so its length is wrong. Switch that off for images.`];
  const length = headers.get('content-length');
  if (length === null) return ['HEAD is answered without a Content-Length, and the installer needs it to see whether the image fits. Switch off chunked answers for images.'];
  return length === String(size) ? [] : [`It has ${length} bytes there and ${size} here. Bring the mirror up to date (basewright image export).`];
}

/** Its last bytes must be ours. A mirror without ranges is told, and works: the installer fetches the whole. */
async function endProblems(url: string, { sha256, size }: Image, dataDirectory: string): Promise<string[]> {
  const start = Math.max(0, size - COMPARED);
  const answer = await ask(url, 'GET', { range: `bytes=${start}-${size - 1}` });
  if (typeof answer === 'string') return [answer];
  if (answer.status !== 206) {
    await answer.body?.cancel();
    return answer.status === 200 ? [] : [`GET of its end is answered with ${answer.status} instead of 206.`];
  }
  const stored = findImage(dataDirectory, sha256);
  const there = Buffer.from(await answer.arrayBuffer());
  return stored === undefined || there.equals(await bytesOf(stored.path, start, size - start)) ? [] : ['Its last bytes there are not those of the image here. Bring the mirror up to date (basewright image export).'];
}

async function bytesOf(path: string, start: number, length: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
