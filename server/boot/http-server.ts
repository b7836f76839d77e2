// SPDX-License-Identifier: GPL-2.0-or-later
// The HTTP server of the boot plane: limits against slow and greedy clients, listening, and a stop that finishes what was begun.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { Listen } from '../config.ts';

/** Times in milliseconds. A kickstart request has a few hundred bytes: who needs longer than this is no installer. */
export const limits = {
  /** For the whole head of a request, from the first moment of a new connection. */
  headers: 10_000,
  /** For the whole request. */
  request: 30_000,
  /** Without a byte in either direction. */
  idle: 60_000,
  headerBytes: 16 * 1024,
  connections: 8192,
  /** Downloads of one address at the same time. */
  downloadsPerAddress: 256,
  /** Waiting to be accepted; a rack that is switched on asks at once. The kernel may allow less (net.core.somaxconn). */
  backlog: 4096,
  /** For connections that wait to be accepted when the server is told to stop; in a storm more come all the time. */
  accept: 3000,
  /** For requests that were begun when the server is told to stop: as long as a head may take. */
  drain: 10_000,
  /** For downloads that run then, while a new start waits for their end. */
  downloads: 30_000,
  /** The same where nothing waits, because the socket has gone to the next server: the slowest installer has its image by then. */
  handedOver: 60 * 60_000,
} as const;

/** @param checkEvery how often the times of unfinished requests are checked, in milliseconds. */
export function createBootServer(listener: RequestListener, checkEvery = 1000): Server {
  const server = createServer(
    {
      headersTimeout: limits.headers,
      requestTimeout: limits.request,
      // One clock for waiting and for stalled clients, `timeout` below, instead of one that is set anew with each request.
      keepAliveTimeout: 0,
      connectionsCheckingInterval: checkEvery,
      maxHeaderSize: limits.headerBytes,
      // GET and HEAD come without a body: no stream is set up for one.
      optimizeEmptyRequests: true,
      // Each answer is one write, so there is nothing that Nagle's algorithm could hold back: spare the system call per connection.
      noDelay: false,
    },
    listener,
  );
  server.timeout = limits.idle;
  server.maxConnections = limits.connections;
  return server;
}

/** Resolves with the port, which the system chose when 0 was asked for. @param where a listening socket that is open already, or an address. */
export function listen(server: Server, where: Listen | { readonly fd: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...('fd' in where ? { fd: where.fd } : { host: where.host, port: where.port }), backlog: limits.backlog }, () => {
      server.removeListener('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('The boot plane listens on something that has no port.');
      resolve(address.port);
    });
  });
}

/** Answers that may take minutes: images and files of installer trees. */
const DOWNLOAD = /^\/((t\/[^/]+\/)?images|trees)\//;

export type Downloads = { readonly listener: RequestListener; /** How many run now. */ running(): number; /** Lets another listener answer what comes from now on; undefined: the first one again. */ answerWith(other: RequestListener | undefined): void };

/** @param listener of the server, which is asked as before. */
export function countDownloads(listener: RequestListener): Downloads {
  let running = 0;
  let present = listener;
  return {
    answerWith: (other) => {
      present = other ?? listener;
    },
    listener: (request, response) => {
      if (request.method === 'GET' && DOWNLOAD.test(request.url ?? '')) {
        running += 1;
        response.once('close', () => (running -= 1));
      }
      present(request, response);
    },
    running: () => running,
  };
}

/**
 * Lets in who waits to be accepted, and tells them to come again: closing the socket would reset them, and curl, which tries again when it is refused or
 * told to wait, gives up when it is reset.
 * Node accepts one connection in each turn of its event loop, so after two turns without one nobody waits: the first may have begun after its look at the sockets.
 */
async function acceptWaiting(server: Server): Promise<void> {
  const end = performance.now() + limits.accept;
  let quietTurns = 0;
  const note = () => {
    quietTurns = 0;
  };
  server.on('connection', note);
  while (quietTurns < 2 && performance.now() < end) {
    quietTurns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  server.off('connection', note);
}

export type Stopping = {
  /** How many downloads run, and how long they may go on in milliseconds. */
  readonly downloads?: Downloads & { readonly limit: number };
  /** Answers who waits to be accepted; undefined when another server has the same socket, because then they are not lost, and are answered by that one. */
  readonly goodbye?: RequestListener | undefined;
};

/**
 * Takes no new connections, closes those without a request, and waits for the others; resolves when none is left.
 *
 * @param drain how long requests that were begun may take, in milliseconds; then they are cut.
 */
export async function stop(server: Server, drain: number = limits.drain, { downloads, goodbye }: Stopping = {}): Promise<void> {
  if (goodbye !== undefined) {
    downloads?.answerWith(goodbye);
    await acceptWaiting(server);
    downloads?.answerWith(undefined);
  }
  const begun = performance.now();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = () => {
    // A connection becomes idle with its answer; Node closes only those that are idle at the first moment.
    server.closeIdleConnections();
    const limit = downloads !== undefined && downloads.running() > 0 ? downloads.limit : drain;
    if (performance.now() - begun >= limit) server.closeAllConnections();
  };
  sweep();
  const timer = setInterval(sweep, 50);
  await closed;
  clearInterval(timer);
}
