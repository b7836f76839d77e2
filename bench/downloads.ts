// SPDX-License-Identifier: GPL-2.0-or-later
// Image downloads as Anaconda makes them, HEAD and then GET, with the checksum of what came. Runs as a process of its own: hashing must not slow the machines that ask beside it.

import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const Wanted = z.object({ url: z.string(), paths: z.array(z.string()), sha256: z.string() });
export type Wanted = z.infer<typeof Wanted>;

const Fetched = z.object({ bytes: z.number(), /** Longest time without a byte, in milliseconds. */ gap: z.number(), error: z.string().optional() });
const Downloaded = z.object({ /** Of all together. */ seconds: z.number(), each: z.array(Fetched) });
export type Downloaded = z.infer<typeof Downloaded>;

const BEGUN = 'begun';

function get(url: string, method: 'HEAD' | 'GET', onData: (chunk: Buffer) => void): Promise<{ status: number; length: number }> {
  return new Promise((resolve, reject) => {
    const asking = request(url, { method, agent: false }, (response) => {
      response.on('data', onData);
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, length: Number(response.headers['content-length']) }));
    });
    asking.once('error', reject);
    asking.end();
  });
}

async function fetchImage(url: string, sha256: string, begun: () => void): Promise<z.infer<typeof Fetched>> {
  const hash = createHash('sha256');
  let [bytes, gap, last] = [0, 0, performance.now()];
  const take = (chunk: Buffer) => {
    if (bytes === 0) begun();
    bytes += chunk.length;
    gap = Math.max(gap, performance.now() - last);
    hash.update(chunk);
    last = performance.now();
  };
  try {
    const head = await get(url, 'HEAD', take);
    const whole = await get(url, 'GET', take);
    const isRight = head.status === 200 && whole.status === 200 && head.length === bytes && hash.digest('hex') === sha256;
    return isRight ? { bytes, gap } : { bytes, gap, error: `HEAD ${head.status} of ${head.length} bytes, GET ${whole.status} of ${bytes} bytes, or another checksum` };
  } catch (error) {
    return { bytes, gap, error: String(error) };
  }
}

async function fetchAll({ url, paths, sha256 }: Wanted): Promise<Downloaded> {
  let waiting = paths.length;
  const begun = () => {
    waiting -= 1;
    if (waiting === 0) console.log(BEGUN);
  };
  const start = performance.now();
  const each = await Promise.all(paths.map((path) => fetchImage(url + path, sha256, begun)));
  return { seconds: (performance.now() - start) / 1000, each };
}

export type Downloads = { /** Every one of them has got bytes, or they all have ended. */ readonly begun: Promise<void>; readonly ended: Promise<Downloaded> };

/** Starts all of them at once. */
export function startDownloads(wanted: Wanted): Downloads {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JSON.stringify(wanted)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  const ended = new Promise<Downloaded>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve(Downloaded.parse(JSON.parse(said.trim().split('\n').at(-1) ?? ''))) : reject(new Error(`The downloads ended with ${code}.`))));
  });
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.startsWith(BEGUN)) resolve();
    });
    child.once('close', () => resolve());
  });
  return { begun, ended };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(JSON.stringify(await fetchAll(Wanted.parse(JSON.parse(process.argv[2] ?? '')))));
