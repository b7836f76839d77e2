// SPDX-License-Identifier: GPL-2.0-or-later
// `npm start` as a whole: what it prints, how fast it starts again, and that no way of ending it leaves a process behind.
import { expect, test } from '@playwright/test';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { makeArmedHosts, makeImage } from '../bench/dataset.ts';
import { startHeldService } from '../bench/held-service.ts';
import { imagePath, openInstallations } from '../bench/run-storm.ts';
import { ROOT } from './frame/server.ts';

test.describe.configure({ mode: 'serial' });

// Made when tests run, not when they are only listed.
let directory = '';
test.beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'basewright-start-'));
});
test.afterAll(() => rmSync(directory, { recursive: true, force: true }));

type Started = { child: ChildProcess; output: () => string; ended: Promise<number | NodeJS.Signals | null> };

function start(command: readonly string[], environment: Record<string, string> = {}): Started {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT, detached: true, stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BASEWRIGHT_DATA: directory, BASEWRIGHT_ADMIN_LISTEN: '127.0.0.1:0', BASEWRIGHT_BOOT_LISTEN: '127.0.0.1:0', ...environment },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  return { child, output: () => said, ended: new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal))) };
}

const startScript = (environment?: Record<string, string>) => start([process.execPath, 'scripts/start.mjs'], environment);
const isUp = ({ output }: Started) => expect.poll(output, { timeout: 60_000, intervals: [20] }).toMatch(/Then make a profile|Next: log in/);

/** The processes that inherited our data directory (or another one), whoever their parent is now. */
function processes(data = directory): { pid: number; command: string }[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const isOurs = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(`BASEWRIGHT_DATA=${data}`);
      return isOurs ? [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ') }] : [];
    } catch {
      return []; // It ended while we looked.
    }
  });
}

const nothingLeft = () => expect.poll(() => processes().map(({ command }) => command), { timeout: 10_000 }).toEqual([]);

function processOf(part: string): number {
  const found = processes().find(({ command }) => command.includes(part));
  if (found === undefined) throw new Error(`No process of ${part} among ${JSON.stringify(processes())}`);
  return found.pid;
}

test('npm start prints where the planes are and what to do, and both answer', async () => {
  const started = start(['npm', 'start']);
  await isUp(started);
  expect(started.output()).toMatch(/Web pages \(admin plane\)\s+http:\/\/localhost:\d+\n/);
  expect(started.output()).toMatch(/open this link/i);
  const link = /http:\/\/localhost:\d+\/setup\?token=[\w-]{43}/.exec(started.output())?.[0] ?? '';
  const bootUrl = /boot plane\)\s+(\S+)/.exec(started.output())?.[1] ?? '';
  expect(await (await fetch(link)).text()).toContain('Create the administrator');
  expect((await fetch(`${bootUrl}/ks/00:00:5e:00:53:01`)).status).toBe(404);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  for (const file of ['basewright.sqlite', 'secret.key']) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
  started.child.kill('SIGTERM');
  await started.ended;
  await nothingLeft();
});

test('a second start builds nothing and is up within 3 seconds', async () => {
  const seconds: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const before = Date.now();
    const started = startScript();
    await isUp(started);
    seconds.push((Date.now() - before) / 1000);
    expect(started.output()).not.toMatch(/Building|Installing/);
    started.child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
  }
  expect(Math.min(...seconds), `seconds: ${seconds.join(', ')}`).toBeLessThan(3);
  await nothingLeft();
});

test('Ctrl-C, which reaches the whole process group, ends everything in order', async () => {
  for (const command of [[process.execPath, 'scripts/start.mjs'], ['npm', 'start']]) {
    const started = start(command);
    await isUp(started);
    process.kill(-(started.child.pid ?? 0), 'SIGINT');
    await started.ended;
    await nothingLeft();
    expect(started.output()).not.toMatch(/did not start|stops with it/);
  }
});

test('a stop during the start ends everything too', async () => {
  const started = startScript();
  await expect.poll(() => processes()).not.toEqual([]);
  await expect.poll(() => processes().some(({ command }) => command.includes('server/main.ts')), { intervals: [10] }).toBe(true);
  started.child.kill('SIGTERM');
  await started.ended;
  await nothingLeft();
});

for (const part of ['scripts/start.mjs', 'server/main.ts']) {
  test(`when ${part} is killed, nothing is left`, async () => {
    const started = startScript();
    await isUp(started);
    process.kill(processOf(part), 'SIGKILL');
    await nothingLeft();
  });
}

for (const [plane, part] of [['admin plane', 'next-server'], ['boot plane', 'server/boot/main.ts']] as const) {
  test(`when the ${plane} dies, it is reported and everything ends`, async () => {
    const started = startScript();
    await isUp(started);
    process.kill(processOf(part), 'SIGKILL');
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(`The ${plane} ended by signal SIGKILL. Basewright stops with it`);
    await nothingLeft();
  });
}

test('with a socket that systemd holds, a restart refuses nobody and lets a download run on', async () => {
  const nodeMain = [process.execPath, '--disable-warning=ExperimentalWarning', 'server/main.ts'];
  const data = join(directory, 'held');
  const machines = await makeArmedHosts(data, 1);
  const sha256 = makeImage(data, 24);
  const service = await startHeldService(nodeMain, { BASEWRIGHT_DATA: data, BASEWRIGHT_ADMIN_LISTEN: '127.0.0.1:0', BASEWRIGHT_BOOT_URL: '' });
  try {
    await service.says(/Basewright is running/);
    expect(service.output()).toContain(`For hosts (boot plane)    ${service.url}\n`);
    await openInstallations(service.url, machines, 0);
    const image = await new Promise<IncomingMessage>((resolve) => get(service.url + machines.map((machine) => imagePath(machine, sha256)).join(''), { agent: false }, resolve));
    image.pause();
    expect(await service.stop()).toBe(0);
    expect(service.output()).toMatch(/The boot plane takes no new requests and finishes 1 downloads/);
    // Nobody accepts, and nobody is refused: this waits in the kernel.
    const waiting = fetch(`${service.url}/healthz`);
    await service.start();
    expect((await waiting).status).toBe(200);
    const hash = createHash('sha256');
    for await (const chunk of image) hash.update(z.instanceof(Uint8Array).parse(chunk));
    expect(hash.digest('hex')).toBe(sha256);
  } finally {
    await service.end();
  }
  await expect.poll(() => processes(data), { timeout: 10_000 }).toEqual([]);
});

test('a port in use is told with the name of its variable', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  for (const variable of ['BASEWRIGHT_ADMIN_LISTEN', 'BASEWRIGHT_BOOT_LISTEN']) {
    const started = startScript({ [variable]: `127.0.0.1:${port}` });
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(`${variable} is 127.0.0.1:${port}, but another program listens there already`);
  }
  other.close();
  await nothingLeft();
});

test('a wrong variable is told by its name', async () => {
  const wrong = { BASEWRIGHT_ADMIN_LISTEN: 'nowhere', BASEWRIGHT_BOOT_URL: 'ftp://x', DATABASE_URL: 'postgres://localhost/x', BASEWRIGHT_DATA: join(ROOT, 'package.json') };
  for (const [variable, value] of Object.entries(wrong)) {
    const started = startScript({ [variable]: value });
    expect(await started.ended).toBe(1);
    expect(started.output()).toContain(variable);
    expect(started.output()).not.toMatch(/^ +at /m);
  }
  await nothingLeft();
});
