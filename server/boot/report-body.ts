// SPDX-License-Identifier: GPL-2.0-or-later
// The body of a report: read up to the limit of its kind, and not a byte further.

import type { IncomingMessage } from 'node:http';
import { MOST_CHECK_IN, MOST_REPORT } from '#kickstart/fleet/wire.ts';
import { reportLimits } from '#kickstart/lifecycle/report-text.ts';
import type { Route } from './routes.ts';

export type ReadBody = { readonly kind: 'read'; readonly body: Buffer } | { readonly kind: 'too large' } | { readonly kind: 'cut short' };

/** How many bytes a machine may send here; undefined where it has nothing to send. */
export function bodyLimit(route: Route | undefined): number | undefined {
  if (route?.kind === 'node') return route.said === 'report' ? MOST_REPORT : MOST_CHECK_IN;
  return route?.kind === 'report' ? reportLimits[route.report] : undefined;
}

/** Read of anybody; in bytes. Check-ins are smaller. */
const SMALL = 16 * 1024;

/** Whether a body may be so large that it must be known first who sends it. */
export function isLarge({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > SMALL;
}

/** Calls `done` once. A body that says it is larger than `limit`, or turns out to be, is not read to its end. */
export function readBody(request: IncomingMessage, limit: number, done: (read: ReadBody) => void): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    done({ kind: 'too large' });
    return;
  }
  // RFC 9112, 6.3: then there is none. Node sets up no stream for it (see http-server.ts), so its end would never be heard of.
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    done({ kind: 'read', body: Buffer.alloc(0) });
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  let isDone = false;
  const finish = (read: ReadBody) => {
    if (isDone) return;
    isDone = true;
    done(read);
  };
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) finish({ kind: 'too large' });
    else chunks.push(chunk);
  });
  request.once('end', () => finish({ kind: 'read', body: Buffer.concat(chunks) }));
  request.once('close', () => finish({ kind: 'cut short' }));
}
