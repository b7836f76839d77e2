// SPDX-License-Identifier: GPL-2.0-or-later
// The answers of the boot plane: whole, made before they are needed, and sent without another look at them.

import type { ServerResponse } from 'node:http';

/** Everything of an answer but the Date. `headers` is flat: name, value, name, value, the form that Node writes fastest. */
export type Answer = { readonly status: number; readonly headers: string[]; readonly body: Buffer };

// Kickstarts hold secrets: nobody on the way keeps them, guesses their type, or learns from where they were asked.
const COMMON = ['Content-Type', 'text/plain; charset=utf-8', 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff', 'Referrer-Policy', 'no-referrer'];

function answer(status: number, text: string, headers: readonly string[] = []): Answer {
  // Not from Node's pool: a small text would keep a whole piece of it alive in the cache.
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  body.write(text);
  return { status, headers: [...COMMON, 'Content-Length', String(body.length), ...headers], body };
}

/** A rendered kickstart, a boot script, or a word that a script of ours waits for. */
export function textAnswer(text: string): Answer {
  return answer(200, text);
}

/** A file for the installer; it is the same for everybody. */
export function imageAnswer(body: Buffer): Answer {
  return { status: 200, headers: ['Content-Type', 'application/octet-stream', 'Cache-Control', 'no-cache', 'X-Content-Type-Options', 'nosniff', 'Content-Length', String(body.length)], body };
}

/** For a reverse proxy, which sends what lies at `location` itself: with its length, in ranges, to HEAD and GET. */
export function handedOver(location: string): Answer {
  return { status: 200, headers: ['Content-Type', 'application/octet-stream', 'Cache-Control', 'no-transform', 'X-Content-Type-Options', 'nosniff', 'X-Accel-Redirect', location, 'Content-Length', '0'], body: Buffer.alloc(0) };
}

/** The manifest of a channel: the same for everybody, and asked for again when it may have changed. @param etag with its quotes. */
export function manifestAnswer(text: string, etag: string): Answer {
  const body = Buffer.from(text);
  return { status: 200, headers: ['Content-Type', 'application/json; charset=utf-8', 'Cache-Control', 'public, max-age=60, no-transform', 'X-Content-Type-Options', 'nosniff', 'ETag', etag, 'Content-Length', String(body.length)], body };
}

/** What the asker has is what there is. */
export function notModified(etag: string): Answer {
  return { status: 304, headers: ['Cache-Control', 'public, max-age=60, no-transform', 'ETag', etag], body: Buffer.alloc(0) };
}

/** Said plainly, and not the secretive 404: whoever asks is to learn what to do. */
export const addonNotBuilt = answer(404, 'The add-on for the installer has not been built. On the server run: make -C anaconda-addon product.img updates.img\n');

/** A node that is being installed asks again a few times, and its log then says this status. */
export const nodeFileNotBuilt = answer(503, 'This has not been built on the server. There run: npm run build\n', ['Retry-After', '60']);

/** One answer for unknown, unarmed and expired hosts and for every other path, so that it tells nothing. */
export const notFound = answer(404, 'Nothing is served here. If a host asks for its kickstart: add it with this MAC address in Basewright and arm it, then start it again.\n');

/** Anaconda's curl tries again after 503 (three times), never after 404: a host that is armed is told to wait, not to give up. */
export const unavailable = answer(503, 'The server cannot read its data at the moment. Try again in a few seconds; the log of the server says why.\n', ['Retry-After', '2']);

/** The kickstart of this host cannot be written; only a person can mend that, and the machine must not get another text. */
export const notRenderable = answer(503, 'The kickstart of this host cannot be written. The log of the server says why.\n', ['Retry-After', '2']);

/** For an address that guesses: it is told nothing else for a while, whatever it asks for that is not open to it. */
export const tooMany = answer(429, 'Too many unknown machines or wrong tokens from this address. Wait five minutes.\n', ['Retry-After', '300']);

/** For a running node: JSON that nobody else may see. */
export function jsonAnswer(value: object): Answer {
  const body = Buffer.from(`${JSON.stringify(value)}\n`);
  return { status: 200, headers: ['Content-Type', 'application/json; charset=utf-8', 'Cache-Control', 'no-store', 'X-Content-Type-Options', 'nosniff', 'Content-Length', String(body.length)], body };
}

/** For a node with a right key that asks far more often than it was told to. */
export const tooOften = answer(429, 'This node asks too often. Wait a minute.\n', ['Retry-After', '60']);

/** So many downloads of one address run already; curl comes again after a 503. */
export const busy = answer(503, 'Too many downloads from this address run at the moment. Try again in a few seconds.\n', ['Retry-After', '2']);

/** For a report that nobody sends: the rest of it is not read. */
export const tooLarge = answer(413, 'This report is larger than reports of its kind may be.\n', ['Connection', 'close']);

/** A report with a right token that is not of its form. @param why is for the author of a script; it quotes nothing of what came. */
export function malformed(why: string): Answer {
  return answer(400, `The report was not taken: ${why}\n`);
}

/** Whatever body comes with it is not read: the connection ends. */
export const methodNotAllowed = answer(405, 'Only GET and HEAD are answered here.\n', ['Allow', 'GET, HEAD', 'Connection', 'close']);

export const healthy = answer(200, 'ok\n');

/** For the program's own mistakes. */
export const failed = answer(500, 'The server made a mistake. Its log says which.\n');

/** Node leaves the body out for HEAD. */
export function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers);
  response.end(body);
}
