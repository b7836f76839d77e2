// SPDX-License-Identifier: GPL-2.0-or-later
// `npm run bench:scripts`: GET /boot/<mac>/ipxe, which every machine asks at every boot, of the real boot plane against nginx with the same bytes as static files, as ratios.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { modes, type Mode, type Round, runRound } from './client.ts';
import { makeInstalledHosts } from './dataset.ts';
import { type MeasuredServer, startBootPlane, startNginx } from './servers.ts';

const HOSTS = 10_000;
const CONNECTIONS = 64;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 1);
const SERVER_CORE = 0;
const CLIENT_CORE = 1;

/**
 * Throughput is measured with all connections asking without a pause. The time of an answer is measured apart, with both servers
 * under the same load (about 3,000 requests a second): at full load it would only tell how long the queue is, and whether
 * it stands at the server or at the client.
 */
const loads = { full: 0, same: 20 } as const;
type LoadName = keyof typeof loads;

/** What must be reached, of nginx with one worker on the same core. */
const TARGET = { requestsRatio: 0.65, p99Ratio: 2 } as const;

type Pair = { readonly boot: MeasuredServer; readonly nginx: MeasuredServer };

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function bodyOf(server: MeasuredServer, path: string): Promise<Buffer> {
  const response = await fetch(server.url + path);
  assert.equal(response.status, 200, `${server.name} ${path}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Every host, both servers: the same bytes. Fills the boot plane's cache and the kernel's file cache on the way. */
async function compareBodies({ boot, nginx }: Pair, paths: readonly string[]): Promise<void> {
  for (let start = 0; start < paths.length; start += 100) {
    const bodies = paths.slice(start, start + 100).map(async (path) => {
      const [ours, theirs] = await Promise.all([bodyOf(boot, path), bodyOf(nginx, path)]);
      assert.ok(ours.equals(theirs), `${path} differs between the servers`);
    });
    await Promise.all(bodies);
  }
}

type Rounds = { readonly boot: readonly Round[]; readonly nginx: readonly Round[] };

/** Rounds of both servers in turn, so that a busy moment of the machine meets both. The first pair warms up and does not count. */
async function measure({ boot, nginx }: Pair, mode: Mode, pause: number, pathsFile: string): Promise<Rounds> {
  const rounds: { boot: Round[]; nginx: Round[] } = { boot: [], nginx: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const load = { mode, pause, pathsFile, connections: CONNECTIONS, seconds: SECONDS, core: CLIENT_CORE, seed: round + 1 };
    const isNginxFirst = round % 2 === 0;
    const before = isNginxFirst ? await runRound(nginx, load) : undefined;
    const ours = await runRound(boot, load);
    const theirs = before ?? (await runRound(nginx, load));
    if (round === 0) continue;
    rounds.boot.push(ours);
    rounds.nginx.push(theirs);
  }
  return rounds;
}

/** Taken per pair of neighbouring rounds, then the median. */
function ratioOf({ boot, nginx }: Rounds, key: keyof Round): number {
  return median(boot.map((round, index) => round[key] / (nginx[index]?.[key] ?? Number.NaN)));
}

function table(mode: Mode, load: LoadName, rounds: Rounds): string {
  const row = (name: string, value: (key: keyof Round) => string) =>
    `  ${name.padEnd(12)}${value('perSecond').padStart(8)} req/s${value('cpuMicroseconds').padStart(8)} µs CPU each   p50${value('p50').padStart(7)} ms   p99${value('p99').padStart(8)} ms`;
  const medianOf = (of: readonly Round[]) => (key: keyof Round) => median(of.map((round) => round[key])).toFixed(key === 'perSecond' ? 0 : 2);
  const ratios = (key: keyof Round) => ratioOf(rounds, key).toFixed(2);
  return [`${mode}, ${load} load`, row('nginx', medianOf(rounds.nginx)), row('boot plane', medianOf(rounds.boot)), row('ratio', ratios).replaceAll(/ (req\/s|µs CPU each|ms)/g, (unit) => ' '.repeat(unit.length))].join('\n');
}

async function measureMode(pair: Pair, mode: Mode, pathsFile: string): Promise<boolean> {
  const full = await measure(pair, mode, loads.full, pathsFile);
  console.log(table(mode, 'full', full));
  const same = await measure(pair, mode, loads.same, pathsFile);
  console.log(table(mode, 'same', same));
  // The client may be slower than nginx: then only the CPU time shows what one core could do.
  const perCore = 1 / ratioOf(full, 'cpuMicroseconds');
  const requests = Math.min(perCore, ratioOf(full, 'perSecond'));
  const p99 = ratioOf(same, 'p99');
  const isReached = requests >= TARGET.requestsRatio && p99 <= TARGET.p99Ratio;
  console.log(`  ${isReached ? 'reached' : 'NOT REACHED'}: requests per core ${requests.toFixed(2)} (>= ${TARGET.requestsRatio}, the smaller of req/s and 1/CPU), p99 under the same load ${p99.toFixed(2)} (<= ${TARGET.p99Ratio})\n`);
  return isReached;
}

async function run(directory: string): Promise<boolean> {
  const { paths, scriptBytes } = await makeInstalledHosts(join(directory, 'data'), join(directory, 'files'), HOSTS);
  const pathsFile = join(directory, 'paths');
  writeFileSync(pathsFile, `${paths.join('\n')}\n`);
  const nginx = await startNginx(join(directory, 'nginx'), join(directory, 'files'), SERVER_CORE);
  const boot = await startBootPlane(join(directory, 'data'), SERVER_CORE);
  try {
    await compareBodies({ boot, nginx }, paths);
    console.log(`${HOSTS} hosts, ${scriptBytes} bytes each, same bytes from both; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, medians.\n`);
    let isReached = true;
    for (const mode of modes) isReached = (await measureMode({ boot, nginx }, mode, pathsFile)) && isReached;
    return isReached;
  } finally {
    await Promise.all([boot.stop(), nginx.stop()]);
  }
}

if (availableParallelism() < 2) console.log('This machine has one core: servers and client share it, and the ratios say little.');
const directory = mkdtempSync(join(tmpdir(), 'basewright-bench-'));
try {
  process.exitCode = (await run(directory)) ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true });
}
