// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a real server on loopback that takes uploads, and a client that loses its connection wherever the test wants.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request as openRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { NewImage } from '../images/catalogue.ts';
import { UploadRefusal } from './refusal.ts';
import { answerTus } from './tus.ts';
import { UploadLocks } from './upload-locks.ts';
import { Uploads } from './uploads.ts';

export type Reply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };
export type Sent = { readonly method: string; readonly path?: string; readonly headers?: Readonly<Record<string, string | number>>; readonly body?: Buffer };

export type UploadServer = {
  readonly dataDirectory: string;
  /** What was registered as an image, in order. */
  readonly registered: NewImage[];
  uploads(): Uploads;
  /** Forgets all that a process knows, as a new one would. */
  restart(): void;
  send(sent: Sent): Promise<Reply>;
  /** Sends a PATCH whose connection breaks after so many bytes of its body; resolves when the server has noticed. */
  cut(id: string, offset: number, body: Buffer, bytes: number): Promise<void>;
  /** Sends so many bytes of a PATCH, and then nothing more; resolves when the server has all but the last MiB. What it returns breaks the connection. */
  stall(id: string, offset: number, body: Buffer, bytes: number): Promise<() => void>;
  /** Begins an upload. @returns its id. */
  create(size: number, metadata?: Readonly<Record<string, string>>): Promise<string>;
  patch(id: string, offset: number, body: Buffer, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** How far the server says it is. */
  offset(id: string): Promise<number>;
};

const TUS = { 'tus-resumable': '1.0.0' } as const;

/** @param directory default: a new one, which is gone after the test file. */
export async function startUploadServer(directory: string = temporaryDirectory(), locks = () => new UploadLocks({ patience: 2000, silence: 500, end: 10_000 })): Promise<UploadServer> {
  const registered: NewImage[] = [];
  const register = (image: NewImage) => {
    registered.push(image);
    return Promise.resolve();
  };
  let uploads = new Uploads(directory, register, locks());
  const ended: (() => void)[] = [];
  const server = createServer((incoming, outgoing) => {
    void answer(uploads, incoming).then((reply) => {
      outgoing.writeHead(reply.status, Object.fromEntries(reply.headers));
      outgoing.end(incoming.method === 'HEAD' ? undefined : reply.text);
      ended.shift()?.();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const send = (sent: Sent) => exchange(port, sent);
  const open = (id: string, offset: number, length: number) => {
    const outgoing = openRequest({ port, method: 'PATCH', path: `/api/v1/uploads/${id}`, headers: { ...TUS, 'upload-offset': offset, 'content-type': 'application/offset+octet-stream', 'content-length': length } });
    return outgoing.on('error', () => undefined);
  };
  const client: UploadServer = {
    dataDirectory: directory,
    registered,
    uploads: () => uploads,
    restart: () => {
      uploads = new Uploads(directory, register, locks());
    },
    send,
    cut: async (id, offset, body, bytes) => {
      const noticed = new Promise<void>((resolve) => ended.push(resolve));
      const outgoing = open(id, offset, body.length);
      outgoing.write(body.subarray(0, bytes), () => outgoing.destroy());
      await noticed;
    },
    stall: async (id, offset, body, bytes) => {
      const outgoing = open(id, offset, body.length);
      outgoing.write(body.subarray(0, bytes));
      // What comes is gathered to pieces of a MiB: the last one waits for its rest.
      while (((await uploads.state(id))?.offset ?? 0) <= offset + bytes - 1024 * 1024) await new Promise((resolve) => setImmediate(resolve));
      return () => outgoing.destroy();
    },
    create: async (size, metadata = {}) => {
      const reply = await send({ method: 'POST', headers: { ...TUS, 'upload-length': size, ...(Object.keys(metadata).length > 0 && { 'upload-metadata': metadataHeader(metadata) }) } });
      assert.equal(reply.status, 201, reply.text);
      return reply.headers.location?.split('/').at(-1) ?? '';
    },
    patch: (id, offset, body, headers = {}) => send({ method: 'PATCH', path: id, body, headers: { ...TUS, 'upload-offset': offset, 'content-type': 'application/offset+octet-stream', ...headers } }),
    offset: async (id) => {
      const reply = await send({ method: 'HEAD', path: id, headers: TUS });
      assert.equal(reply.status, 200);
      return Number(reply.headers['upload-offset']);
    },
  };
  return client;
}

function metadataHeader(metadata: Readonly<Record<string, string>>): string {
  return Object.entries(metadata).map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`).join(',');
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-uploads-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function answer(uploads: Uploads, incoming: IncomingMessage): Promise<{ status: number; headers: Headers; text: string }> {
  const headers = new Headers(Object.entries(incoming.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] satisfies [string, string]] : [])));
  const url = `http://127.0.0.1${incoming.url}`;
  const method = incoming.method ?? '';
  const withBody = { method, headers, body: bodyOf(incoming), duplex: 'half' };
  const request = new Request(url, method === 'PATCH' || method === 'POST' ? withBody : { method, headers });
  try {
    const reply = await answerTus(uploads, request, 'ada');
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  } catch (error) {
    if (error instanceof UploadRefusal) return { status: error.status_code, headers: new Headers(), text: error.body };
    throw error;
  }
}

function bodyOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  const parts: AsyncIterator<Buffer> = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const part = await parts.next();
      if (part.done === true) controller.close();
      else controller.enqueue(part.value);
    },
  });
}

function exchange(port: number, { method, path, headers, body }: Sent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = openRequest({ port, method, path: `/api/v1/uploads${path === undefined ? '' : `/${path}`}`, headers: { 'content-length': body?.length ?? 0, ...headers } }, (incoming) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(parts).toString() }));
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
