// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the boot plane against clients that mean harm or are broken: guessed paths, malformed HTTP, slow heads, large heads.

import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ask, type BootSite, exchange, MAC, openBootSite, runPlane } from './boot-plane.fixture.ts';

const SEED = 20261101;
let site: BootSite;
before(async () => {
  site = await openBootSite();
});
after(() => site.remove());
/** Any answer that shows that the boot plane is well: it needs no arming. */
const WELL = `/boot/${MAC}/ipxe`;

/** Paths near to the right ones, and far from them; printable, as a request line needs. */
const pathPart = fc.oneof(
  fc.stringMatching(/^[!-~]{0,24}$/),
  fc.constantFrom('ks', 'KS', '..', '%2e%2e', '.', '', '%00', '%', '%c0%af', 'healthz/', MAC.slice(0, -1), `${MAC}:00`, MAC.replace(/:/, '-'), MAC.replace('5', 'g'), '01-', '52:54:00:00:00:01', ';', '\\'),
  fc.stringMatching(/^[0-9a-f:.%-]{10,22}$/),
);
const target = fc.array(pathPart, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);

const isRight = (path: string) => /^\/healthz(\?|$)/.test(path);
/** Guessing is limited, and a limit is an answer too. */
const isClosed = (status: number | undefined) => status === 404 || status === 429;

test('10,000 guessed paths get the 404, none a 500', async () => {
  const plane = await runPlane(site);
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const expected = (await ask(plane.port, '/nowhere')).split('\r\n\r\n')[1];
  const paths = fc.sample(target, { seed: SEED, numRuns: 10_000 }).filter((path) => !isRight(path));
  assert.ok(paths.length > 9_900);
  const check = (path: string) =>
    new Promise<void>((resolve, reject) => {
      const sent = request({ port: plane.port, host: '127.0.0.1', agent, path }, (response) => {
        let body = '';
        response.on('data', (chunk) => (body += String(chunk)));
        response.on('end', () => (isClosed(response.statusCode) && (response.statusCode === 429 || body === expected) ? resolve() : reject(new Error(`seed ${SEED}: ${path} got ${response.statusCode}`))));
      });
      sent.on('error', reject).end();
    });
  await Promise.all(paths.map(check));
  agent.destroy();
  await plane.stop();
  assert.deepEqual(plane.log.filter((line) => !line.includes('address-limited')), []);
});

test('malformed HTTP gets 4xx or nothing, and the next client its answer', async () => {
  const plane = await runPlane(site);
  const junk = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `GET /ks/${text} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    fc.stringMatching(/^[ -~\r\n]{0,80}$/).map((text) => `GET / HTTP/1.1\r\n${text}\r\n\r\n`),
  );
  for (const bytes of fc.sample(junk, { seed: SEED, numRuns: 1000 })) {
    const answer = await exchangeOrCut(plane.port, bytes);
    assert.match(answer, /^(HTTP\/1\.1 4\d\d |$)/, `seed ${SEED}: ${JSON.stringify(bytes)}`);
  }
  assert.match(await ask(plane.port, WELL), /^HTTP\/1\.1 200 /);
  await plane.stop();
});

/** Half a request would wait for its time limit: the client ends it. */
async function exchangeOrCut(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes, 'latin1'));
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

test('a head that is too large gets 431, a long URL too', async () => {
  const plane = await runPlane(site);
  assert.match(await exchange(plane.port, `GET /${'a'.repeat(65_536)} HTTP/1.1\r\nHost: x\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await exchange(plane.port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(1 << 20)}\r\n\r\n`), /^HTTP\/1\.1 431 /);
  assert.match(await ask(plane.port, WELL), /^HTTP\/1\.1 200 /);
  await plane.stop();
});

test('1000 slow clients are cut after 10 s, and meanwhile others are answered', { timeout: 60_000 }, async () => {
  const plane = await runPlane(site);
  const start = performance.now();
  const slow = await Promise.all(Array.from({ length: 1000 }, (_, number) => openSlow(plane.port, number % 2 === 0 ? '' : 'GET /ks/x HTTP/1.1\r\nHost: ')));
  const times: number[] = [];
  const trickle = setInterval(() => slow.forEach(({ socket }) => socket.writable && socket.write(socket.bytesWritten === 0 ? '' : 'x')), 1000);
  for (let round = 0; round < 200; round += 1) {
    const before = performance.now();
    assert.match(await ask(plane.port, WELL), /^HTTP\/1\.1 200 /);
    times.push(performance.now() - before);
  }
  const slowest = times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? 0;
  assert.ok(slowest < 1000, `p99 ${slowest} ms`);
  await Promise.all(slow.map(({ closed }) => closed));
  clearInterval(trickle);
  const lasted = performance.now() - start;
  assert.ok(lasted > 9_000 && lasted < 20_000, `${lasted} ms`);
  await plane.stop();
});

function openSlow(port: number, first: string): Promise<{ socket: Socket; closed: Promise<void> }> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      if (first !== '') socket.write(first);
      resolve({ socket, closed });
    });
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    socket.on('error', (error) => reject(error));
    socket.resume();
  });
}
