// SPDX-License-Identifier: GPL-2.0-or-later
// The two servers under measurement, both on one core: the real boot plane, and nginx with the same texts as static files.

import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type MeasuredServer = {
  readonly name: string;
  readonly url: string;
  /** CPU time of the serving process so far, in seconds; the kernel counts in steps of 10 ms. */
  cpuSeconds(): number;
  /** Memory of the serving process in MiB: now, and at most so far. */
  memory(): { now: number; peak: number };
  stop(): Promise<void>;
};

/** Debian counts CPU time in hundredths of a second on all its architectures (getconf CLK_TCK). */
const TICKS = 100;

/** @param core the one to run on; undefined: wherever the kernel likes. */
export async function startBootPlane(directory: string, core?: number): Promise<MeasuredServer> {
  const port = await freePort();
  const main = fileURLToPath(new URL('../server/boot/main.ts', import.meta.url));
  const profiler = process.env['BENCH_CPU_PROF'] === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${process.env['BENCH_CPU_PROF']}`];
  const child = spawnOn(core, [process.execPath, '--disable-warning=ExperimentalWarning', ...profiler, main], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, BASEWRIGHT_DATA: directory, BASEWRIGHT_BOOT_LISTEN: `127.0.0.1:${port}` },
  });
  return measured('boot plane', port, child, () => child.pid);
}

/** @param core the one to run on; undefined: wherever the kernel likes. */
function spawnOn(core: number | undefined, command: readonly string[], options: SpawnOptions): ChildProcess {
  const [program = '', ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  return spawn(program, args, options);
}

/** @param core as of the boot plane. @param sendfile whether the kernel sends files without a copy through the process. */
export async function startNginx(prefix: string, files: string, core?: number, sendfile: 'on' | 'off' = 'on'): Promise<MeasuredServer> {
  const port = await freePort();
  mkdirSync(prefix, { recursive: true });
  const config = join(prefix, 'nginx.conf');
  writeFileSync(config, nginxConfig(prefix, files, port, sendfile));
  const child = spawnOn(core, ['nginx', '-p', prefix, '-c', config, '-e', join(prefix, 'error.log')], { stdio: ['ignore', 'ignore', 'inherit'] });
  return measured(sendfile === 'on' ? 'nginx' : 'nginx, sendfile off', port, child, () => onlyChildOf(child.pid));
}

/** As a careful admin would set it up for many small files; keep-alive connections live as long as the boot plane's. */
function nginxConfig(prefix: string, files: string, port: number, sendfile: 'on' | 'off'): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `  ${name}_temp_path ${prefix}/${name};`);
  return `daemon off;
worker_processes 1;
pid ${prefix}/nginx.pid;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 4096; }
http {
${temporary.join('\n')}
  access_log off;
  sendfile ${sendfile};
  keepalive_timeout 60s;
  keepalive_requests 100000000;
  default_type "text/plain; charset=utf-8";
  server {
    listen 127.0.0.1:${port};
    root ${files};
    add_header Cache-Control no-store;
    add_header X-Content-Type-Options nosniff;
    add_header Referrer-Policy no-referrer;
  }
}
`;
}

async function measured(name: string, port: number, child: ChildProcess, servingPid: () => number | undefined): Promise<MeasuredServer> {
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; !(await answers(url)); attempt += 1) {
    if (child.exitCode !== null || attempt > 200) throw new Error(`${name} did not start.`);
    await sleep(50);
  }
  const pid = servingPid();
  if (pid === undefined) throw new Error(`${name} has no process.`);
  return {
    name,
    url,
    cpuSeconds: () => cpuSecondsOf(pid),
    memory: () => memoryOf(pid),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function cpuSecondsOf(pid: number): number {
  // The name, in parentheses, may hold blanks: count the fields after it. utime and stime are fields 14 and 15 (proc(5)).
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { now: mebibytes('VmRSS'), peak: mebibytes('VmHWM') };
}

/** nginx serves from its one worker. */
function onlyChildOf(pid: number | undefined): number | undefined {
  const first = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
  return first > 0 ? first : undefined;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    async (response) => (await response.arrayBuffer()).byteLength >= 0,
    () => false,
  );
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address !== 'string' ? resolve(address.port) : reject(new Error('There is no free port.'))));
    });
  });
}
