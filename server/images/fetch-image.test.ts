// SPDX-License-Identifier: GPL-2.0-or-later
// Images from URLs and paths: whole over every break of the line, gone on with in a later run, and refused with words.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { addressRules } from '../power/address-rules.ts';
import { createGuardedDownload } from '../trees/guarded-fetch.ts';
import { uploadDirectory } from '../uploads/upload-files.ts';
import { Uploads } from '../uploads/uploads.ts';
import type { NewImage } from './catalogue.ts';
import { copyImage, downloadImage, FetchFailure } from './fetch-image.ts';
import { findImage, listImages } from './image-store.ts';
import { squashfsBytes } from './squashfs.fixture.ts';

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const download = createGuardedDownload(addressRules({ BASEWRIGHT_FETCH_ALLOW: '127.0.0.0/8' }));

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-fetch-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const leftOf = (directory: string): string[] => (existsSync(uploadDirectory(directory)) ? readdirSync(uploadDirectory(directory)) : []);

type Asked = { range: string | undefined; ifRange: string | undefined };
type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void;

async function serve(answer: Answer): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    asked.push({ range: request.headers.range, ifRange: request.headers['if-range']?.toString() });
    answer(request, response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/path/node%201.squashfs`, asked };
}

/** Gives the bytes, from where they are asked for, and breaks the line after `most` of them. */
function give(bytes: Buffer, request: IncomingMessage, response: ServerResponse, most = Infinity, etag = '"v1"'): void {
  const from = request.headers['if-range'] === etag ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
  const rest = bytes.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, { etag, 'content-length': rest.length, ...(from > 0 && { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }) });
  if (rest.length <= most) response.end(rest);
  else response.write(rest.subarray(0, most), () => setImmediate(() => response.destroy()));
}

type Run = { directory?: string; expected?: string | null; signal?: AbortSignal; onProgress?: (bytes: number) => void };

function setUp({ directory = temporaryDirectory(), expected = null, signal = new AbortController().signal, onProgress = () => undefined }: Run = {}) {
  const registered: NewImage[] = [];
  const retries: string[] = [];
  const waits: number[] = [];
  const register = (image: NewImage) => {
    registered.push(image);
    return Promise.resolve();
  };
  const fetch = (url: string) => downloadImage({ url, expected, actor: 'ada' }, {
    uploads: new Uploads(directory, register), signal, onProgress, onRetry: (message) => retries.push(message), download,
    wait: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  return { directory, registered, retries, waits, fetch };
}

describe('downloadImage', () => {
  test('goes on where the line broke, again and again', async () => {
    const bytes = squashfsBytes(3_000_000);
    bytes.writeUInt32LE(7, 2_500_000);
    const { url, asked } = await serve((request, response) => give(bytes, request, response, 700_000));
    const { fetch, registered, directory, retries } = setUp();
    assert.equal(await fetch(url), sha256Of(bytes));
    assert.deepEqual(registered, [{ sha256: sha256Of(bytes), name: 'node-1.squashfs', size: 3_000_000, origin: 'url', source: url, parent: null, madeFrom: null, actor: 'ada' }]);
    assert(asked.length >= 5 && asked.slice(1).every(({ range, ifRange }) => range !== undefined && ifRange === '"v1"'), JSON.stringify(asked));
    assert.match(retries[0] ?? '', /It is tried again in 1 seconds, from byte \d+ on\.$/);
    assert.deepEqual(leftOf(directory), []);
  });

  test('a later run goes on with what the earlier one has left', async () => {
    const bytes = squashfsBytes(2_000_000);
    let isUp = false;
    const { url, asked } = await serve((request, response, nth) => {
      if (nth === 1) give(bytes, request, response, 1_200_000);
      else if (isUp) give(bytes, request, response);
      else response.destroy();
    });
    const first = setUp();
    await assert.rejects(first.fetch(url), FetchFailure);
    assert.deepEqual([first.waits, listImages(first.directory)], [[1000, 2000, 4000, 8000, 16_000, 30_000, 30_000], []]);
    isUp = true;
    const second = setUp({ directory: first.directory });
    assert.equal(await second.fetch(url), sha256Of(bytes));
    assert.match(asked.at(-1)?.range ?? '', /^bytes=[1-9]\d*-$/);
  });

  test('content that changed in between begins anew', async () => {
    const [old, young] = [squashfsBytes(2_000_000, {}, 1), squashfsBytes(1_500_000, {}, 2)];
    const { url } = await serve((request, response, nth) => (nth === 1 ? give(old, request, response, 1_000_000) : give(young, request, response, Infinity, '"v2"')));
    assert.equal(await setUp().fetch(url), sha256Of(young));
  });

  test('what is fetched again is asked for again', async () => {
    const contents = [squashfsBytes(1000, {}, 1), squashfsBytes(1000, {}, 2)];
    const { url } = await serve((request, response, nth) => give(contents[nth - 1] ?? Buffer.alloc(0), request, response, Infinity, `"v${nth}"`));
    const { fetch } = setUp();
    assert.deepEqual([await fetch(url), await fetch(url)], contents.map(sha256Of));
  });

  test('refused: no image, another hash, no length, no such file, this server itself', async () => {
    const bytes = squashfsBytes(5000);
    const cases: readonly (readonly [Answer, string | null, RegExp])[] = [
      [(_, response) => response.writeHead(200, { 'content-length': 5000 }).end(Buffer.alloc(5000)), null, /^This is no squashfs image/],
      [(request, response) => give(bytes, request, response), 'b'.repeat(64), /has the sha256 [0-9a-f]{64}, and b{64} was announced/],
      [(_, response) => response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(bytes), null, /does not say how long the image is/],
      [(_, response) => response.writeHead(404).end(), null, /answered 404 instead of giving the image/],
      [(_, response) => response.writeHead(200, { 'content-length': 2 ** 50 }).end(bytes), null, /not enough space/],
    ];
    for (const [answer, expected, words] of cases) {
      const { url, asked } = await serve(answer);
      const { fetch, directory } = setUp({ expected });
      await assert.rejects(fetch(url), { message: words });
      assert.equal(asked.length, 1, String(words));
      assert.deepEqual([listImages(directory), leftOf(directory)], [[], []], String(words));
    }
    const strict = setUp();
    await assert.rejects(downloadImage({ url: 'http://127.0.0.1/x', expected: null, actor: null }, {
      uploads: new Uploads(strict.directory, () => Promise.resolve()), signal: new AbortController().signal, onProgress: () => undefined, onRetry: () => undefined, download: createGuardedDownload(addressRules({})), wait: () => Promise.resolve(),
    }), { message: /loopback/ });
  });

  test('cancelled in the middle: it ends, and keeps what came', async () => {
    const stop = new AbortController();
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 5_000_000, etag: '"v1"' });
      response.write(squashfsBytes(5_000_000).subarray(0, 2_000_000));
    });
    const { fetch, directory } = setUp({ signal: stop.signal, onProgress: (bytes) => {
      if (bytes > 1_500_000) stop.abort();
    } });
    await assert.rejects(fetch(url), { name: 'AbortError' });
    assert.equal(leftOf(directory).length, 2);
  });
});

describe('copyImage', () => {
  const options = { signal: new AbortController().signal, onProgress: () => undefined };

  test('a file of the server, with the hash that was announced', async () => {
    const [data, place, bytes] = [temporaryDirectory(), temporaryDirectory(), squashfsBytes(3_000_000)];
    writeFileSync(join(place, 'a'), bytes);
    await assert.rejects(copyImage(data, join(place, 'a'), 'c'.repeat(64), options), { message: /and c{64} was announced/ });
    assert.deepEqual(listImages(data), []);
    assert.equal((await copyImage(data, join(place, 'a'), sha256Of(bytes), options)).sha256, sha256Of(bytes));
    assert(findImage(data, sha256Of(bytes)) !== undefined);
  });

  test('what is no file, in words', async () => {
    const place = temporaryDirectory();
    for (const [path, words] of [[join(place, 'x'), /no such file/], [place, /no regular file/], ['/dev/zero', /no regular file/], ['/proc/self/status', /no squashfs image/]] as const)
      await assert.rejects(copyImage(temporaryDirectory(), path, null, options), { message: words });
  });
});
