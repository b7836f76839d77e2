// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the boot plane, as a process of its own, against clients that read slowly, not at all, or leave: its memory and its descriptors stay bounded.

import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type BootSite, openBootSite } from './boot-plane.fixture.ts';
import { type Given, moveChannel, putImage } from './delivery.fixture.ts';

const MIB = 1024 * 1024;
/** How often clients come and leave (more by hand), and how many of them are there at once. */
const CYCLES = Number(process.env['BASEWRIGHT_TEST_CYCLES'] ?? 1000);
const AT_ONCE = 50;
let site: BootSite;
let image: Given;
before(async () => {
  site = await openBootSite();
  image = await putImage(site, 32 * MIB);
  await moveChannel(site, 'stable', image.sha256);
});
after(() => site.remove());

/** A client that has asked for the image and reads nothing by itself. */
async function silentClient(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await new Promise<void>((resolve) => socket.once('connect', resolve));
  socket.pause();
  socket.write(`GET ${image.path} HTTP/1.1\r\nHost: x\r\n\r\n`);
  return socket;
}

const hasBytes = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('readable', resolve));

type Process = { readonly child: ChildProcess; readonly port: number };

/** The boot plane as it runs in the service. */
function startProcess(): Promise<Process> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = fork(main, { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, BASEWRIGHT_DATA: site.site.dataDirectory, BASEWRIGHT_BOOT_LISTEN: '127.0.0.1:0' } });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The boot plane ended with ${code}.`)));
    child.on('message', (message) => {
      if (typeof message === 'object' && 'port' in message) resolve({ child, port: Number(message.port) });
    });
  });
}

/** In bytes: now, and at most so far. */
function memory({ child }: Process): { now: number; peak: number } {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { now: bytes('VmRSS'), peak: bytes('VmHWM') };
}

const descriptors = ({ child }: Process): number => readdirSync(`/proc/${child.pid}/fd`).length;

/** The whole image. @returns the hash of what came. */
function fetchWhole(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256');
    get({ port, host: '127.0.0.1', path: image.path, agent: false }, (response) => {
      response.on('data', (part: Buffer) => hash.update(part));
      response.once('end', () => resolve(hash.digest('hex')));
      response.once('error', reject);
    }).once('error', reject);
  });
}

describe('the process', () => {
  let running: Process;
  before(async () => {
    running = await startProcess();
    await fetchWhole(running.port);
  });
  after(async () => {
    running.child.removeAllListeners('exit');
    const ended = new Promise((resolve) => running.child.once('exit', resolve));
    running.child.kill('SIGKILL');
    await ended;
  });

  test('with 200 clients that stand still in their download keeps its memory, and gives the whole image to those that go on', { timeout: 120_000 }, async () => {
    const before = memory(running).now;
    const sockets = await Promise.all(Array.from({ length: 200 }, () => silentClient(running.port)));
    await Promise.all(sockets.map(hasBytes));
    assert.equal(await fetchWhole(running.port), image.sha256, 'another one is served meanwhile');
    const grown = memory(running).peak - before;
    assert(grown < 64 * MIB, `${Math.round(grown / MIB)} MiB more than before`);
    const whole = sockets.slice(0, 20).map((socket) => new Promise<string>((resolve) => {
      const hash = createHash('sha256');
      let [left, isBody] = [image.bytes.length, false];
      socket.on('data', (part: Buffer) => {
        const body = isBody ? part : part.subarray(part.indexOf('\r\n\r\n') + 4);
        isBody = true;
        left -= body.length;
        hash.update(body);
        if (left === 0) resolve(hash.digest('hex'));
      }).resume();
    }));
    assert.deepEqual(new Set(await Promise.all(whole)), new Set([image.sha256]));
    for (const socket of sockets) socket.destroy();
    const end = memory(running).peak - before;
    assert(end < 96 * MIB, `${Math.round(end / MIB)} MiB more than before, at most`);
  });

  test(`has no more open files after ${CYCLES} clients that left in the middle`, { timeout: 120_000 }, async () => {
    await fetchWhole(running.port);
    const before = descriptors(running);
    for (let round = 0; round < CYCLES / AT_ONCE; round += 1) {
      const sockets = await Promise.all(Array.from({ length: AT_ONCE }, () => silentClient(running.port)));
      await Promise.all(sockets.map(hasBytes));
      for (const socket of sockets) socket.destroy();
    }
    // Each is noticed when the kernel says so; a request that is answered came after that.
    for (let look = 0; look < 100 && descriptors(running) > before + 2; look += 1) await fetchWhole(running.port);
    assert(descriptors(running) <= before + 2, `${descriptors(running)} descriptors, ${before} before`);
  });
});
