// SPDX-License-Identifier: GPL-2.0-or-later
// `npm run bench:fleet`: check-ins of 1,000 and of 10,000 running nodes at the real boot plane, unchanged and changed, against nginx with the same answer as a static file, as ratios.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckInBody } from '#kickstart/fleet/wire.ts';
import { type KnownNode, makeNodes } from './dataset.ts';
import { requestBytes, runLoad } from './load.ts';
import { type MeasuredServer, startBootPlane, startNginx } from './servers.ts';
import { SimulatedNode } from './simulated-node.ts';

const FLEETS = (process.env['BENCH_NODES'] ?? '1000,10000').split(',').map(Number);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const CONNECTIONS = 64;
const SERVER_CORE = 0;
const CLIENT_CORE = 1;
/** Of a measurement: enough for CPU time that the kernel counts in steps of 10 ms. */
const REQUESTS = 10_000;
/** nginx is quicker, so it needs more of them for the same. */
const NGINX_REQUESTS = 4 * REQUESTS;
const NVR = 'my-node-1.0-1';
const ANSWER = 'node/answer.json';
/** How often a node checks in when nobody says otherwise, in seconds. */
const INTERVAL = 300;

type Measured = { readonly perSecond: number; readonly cpuMicroseconds: number; readonly p50: number; readonly p99: number };
const kinds = ['unchanged', 'changed'] as const;
type Kind = (typeof kinds)[number];

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** @throws when an answer was not 200: a fast refusal is no result. */
async function measure(server: MeasuredServer, requests: readonly Buffer[]): Promise<Measured> {
  const before = server.cpuSeconds();
  const { seconds, statuses, times } = await runLoad(server.url, requests, CONNECTIONS);
  const cpu = server.cpuSeconds() - before;
  if (statuses.get(200) !== requests.length) throw new Error(`${server.name} did not answer every request with 200: ${[...statuses].map(([status, count]) => `${count} times ${status}`).join(', ')}.`);
  return { perSecond: requests.length / seconds, cpuMicroseconds: (cpu / requests.length) * 1e6, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** Each node in turn until there are enough. `changed`: every one says another state of its health than the time before. */
function checkIns(nodes: readonly KnownNode[], bodies: readonly CheckInBody[], kind: Kind, count = REQUESTS): Buffer[] {
  return Array.from({ length: count }, (_, index) => {
    const [node, body] = [nodes[index % nodes.length], bodies[index % nodes.length]];
    if (node === undefined || body === undefined) throw new Error('There is no node.');
    const turn = Math.floor(index / nodes.length);
    const health = { ...body.health, word: kind === 'changed' && turn % 2 === 0 ? 'unhealthy' : 'ok' };
    return requestBytes('POST', '/node/check-in', { authorization: `Bearer ${node.key}` }, JSON.stringify({ ...body, health, uptime: body.uptime + turn * INTERVAL }));
  });
}

async function answerOf(server: MeasuredServer, node: KnownNode, body: CheckInBody): Promise<string> {
  const response = await fetch(`${server.url}/node/check-in`, { method: 'POST', headers: { authorization: `Bearer ${node.key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (response.status !== 200) throw new Error(`The boot plane answered a check-in with ${response.status}: ${await response.text()}`);
  return response.text();
}

type Rounds = { readonly boot: readonly Measured[]; readonly nginx: readonly Measured[] };

/** Both servers in turn, each round with a boot plane that has just started: it allows one node only so many check-ins a minute. The first round warms up and does not count. */
async function runRounds(directory: string, nodes: readonly KnownNode[], bodies: readonly CheckInBody[], kind: Kind): Promise<Rounds> {
  const rounds: { boot: Measured[]; nginx: Measured[] } = { boot: [], nginx: [] };
  const files = join(directory, 'files');
  const nginx = await startNginx(join(directory, 'nginx'), files, SERVER_CORE);
  const asked = requestBytes('GET', `/${ANSWER}`, { authorization: `Bearer ${nodes[0]?.key ?? ''}` });
  const round = async () => {
    const boot = await startBootPlane(join(directory, 'data'), SERVER_CORE);
    try {
      // Every node is known to this process before it is measured.
      await runLoad(boot.url, checkIns(nodes, bodies, 'unchanged', nodes.length), CONNECTIONS);
      return { ours: await measure(boot, checkIns(nodes, bodies, kind)), theirs: await measure(nginx, Array.from({ length: NGINX_REQUESTS }, () => asked)) };
    } finally {
      await boot.stop();
    }
  };
  try {
    await round();
    for (let count = 0; count < ROUNDS; count += 1) {
      const { ours, theirs } = await round();
      rounds.boot.push(ours);
      rounds.nginx.push(theirs);
    }
  } finally {
    await nginx.stop();
  }
  return rounds;
}

function table(count: number, kind: Kind, { boot, nginx }: Rounds): string {
  const of = (rounds: readonly Measured[], key: keyof Measured) => median(rounds.map((round) => round[key]));
  const ratio = (key: keyof Measured) => median(boot.map((round, index) => round[key] / (nginx[index]?.[key] ?? Number.NaN))).toFixed(2);
  const row = (name: string, rounds: readonly Measured[]) =>
    `  ${name.padEnd(12)}${of(rounds, 'perSecond').toFixed(0).padStart(8)} a second${of(rounds, 'cpuMicroseconds').toFixed(1).padStart(9)} µs CPU each   p50 ${of(rounds, 'p50').toFixed(1).padStart(6)} ms   p99 ${of(rounds, 'p99').toFixed(1).padStart(6)} ms`;
  const share = (count / INTERVAL) * of(boot, 'cpuMicroseconds') * 1e-6 * 100;
  return [
    `${count} nodes, ${kind} check-ins`,
    row('boot plane', boot),
    row('nginx, GET', nginx),
    `  boot plane / nginx: ${ratio('perSecond')} of the requests a second, ${ratio('cpuMicroseconds')} times the CPU time`,
    `  At one check-in in ${INTERVAL} s each, these nodes take ${share.toFixed(2)} % of one core.\n`,
  ].join('\n');
}

async function measureFleet(directory: string, count: number): Promise<void> {
  const nodes = await makeNodes(join(directory, 'data'), count);
  const bodies = nodes.map(({ hostId, key }) => new SimulatedNode({ hostname: hostId, key, nvr: NVR }).body());
  const [node, body] = [nodes[0], bodies[0]];
  if (node === undefined || body === undefined) throw new Error('A fleet needs a node.');
  const boot = await startBootPlane(join(directory, 'data'), SERVER_CORE);
  const answer = await answerOf(boot, node, body).finally(() => boot.stop());
  const file = join(directory, 'files', ANSWER);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, answer);
  for (const kind of kinds) console.log(table(count, kind, await runRounds(directory, nodes, bodies, kind)));
}

if (availableParallelism() < 2) console.log('This machine has one core: servers and client share it, and the ratios say little.');
else execFileSync('taskset', ['-acp', String(CLIENT_CORE), String(process.pid)], { stdio: 'ignore' });
console.log(`${REQUESTS} check-ins over ${CONNECTIONS} connections, ${ROUNDS} rounds, medians; nginx gives out the same answer as a file.\n`);
for (const count of FLEETS) {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-fleet-'));
  try {
    await measureFleet(directory, count);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
