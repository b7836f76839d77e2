// SPDX-License-Identifier: GPL-2.0-or-later
// `npm run bench:storm`: 500 armed hosts are switched on within a second while 16 others fetch their image, against nginx with the same bytes as files. `-- --restart`: the service restarts in the middle of it.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Machine, makeArmedHosts, makeImage } from './dataset.ts';
import { type Kind, kinds, type Sample } from './machines.ts';
import { measureRestarts } from './restart.ts';
import { imagePath, openInstallations, runStorm, type StormResult } from './run-storm.ts';
import { type MeasuredServer, startBootPlane, startNginx } from './servers.ts';

const MACHINES = Number(process.env['BENCH_MACHINES'] ?? 500);
const DOWNLOADS = Number(process.env['BENCH_DOWNLOADS'] ?? 16);
const IMAGE_MIB = Number(process.env['BENCH_IMAGE_MIB'] ?? 256);
const WITHIN_MS = 1000;
const SEED = 20261124;

/** What must be reached: no error, and 99 of 100 scripts and kickstarts within so many milliseconds. */
const TARGET_P99_MS = 1000;

const MIB = 1024 * 1024;

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

const timesOf = (samples: readonly Sample[], kind: Kind) => samples.filter((sample) => sample.kind === kind).map(({ time }) => time);
const p99Of = ({ samples }: StormResult, kind: Kind) => percentile(timesOf(samples, kind), 0.99);

function throughput({ images }: StormResult): number {
  return images.each.reduce((sum, { bytes }) => sum + bytes, 0) / MIB / images.seconds;
}

function errorsOf({ samples, images }: StormResult): string[] {
  return [...samples.flatMap(({ kind, error }) => (error === undefined ? [] : [`${kind}: ${error}`])), ...images.each.flatMap(({ error }) => (error === undefined ? [] : [`image: ${error}`]))];
}

function table(name: string, result: StormResult, server: MeasuredServer): string {
  const rows = kinds.flatMap((kind) => {
    const times = timesOf(result.samples, kind);
    if (times.length === 0) return [];
    const errors = result.samples.filter((sample) => sample.kind === kind && sample.error !== undefined).length;
    const number = (value: number) => value.toFixed(1).padStart(8);
    return [`  ${kind.padEnd(10)}${String(times.length).padStart(5)}${String(errors).padStart(8)}${number(percentile(times, 0.5))}${number(percentile(times, 0.99))}${number(Math.max(...times))}`];
  });
  const { now, peak } = server.memory();
  const gap = Math.max(0, ...result.images.each.map((image) => image.gap));
  return [
    `${name.padEnd(12)}count  errors  p50 ms  p99 ms  max ms`,
    ...rows,
    `  machines: ${result.seconds.toFixed(2)} s in all; images: ${result.images.each.length} in ${result.images.seconds.toFixed(1)} s, ${throughput(result).toFixed(0)} MiB/s, longest gap ${gap.toFixed(0)} ms; memory ${now.toFixed(0)} MiB, at most ${peak.toFixed(0)} MiB`,
    ...[...new Set(errorsOf(result))].slice(0, 5).map((error) => `  ERROR ${error}`),
  ].join('\n');
}

/** The same paths with the same bytes, for nginx. */
function writeFiles(files: string, data: string, { served }: StormResult, downloads: readonly Machine[], sha256: string): void {
  for (const [path, text] of served) {
    mkdirSync(join(files, dirname(path)), { recursive: true });
    writeFileSync(join(files, path), text);
  }
  for (const machine of downloads) {
    const file = join(files, imagePath(machine, sha256));
    mkdirSync(dirname(file), { recursive: true });
    symlinkSync(join(data, 'images', sha256), file);
  }
}

async function compare(directory: string): Promise<boolean> {
  const [data, files] = [join(directory, 'data'), join(directory, 'files')];
  const all = await makeArmedHosts(data, MACHINES + DOWNLOADS);
  const [machines, fetching] = [all.slice(0, MACHINES), all.slice(MACHINES)];
  const sha256 = makeImage(data, IMAGE_MIB);
  const storm = { machines, within: WITHIN_MS, seed: SEED, downloads: { machines: fetching, sha256 } };
  const boot = await startBootPlane(data);
  let ours: StormResult;
  try {
    await openInstallations(boot.url, fetching, MACHINES);
    console.log(`${MACHINES} machines within ${WITHIN_MS / 1000} s; beside them ${DOWNLOADS} downloads of an image of ${IMAGE_MIB} MiB. Boot plane before: ${boot.memory().now.toFixed(0)} MiB.\n`);
    ours = await runStorm({ ...storm, url: boot.url, isReported: true });
    console.log(table('boot plane', ours, boot));
  } finally {
    await boot.stop();
  }
  writeFiles(files, data, ours, fetching, sha256);
  const nginx = await startNginx(join(directory, 'nginx'), files);
  try {
    const theirs = await runStorm({ ...storm, url: nginx.url, isReported: false });
    console.log(table('nginx', theirs, nginx));
    const ratios = (['chain', 'script', 'kickstart'] as const).map((kind) => `${kind} ${(p99Of(ours, kind) / p99Of(theirs, kind)).toFixed(2)}`);
    console.log(`boot plane / nginx   p99: ${ratios.join(', ')}; image throughput ${(throughput(ours) / throughput(theirs)).toFixed(2)}\n`);
  } finally {
    await nginx.stop();
  }
  const worst = Math.max(...(['chain', 'script', 'kickstart'] as const).map((kind) => p99Of(ours, kind)));
  const errors = errorsOf(ours).length;
  const isReached = errors === 0 && worst < TARGET_P99_MS && ours.samples.length === MACHINES * kinds.length;
  console.log(`${isReached ? 'reached' : 'NOT REACHED'}: ${errors} errors (0), p99 of scripts and kickstarts ${worst.toFixed(0)} ms (< ${TARGET_P99_MS})`);
  return isReached;
}

if (availableParallelism() < 2) console.log('This machine has one core: server and clients share it, and the times say little.');
const directory = mkdtempSync(join(tmpdir(), 'basewright-storm-'));
try {
  process.exitCode = (await (process.argv.includes('--restart') ? measureRestarts(directory, MACHINES, SEED) : compare(directory))) ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true });
}
