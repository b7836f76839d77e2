// SPDX-License-Identifier: GPL-2.0-or-later
// A plane is waited for, and it always ends: when told to, by itself, and when its parent is killed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startPlane } from './plane.ts';
import { checkListen } from './ports.ts';

const directory = mkdtempSync(join(tmpdir(), 'basewright-plane-'));
after(() => rmSync(directory, { recursive: true }));

const SERVER = `
  const { createServer } = require('node:http');
  const server = createServer((request, response) => response.end('yes')).listen(Number(process.argv[2]), '127.0.0.1');
  process.on('SIGTERM', () => { server.close(() => process.exit(0)); });
`;

function script(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

async function planeOf(name: string, text: string) {
  const { LISTEN: listen } = await checkListen({ LISTEN: { host: '127.0.0.1', port: 0 } });
  const command = [script(`${name}.cjs`, text), String(listen.port)];
  return { listen, command, plane: startPlane({ name, command, listen, path: '/', environment: process.env }) };
}

test('is up when it answers, and stops when told', async () => {
  const { plane } = await planeOf('good plane', SERVER);
  await plane.waitUntilAnswers(10_000);
  await plane.stop();
  assert.equal(await plane.ended, 'The good plane ended with exit code 0.');
  await plane.stop();
});

test('one that ends instead of answering says what it said last', async () => {
  const { plane } = await planeOf('broken plane', `console.error('no such key'); process.exit(3);`);
  await assert.rejects(plane.waitUntilAnswers(10_000), /^PlaneError: The broken plane ended with exit code 3\.\nno such key$/);
});

test('one that never answers is given up', async () => {
  const { plane } = await planeOf('silent plane', 'setInterval(() => {}, 1000);');
  await assert.rejects(plane.waitUntilAnswers(300), /The silent plane did not answer within 0\.3 s/);
  await plane.stop();
  assert.equal(await plane.ended, 'The silent plane ended by signal SIGTERM.');
});

test('ends with a parent that is killed', { timeout: 20_000 }, async () => {
  const { LISTEN: listen } = await checkListen({ LISTEN: { host: '127.0.0.1', port: 0 } });
  const server = script('left.cjs', SERVER);
  const parent = script('parent.ts', `
    import { startPlane } from ${JSON.stringify(fileURLToPath(new URL('./plane.ts', import.meta.url)))};
    const listen = ${JSON.stringify(listen)};
    const plane = startPlane({ name: 'plane', command: [${JSON.stringify(server)}, String(listen.port)], listen, path: '/', environment: process.env });
    await plane.waitUntilAnswers(10_000);
    process.kill(process.pid, 'SIGKILL');
  `);
  const child = spawn(process.execPath, [parent], { stdio: 'inherit' });
  const signal = await new Promise((resolve) => child.once('exit', (_code, ended) => resolve(ended)));
  assert.equal(signal, 'SIGKILL');
  for (;;) {
    const free = await checkListen({ LISTEN: listen }).then(() => true, () => false);
    if (free) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
});
