// SPDX-License-Identifier: GPL-2.0-or-later
// The worker's process: begun again when it ends by itself, and gone when it is stopped.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { keepWorker } from './worker.ts';

const directory = mkdtempSync(join(tmpdir(), 'basewright-worker-'));
after(() => rmSync(directory, { recursive: true }));

function script(name: string, text: string): string {
  const path = join(directory, `${name}.cjs`);
  writeFileSync(path, text);
  return path;
}

test('a worker that ends is begun again, later each time, and says so', { timeout: 30_000 }, async () => {
  const said: string[] = [];
  const third = Promise.withResolvers<undefined>();
  const worker = keepWorker({
    environment: process.env, command: [script('ends', 'process.exit(3)')], firstWait: 20,
    say: (sentence) => {
      if (said.push(sentence) === 3) third.resolve(undefined);
    },
  });
  await third.promise;
  await worker.stop();
  assert.match(said[0] ?? '', /ended with exit code 3\. Everything else goes on; it is started again in 0\.02 s\.$/);
  assert.match(said[2] ?? '', /in 0\.08 s\.$/);
  assert.equal(said.length, 3);
});

test('a worker that is stopped is asked, waited for and not begun again', { timeout: 30_000 }, async () => {
  const file = join(directory, 'life');
  const life = `const { appendFileSync } = require('node:fs');
    const say = (text) => appendFileSync(process.argv[2], text);
    process.on('SIGTERM', () => { say(' asked'); setTimeout(() => { say(' ended'); process.exit(0); }, 50); });
    setInterval(() => {}, 1000);
    say('up');`;
  const said: string[] = [];
  const worker = keepWorker({ environment: process.env, command: [script('life', life), file], say: (sentence) => said.push(sentence) });
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 10));
  await worker.stop();
  assert.deepEqual([said, readFileSync(file, 'utf8')], [[], 'up asked ended']);
});
