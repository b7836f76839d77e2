// SPDX-License-Identifier: GPL-2.0-or-later
// The boot plane as far as a node's upgrade asks it: a channel's manifest, the image in ranges, and check-ins and reports that are taken.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import type { CheckInAnswer } from '../../kickstart/fleet/wire.ts';
import type { Manifest } from '../../server/channels/manifest.ts';

export const NEXT = 'ovirt-node-ng-4.5.7-0.20261128.0';

export type ChannelServer = {
  readonly url: string;
  /** Holds the second half of the image back until it is called again with false. */
  hold: (is: boolean) => void;
  stop: () => Promise<void>;
};

function manifestOf(image: Buffer, url: string): Manifest {
  const sha256 = createHash('sha256').update(image).digest('hex');
  return { format: 1, channel: 'stable', title: 'Stable', target: 'ovirt45', nvr: NEXT, url: `${url}/images/${sha256}/${NEXT}.squashfs`, sha256, size: image.length, signature: null, publishedAt: '2026-11-28T06:00:00.000Z' };
}

const ANSWER: CheckInAnswer = { format: 1, interval: 300, wanted: null, pinned: null };

/** Serves on loopback. @param work directory for the image @param makeImage program of the stand-ins that makes one */
export async function startChannelServer(work: string, makeImage: string): Promise<ChannelServer> {
  const file = join(work, 'image');
  execFileSync('python3', [makeImage, file, NEXT]);
  const image = readFileSync(file);
  let go: (() => void) | undefined;
  let held: Promise<void> = Promise.resolve();
  const give = async (request: IncomingMessage, response: ServerResponse) => {
    const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const part = from > 0 ? { 'Content-Range': `bytes ${from}-${image.length - 1}/${image.length}` } : {};
    response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': image.length - from, 'Accept-Ranges': 'bytes', ETag: '"image"', ...part });
    const half = Math.max(from, image.length / 2);
    response.write(image.subarray(from, half));
    await held;
    response.end(image.subarray(half));
  };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/images/') === true) void give(request, response);
    else if (request.url === '/channels/stable.json') response.setHeader('Content-Type', 'application/json').end(JSON.stringify(manifestOf(image, url)));
    else if (request.method === 'POST') request.resume().on('end', () => response.setHeader('Content-Type', 'application/json').end(JSON.stringify(request.url === '/node/check-in' ? ANSWER : { format: 1, taken: true })));
    else response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
  return {
    url,
    hold: (is) => {
      go?.();
      go = undefined;
      if (is) held = new Promise((resolve) => { go = resolve; });
    },
    stop: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}
