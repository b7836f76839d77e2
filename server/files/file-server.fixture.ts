// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a real server on loopback that serves one directory, and requests as bytes on a socket.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { serveFile, type Served, type ServedFile } from './serve-file.ts';

/** A directory that is gone after the test file. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-files-'));
  after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export type FileServer = {
  readonly port: number;
  readonly url: string;
  /** What becomes of the next request that ends. */
  next(): Promise<Served>;
};

/** Serves `/<path>` from `root`; what is missing is a plain 404. `more` may add a hash or a counter. */
export async function startFileServer(root: string, more: Partial<ServedFile> = {}, stall?: number): Promise<FileServer> {
  const waiting: ((result: Served) => void)[] = [];
  const server = createServer((request, response) => {
    void serveFile(request, response, { root, path: decodeURIComponent((request.url ?? '').slice(1)), ...more }, stall).then((result) => {
      if (result.outcome === 'missing') response.writeHead(404, { 'Content-Length': 0 }).end();
      waiting.shift()?.(result);
    });
  });
  // As in the boot plane: the answer's own clock stands above the server's.
  server.timeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, url: `http://127.0.0.1:${port}`, next: () => new Promise((resolve) => waiting.push(resolve)) };
}

/** Sends a text and returns all that comes until the other side closes. */
export function exchangeBytes(port: number, text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (part) => parts.push(part));
    socket.once('error', reject);
    socket.once('close', () => resolve(Buffer.concat(parts)));
  });
}
