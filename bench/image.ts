// SPDX-License-Identifier: GPL-2.0-or-later
// `npm run bench:image`: an image to sixteen machines at once, of the real boot plane against nginx with sendfile; and an image that comes in, against openssl that only hashes it. As ratios.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openStore } from '#server/store/store.ts';
import { makeImage } from './dataset.ts';
import { startDownloads } from './downloads.ts';
import { type Comparison, medianOf, measureIncoming } from './incoming.ts';
import { type MeasuredServer, startBootPlane, startNginx } from './servers.ts';

const MIB = 1024 * 1024;
const SIZE_MIB = Number(process.env['BENCH_MIB'] ?? 1024);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 4);
const CLIENTS = 16;
const NAME = 'node-image.squashfs';
const SERVER_CORE = 0;
const CLIENT_CORE = 1;

/** What must be reached, of nginx with one worker and sendfile on the same core. */
const TARGET = { throughput: 0.9, cpu: 3 } as const;

/** `perSecond`: bytes. `cpu`: seconds of the serving process for each GiB. */
type Round = { readonly perSecond: number; readonly cpu: number };

/** Puts the image into the catalogue and into a channel: published images are open to everybody. */
async function publish(directory: string, sha256: string): Promise<void> {
  const store = await openStore(directory);
  const now = store.now();
  const { size } = statSync(join(directory, 'images', sha256));
  await store.write(async (transaction) => {
    await transaction
      .insertInto('images')
      .values({ sha256, name: NAME, size, nvr: null, target: null, arch: null, state: 'available', state_reason: null, origin: 'file', source: null, parent: null, made_from: null, signature: null, added_at: now, added_by: null, hashed_at: now })
      .execute();
    await transaction.insertInto('channels').values({ id: 'bench', title: 'Bench', target: 'centos9', sha256, revision: 1, updated_at: now }).execute();
  });
  await store.close();
}

/** The client reads and throws away: hashing sixteen images would take more of it than the server has to give. What comes is the right image was checked before. */
async function runRound(server: MeasuredServer, path: string): Promise<Round> {
  const before = server.cpuSeconds();
  const { stdout } = await promisify(execFile)('taskset', ['-c', String(CLIENT_CORE), 'wrk', '-t1', `-c${CLIENTS}`, `-d${SECONDS}s`, '--timeout', '60s', '-s', new URL('bytes.lua', import.meta.url).pathname, server.url + path]);
  const cpu = server.cpuSeconds() - before;
  const [bytes = 0, seconds = 0, errors = 0] = (stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  assert.equal(errors, 0, `${server.name}: ${stdout}`);
  return { perSecond: bytes / seconds, cpu: cpu / (bytes / 1024 ** 3) };
}

/** HEAD, GET and the hash, from both. */
async function checkWhole(server: MeasuredServer, path: string, sha256: string): Promise<void> {
  const { each } = await startDownloads({ url: server.url, paths: [path, path], sha256 }).ended;
  for (const { error } of each) assert.equal(error, undefined, `${server.name}: ${error}`);
}

/** `copying`: nginx that reads and writes as every program without sendfile must, to tell what is Node's part of a difference. */
const names = ['nginx', 'copying', 'boot'] as const;
type Servers = Readonly<Record<(typeof names)[number], MeasuredServer>>;
type Rounds = Readonly<Record<(typeof names)[number], Round[]>>;

/** In turn, so that a busy moment of the machine meets all. The first round warms up and does not count. */
async function measureDownloads(servers: Servers, path: string): Promise<Rounds> {
  const rounds: Rounds = { boot: [], nginx: [], copying: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const measured = await runRound(servers[name], path);
      if (round > 0) rounds[name].push(measured);
    }
  }
  return rounds;
}

function reportDownloads({ boot, nginx, copying }: Rounds): boolean {
  const ratios = (of: (round: Round) => number, other: readonly Round[] = nginx) => medianOf(boot.map((round, index) => of(round) / of(other[index] ?? round)));
  const [throughput, cpu] = [ratios(({ perSecond }) => perSecond), ratios((round) => round.cpu)];
  const line = (name: string, rounds: readonly Round[]) => `${name.padEnd(22)}${Math.round(medianOf(rounds.map(({ perSecond }) => perSecond)) / MIB)} MiB/s, ${medianOf(rounds.map((round) => round.cpu)).toFixed(2)} s CPU per GiB`;
  console.log(`\n${CLIENTS} clients, an image of ${SIZE_MIB} MiB, ${ROUNDS} rounds of ${SECONDS} s each\n${line('nginx, sendfile on', nginx)}\n${line('nginx, sendfile off', copying)}\n${line('boot plane', boot)}`);
  const isReached = throughput >= TARGET.throughput && cpu <= TARGET.cpu;
  console.log(`ratios: throughput ${throughput.toFixed(2)} (at least ${TARGET.throughput}), CPU per GiB ${cpu.toFixed(2)} (at most ${TARGET.cpu}): ${isReached ? 'reached' : 'MISSED'}`);
  console.log(`of nginx with sendfile off: throughput ${ratios(({ perSecond }) => perSecond, copying).toFixed(2)}, CPU per GiB ${ratios((round) => round.cpu, copying).toFixed(2)}`);
  return isReached;
}

function reportIncoming(comparisons: readonly Comparison[]): void {
  console.log(`\nan image of ${SIZE_MIB} MiB comes in, beside openssl dgst -sha256 of the same file`);
  for (const { name, perSecond, ratio, note } of comparisons) console.log(`${name.padEnd(34)}${Math.round(perSecond / MIB)} MiB/s${ratio === undefined ? '' : `, ${ratio.toFixed(2)} of openssl`}${note === undefined ? '' : `, ${note}`}`);
}

assert(availableParallelism() >= 2, 'The measurement needs two cores: one for the server, one for the client.');
const directory = mkdtempSync(join(tmpdir(), 'basewright-bench-'));
const servers: MeasuredServer[] = [];
try {
  const data = join(directory, 'data');
  const sha256 = makeImage(data, SIZE_MIB);
  await publish(data, sha256);
  const path = `/images/${sha256}/${NAME}`;
  const files = join(directory, 'files', 'images', sha256);
  mkdirSync(files, { recursive: true });
  // The same file, so both find it in the kernel's cache.
  linkSync(join(data, 'images', sha256), join(files, NAME));
  const nginx = await startNginx(join(directory, 'nginx'), join(directory, 'files'), SERVER_CORE);
  servers.push(nginx);
  const copying = await startNginx(join(directory, 'nginx-copying'), join(directory, 'files'), SERVER_CORE, 'off');
  servers.push(copying);
  const boot = await startBootPlane(data, SERVER_CORE);
  servers.push(boot);
  for (const server of servers) await checkWhole(server, path, sha256);
  const isReached = reportDownloads(await measureDownloads({ boot, nginx, copying }, path));
  console.log(`memory of the boot plane: ${Math.round(boot.memory().now)} MiB, at most ${Math.round(boot.memory().peak)} MiB`);
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  reportIncoming(await measureIncoming(join(directory, 'incoming'), SIZE_MIB));
  process.exitCode = isReached ? 0 : 1;
} finally {
  await Promise.all(servers.map((server) => server.stop()));
  rmSync(directory, { recursive: true, force: true });
}
