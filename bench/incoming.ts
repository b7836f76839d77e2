// SPDX-License-Identifier: GPL-2.0-or-later
// How fast an image comes in: through the pages' upload (tus, by curl) and from a path, beside openssl that only hashes the same file.

import assert from 'node:assert/strict';
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createApiToken } from '#server/auth/api-tokens.ts';
import { addImage } from '#server/images/image-store.ts';
import { squashfsBytes } from '#server/images/squashfs.fixture.ts';
import { openStore } from '#server/store/store.ts';
import { freePort } from './servers.ts';

const MIB = 1024 * 1024;
const ROUNDS = 3;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** `perSecond`: bytes, median. `ratio`: median of each round's ratio to openssl's. */
export type Comparison = { readonly name: string; readonly perSecond: number; readonly ratio?: number | undefined; readonly note?: string | undefined };

export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** What begins as a squashfs image does, and is another one for each `number`. */
function makeFile(path: string, mebibytes: number, number: number): void {
  const file = openSync(path, 'w');
  const piece = Buffer.alloc(MIB, `round ${number} `);
  writeSync(file, squashfsBytes(MIB, { used: BigInt(mebibytes * MIB) }));
  for (let index = 1; index < mebibytes; index += 1) {
    piece.writeUInt32LE(index);
    writeSync(file, piece);
  }
  closeSync(file);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

type AdminPlane = { readonly url: string; readonly token: string; readonly child: ChildProcess };

/** The pages as they are built; without the worker, which would test each image that came. */
async function startAdminPlane(data: string): Promise<AdminPlane> {
  const store = await openStore(data);
  const created = await createApiToken(store, { title: 'bench', role: 'admin', days: 1 }, undefined);
  await store.close();
  assert(created.outcome === 'created');
  const port = await freePort();
  const environment = { ...process.env, NODE_ENV: 'production' as const, BASEWRIGHT_DATA: data, BASEWRIGHT_ADMIN_LISTEN: `127.0.0.1:${port}`, BASEWRIGHT_BOOT_URL: 'http://127.0.0.1:1' };
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-H', '127.0.0.1', '-p', String(port)], { cwd: ROOT, env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  for (let look = 0; !(await fetch(`${url}/api/v1/session`).then(() => true, () => false)); look += 1) {
    if (child.exitCode !== null || look > 600) throw new Error('The admin plane did not start.');
    await sleep(100);
  }
  return { url, token: created.token, child };
}

/** As tus-js-client and curl do: begun with POST, and sent with one PATCH. The answer to the last byte comes when the image has its name. */
async function upload({ url, token }: AdminPlane, file: string, size: number, sha256: string): Promise<void> {
  const headers = ['-H', `Authorization: Bearer ${token}`, '-H', 'Tus-Resumable: 1.0.0', '-H', 'Expect:', '--silent', '--show-error', '--fail-with-body', '--dump-header', '-'];
  const name = Buffer.from('bench.squashfs').toString('base64');
  const begun = await run('curl', [...headers, '-X', 'POST', '-H', `Upload-Length: ${size}`, '-H', `Upload-Metadata: filename ${name}`, `${url}/api/v1/uploads`]);
  const location = /^location: (\S+)/im.exec(begun.stdout)?.[1] ?? '';
  const sent = await run('curl', [...headers, '-X', 'PATCH', '-H', 'Upload-Offset: 0', '-H', 'Content-Type: application/offset+octet-stream', '--upload-file', file, new URL(location, url).href]);
  assert.match(sent.stdout, new RegExp(`upload-image-sha256: ${sha256}`, 'i'));
}

/** @param directory for everything that is made; on the disk that is measured. */
export async function measureIncoming(directory: string, mebibytes: number): Promise<Comparison[]> {
  const data = join(directory, 'data');
  await mkdir(data, { recursive: true });
  const file = join(directory, 'image.squashfs');
  const names = ['openssl', 'add', 'upload'] as const;
  const times: Record<(typeof names)[number], number[]> = { openssl: [], add: [], upload: [] };
  const plane = existsSync(join(ROOT, '.next', 'BUILD_ID')) ? await startAdminPlane(data) : undefined;
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      makeFile(file, mebibytes, round);
      const sha256 = execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64);
      const seconds = {
        openssl: await secondsOf(() => run('openssl', ['dgst', '-sha256', file])),
        upload: plane === undefined ? Number.NaN : await secondsOf(() => upload(plane, file, mebibytes * MIB, sha256)),
        add: await secondsOf(() => addImage(join(directory, 'other'), file)),
      };
      // The first round only warms up.
      if (round > 0) names.forEach((name) => times[name].push(seconds[name]));
    }
  } finally {
    plane?.child.kill('SIGTERM');
  }
  const comparison = (name: keyof typeof times, title: string, note?: string): Comparison => ({
    name: title, note, perSecond: (mebibytes * MIB) / medianOf(times[name]),
    ratio: name === 'openssl' ? undefined : medianOf(times[name].map((seconds, index) => (times.openssl[index] ?? Number.NaN) / seconds)),
  });
  const uploaded = plane === undefined ? { name: 'upload in the browser (tus)', perSecond: Number.NaN, note: 'not measured: run "npm run build" first' } : comparison('upload', 'upload in the browser (tus)', 'hashed, written and on the disk');
  return [comparison('openssl', 'openssl dgst -sha256', 'hashed only'), comparison('add', 'image add FILE', 'hashed, written and on the disk'), uploaded];
}
