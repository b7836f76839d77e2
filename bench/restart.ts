// SPDX-License-Identifier: GPL-2.0-or-later
// The storm with a restart of the whole service in its middle: with a socket that is held, as systemd does, and by a plain stop and start.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Machine, makeArmedHosts, makeImage } from './dataset.ts';
import { startHeldService } from './held-service.ts';
import { openInstallations, runStorm, type StormResult } from './run-storm.ts';
import { freePort } from './servers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = [process.execPath, '--disable-warning=ExperimentalWarning', join(ROOT, 'server/main.ts')] as const;
const UP = 'Basewright is running';
const DOWNLOADS = 16;
const IMAGE_MIB = Number(process.env['BENCH_IMAGE_MIB'] ?? 1024);
/** Long enough that machines come before, while and after nobody answers. */
const WITHIN_MS = 6000;
/** curl --retry 3 --retry-connrefused waits 1, 2 and 4 seconds: who is refused for longer gives up. */
const BUDGET_MS = 7000;

type Gap = { /** Longest time in milliseconds that every try to connect was refused. */ readonly refused: number };

/** Connects every few milliseconds until told to stop. */
async function watchPort(port: number, isOver: () => boolean): Promise<Gap> {
  let [since, refused]: [number | undefined, number] = [undefined, 0];
  while (!isOver()) {
    const tried = performance.now();
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) since = undefined;
    else since ??= tried;
    if (since !== undefined) refused = Math.max(refused, performance.now() - since);
    await sleep(5);
  }
  return { refused };
}

type Restarted = { readonly result: StormResult; readonly gap: Gap; /** From the order to stop until the service said that it is up again, in milliseconds. */ readonly restart: number };

function say(name: string, { result, gap, restart }: Restarted): boolean {
  const { samples, images } = result;
  const errors = [...samples, ...images.each].flatMap(({ error }) => error ?? []);
  const longest = Math.max(...samples.map(({ time }) => time));
  const retried = samples.filter(({ refused }) => refused > 0).length;
  const silence = Math.max(0, ...images.each.map((image) => image.gap));
  console.log(
    [
      name,
      `  restart ${(restart / 1000).toFixed(1)} s; port refused for at most ${gap.refused.toFixed(0)} ms; ${samples.length} questions, ${errors.length} errors, ${retried} refused and tried again, longest answer with its tries ${longest.toFixed(0)} ms`,
      ...(images.each.length === 0 ? [] : [`  ${images.each.length} downloads of ${IMAGE_MIB} MiB ended after ${images.seconds.toFixed(1)} s with the right checksum, longest gap ${silence.toFixed(0)} ms`]),
      ...[...new Set(errors)].slice(0, 5).map((error) => `  ERROR ${error}`),
    ].join('\n'),
  );
  return errors.length === 0 && gap.refused < BUDGET_MS;
}

type Service = { readonly url: string; readonly port: number; /** Resolves when it is up again. */ restart(): Promise<void>; end(): Promise<void> };

async function heldService(environment: Readonly<Record<string, string>>): Promise<Service> {
  const service = await startHeldService(MAIN, environment);
  await service.says(new RegExp(UP));
  return {
    ...service,
    restart: async () => {
      const code = await service.stop();
      if (code !== 0) throw new Error(`The service ended with ${code}:\n${service.output()}`);
      await service.start();
      await service.says(new RegExp(UP));
    },
  };
}

async function plainService(environment: Readonly<Record<string, string>>): Promise<Service> {
  const port = await freePort();
  const [command, ...args] = MAIN;
  const run = async (): Promise<ChildProcess> => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment, BASEWRIGHT_BOOT_LISTEN: `127.0.0.1:${port}` } });
    let said = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes(UP)) resolve();
      });
      child.once('exit', (code) => reject(new Error(`The service ended with ${code}:\n${said}`)));
    });
    return child;
  };
  let running = await run();
  const end = async () => {
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await ended;
  };
  return {
    url: `http://127.0.0.1:${port}`, port, end,
    restart: async () => {
      await end();
      running = await run();
    },
  };
}

type Room = { readonly machines: readonly Machine[]; readonly fetching: readonly Machine[]; readonly sha256: string; readonly seed: number };

async function restartInStorm(service: Service, { machines, fetching, sha256, seed }: Room): Promise<Restarted> {
  try {
    await openInstallations(service.url, fetching, machines.length);
    let isOver = false;
    const gap = watchPort(service.port, () => isOver);
    let restarted: Promise<number> | undefined;
    const restart = async () => {
      const begun = performance.now();
      await service.restart();
      return performance.now() - begun;
    };
    const result = await runStorm({
      url: service.url, machines, within: WITHIN_MS, seed, downloads: { machines: fetching, sha256 }, isReported: true,
      onMachine: (finished) => {
        if (finished === Math.floor(machines.length / 5)) restarted = restart();
      },
    });
    const duration = await restarted;
    isOver = true;
    return { result, gap: await gap, restart: duration ?? Number.NaN };
  } finally {
    await service.end();
  }
}

/** @returns whether nobody was refused for longer than curl's patience, and nothing was lost. */
export async function measureRestarts(directory: string, count: number, seed: number): Promise<boolean> {
  if (!existsSync(join(ROOT, '.next/BUILD_ID'))) throw new Error('The whole service restarts here, with its pages: run "npm run build" first.');
  const data = join(directory, 'data');
  const all = await makeArmedHosts(data, 2 * count + DOWNLOADS);
  const sha256 = makeImage(data, IMAGE_MIB);
  const environment = { BASEWRIGHT_DATA: data, BASEWRIGHT_ADMIN_LISTEN: '127.0.0.1:0', BASEWRIGHT_BOOT_URL: '' };
  console.log(`${count} machines within ${WITHIN_MS / 1000} s, each time; the service restarts when a fifth of them has its kickstart.\n`);
  const held = await restartInStorm(await heldService(environment), { machines: all.slice(0, count), fetching: all.slice(2 * count), sha256, seed });
  const isHeldGood = say('socket held, 16 downloads run on', held);
  const plain = await restartInStorm(await plainService(environment), { machines: all.slice(count, 2 * count), fetching: [], sha256, seed });
  const isPlainGood = say('stop and start, no downloads', plain);
  const isReached = isHeldGood && isPlainGood && held.gap.refused === 0;
  console.log(`\n${isReached ? 'reached' : 'NOT REACHED'}: nothing lost, nobody refused with a held socket, and for less than ${BUDGET_MS / 1000} s without`);
  return isReached;
}
