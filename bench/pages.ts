// SPDX-License-Identifier: GPL-2.0-or-later
// What a browser loads for each page: gzipped bytes of script and style, from the built pages as the server sends them. Run: npm run build && npm run bench:pages
import { gzipSync } from 'node:zlib';
import { ADMIN } from '../e2e/frame/admin.ts';
import { removeDirectory, startServer, type RunningServer } from '../e2e/frame/server.ts';

const pages = ['/login', '/profiles', '/hosts', '/profiles/new'];

const kib = (bytes: number) => `${(bytes / 1024).toFixed(0)} KiB`.padStart(9);

async function login({ adminUrl, setupToken }: RunningServer): Promise<string> {
  const answer = await fetch(`${adminUrl}/api/v1/setup`, {
    method: 'POST', headers: { 'content-type': 'application/json', origin: adminUrl }, body: JSON.stringify({ token: setupToken, ...ADMIN }),
  });
  if (!answer.ok) throw new Error(`The first administrator could not be made: ${answer.status}`);
  return answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
}

/** Gzipped size of every script and style sheet that the page's HTML names for a current browser. */
async function sizes({ adminUrl }: RunningServer, page: string, cookie: string): Promise<{ html: number; script: number; style: number }> {
  // Who is logged in is sent on from the login page.
  const html = await (await fetch(`${adminUrl}${page}`, page === '/login' ? {} : { headers: { cookie } })).text();
  const files = [...new Set([...html.replace(/<script[^>]*nomodule[^>]*>/gi, '').matchAll(/\/_next\/static\/[A-Za-z0-9_./~-]+\.(?:js|css)/g)].map(([file]) => file))];
  const loaded = await Promise.all(files.map(async (file) => ({ file, bytes: gzipSync(Buffer.from(await (await fetch(`${adminUrl}${file}`)).arrayBuffer())).length })));
  if (process.env['DETAIL'] !== undefined) for (const { file, bytes } of loaded.toSorted((a, b) => b.bytes - a.bytes)) console.log(`  ${kib(bytes)} ${file}`);
  const sum = (ending: string) => loaded.filter(({ file }) => file.endsWith(ending)).reduce((total, { bytes }) => total + bytes, 0);
  return { html: gzipSync(html).length, script: sum('.js'), style: sum('.css') };
}

const server = await startServer();
try {
  const cookie = await login(server);
  console.log('page               HTML    script     style   (gzipped, without fonts)');
  for (const page of pages) {
    const { html, script, style } = await sizes(server, page, cookie);
    console.log(`${page.padEnd(14)}${kib(html)} ${kib(script)} ${kib(style)}`);
  }
} finally {
  await server.stop();
  await removeDirectory(server.dataDirectory);
}
