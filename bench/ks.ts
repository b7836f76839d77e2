// SPDX-License-Identifier: GPL-2.0-or-later
// `npm run bench:ks`: GET /ks/<mac> of the real boot plane against nginx with the same bytes as static files, as ratios.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { modes, type Mode, type Round, runRound } from './client.ts';
import { makeDataset } from './dataset.ts';
import { type MeasuredServer, startBootPlane, startNginx } from './servers.ts';

const HOSTS = 10_000;
const CONNECTIONS = 64;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 7);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 2);
const SERVER_CORE = 0;
const CLIENT_CORE = 1;

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

/** Rounds of both servers in turn, so that a busy moment of the machine meets both. The first pair warms up and does not count. */
async function measure({ boot, nginx }: Pair, mode: Mode, pathsFile: string): Promise<{ boot: Round[]; nginx: Round[] }> {
  const rounds: { boot: Round[]; nginx: Round[] } = { boot: [], nginx: [] };
  for (let round = 0; round <= ROUNDS; round += 1) {
    const load = { mode, pathsFile, connections: CONNECTIONS, seconds: SECONDS, core: CLIENT_CORE, seed: round + 1 };
    const pair = round % 2 === 0 ? [await runRound(nginx, load), await runRound(boot, load)].reverse() : [await runRound(boot, load), await runRound(nginx, load)];
    const [ours, theirs] = pair;
    if (round === 0 || ours === undefined || theirs === undefined) continue;
    rounds.boot.push(ours);
    rounds.nginx.push(theirs);
  }
  return rounds;
}

/** Ratios are taken per pair of neighbouring rounds, then their median. */
function summary(mode: Mode, rounds: { boot: readonly Round[]; nginx: readonly Round[] }): { text: string; isReached: boolean } {
  const ratio = (key: keyof Round) => median(rounds.boot.map((round, index) => round[key] / (rounds.nginx[index]?.[key] ?? Number.NaN)));
  const line = (name: 'boot' | 'nginx', key: keyof Round, digits: number) => median(rounds[name].map((round) => round[key])).toFixed(digits);
  const column = (name: 'boot' | 'nginx') => `${line(name, 'perSecond', 0)} req/s, ${line(name, 'cpuMicroseconds', 1)} µs CPU per request, p50 ${line(name, 'p50', 2)} ms, p99 ${line(name, 'p99', 2)} ms`;
  const isReached = ratio('perSecond') >= TARGET.requestsRatio && ratio('p99') <= TARGET.p99Ratio;
  return {
    isReached,
    text: [
      mode,
      `  nginx       ${column('nginx')}`,
      `  boot plane  ${column('boot')}`,
      `  ratio       req/s ${ratio('perSecond').toFixed(2)} (target >= ${TARGET.requestsRatio}), CPU ${ratio('cpuMicroseconds').toFixed(2)}, p50 ${ratio('p50').toFixed(2)}, p99 ${ratio('p99').toFixed(2)} (target <= ${TARGET.p99Ratio})${isReached ? '' : '  NOT REACHED'}`,
    ].join('\n'),
  };
}

async function run(directory: string): Promise<boolean> {
  const dataset = await makeDataset(join(directory, 'data'), join(directory, 'files'), HOSTS);
  const paths = dataset.macs.map((mac) => `/ks/${mac}`);
  const pathsFile = join(directory, 'paths');
  writeFileSync(pathsFile, `${paths.join('\n')}\n`);
  const nginx = await startNginx(join(directory, 'nginx'), join(directory, 'files'), SERVER_CORE);
  const boot = await startBootPlane(join(directory, 'data'), SERVER_CORE);
  try {
    await compareBodies({ boot, nginx }, paths);
    console.log(`${HOSTS} hosts, ${dataset.meanBytes} bytes each, same bytes from both; ${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, medians.`);
    let isReached = true;
    for (const mode of modes) {
      const result = summary(mode, await measure({ boot, nginx }, mode, pathsFile));
      console.log(result.text);
      isReached &&= result.isReached;
    }
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
