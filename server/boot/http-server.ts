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
  /** Waiting to be accepted; a rack that is switched on asks at once. The kernel may allow less (net.core.somaxconn). */
  backlog: 4096,
  /** For requests that were begun when the server is told to stop: as long as a head may take. */
  drain: 10_000,
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

/** Resolves with the port, which the system chose when 0 was asked for. */
export function listen(server: Server, { host, port }: Listen): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: limits.backlog }, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(address !== null && typeof address !== 'string' ? address.port : port);
    });
  });
}

/**
 * Takes no new connections, closes those without a request, and waits for the others.
 *
 * @param drain how long at most, in milliseconds; then they are cut.
 */
export async function stop(server: Server, drain: number = limits.drain): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection becomes idle with its answer; Node closes only those that are idle at the first moment.
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), drain);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
