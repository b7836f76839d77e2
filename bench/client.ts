// SPDX-License-Identifier: GPL-2.0-or-later
// The client of the measurement: wrk on a core of its own, the same for both servers.

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { MeasuredServer } from './servers.ts';

export const modes = ['keep-alive', 'one connection per request'] as const;
export type Mode = (typeof modes)[number];

export type Load = {
  readonly mode: Mode;
  /** Mean wait of each connection before a request, in milliseconds; 0: as fast as the server answers. */
  readonly pause: number;
  /** A file with one path per line. */
  readonly pathsFile: string;
  readonly connections: number;
  readonly seconds: number;
  readonly core: number;
  readonly seed: number;
};

/** p50 and p99 in milliseconds. */
export type Round = { readonly perSecond: number; readonly cpuMicroseconds: number; readonly p50: number; readonly p99: number };

const Result = z.object({ requests: z.number(), seconds: z.number(), errors: z.number(), p50: z.number(), p99: z.number() });
const SCRIPT = fileURLToPath(new URL('random-macs.lua', import.meta.url));

/** One round against one server. @throws when any request failed: a fast error is no result. */
export async function runRound(server: MeasuredServer, load: Load): Promise<Round> {
  const environment = {
    ...process.env, BENCH_PATHS: load.pathsFile, BENCH_SEED: String(load.seed), BENCH_CLOSE: load.mode === 'keep-alive' ? '0' : '1', BENCH_PAUSE: String(load.pause),
  };
  const before = server.cpuSeconds();
  const { stdout } = await promisify(execFile)(
    'taskset',
    ['-c', String(load.core), 'wrk', '-t1', `-c${load.connections}`, `-d${load.seconds}s`, '-s', SCRIPT, server.url],
    { env: environment },
  );
  const cpu = server.cpuSeconds() - before;
  const result = Result.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  if (result.errors > 0) throw new Error(`${result.errors} requests to ${server.name} failed:\n${stdout}`);
  return { perSecond: result.requests / result.seconds, cpuMicroseconds: (cpu / result.requests) * 1e6, p50: result.p50, p99: result.p99 };
}
