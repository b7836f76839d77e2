// SPDX-License-Identifier: GPL-2.0-or-later
// The API of the admin plane in a process of its own, without the pages: for tests that kill it. Settings as for the real one; says `ready` when it answers.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { handleApi } from '#server/api/handle.ts';
import { readConfig } from '#server/config.ts';

function requestOf(incoming: IncomingMessage, body: string): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) if (typeof value === 'string') headers.set(name, value);
  return new Request(`http://${incoming.headers.host ?? 'localhost'}${incoming.url ?? '/'}`, { method: incoming.method ?? 'GET', headers, ...(body !== '' && { body }) });
}

async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const response = await handleApi(requestOf(incoming, await text(incoming)));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(await response.text());
}

const { admin } = readConfig();
createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(String(error))));
}).listen(admin.port, admin.host, () => console.log('ready'));
process.once('disconnect', () => process.exit(0));
