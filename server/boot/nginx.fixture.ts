// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: the real nginx with one of the configurations of docs/nginx, on a port that was free a moment ago.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
const LOOK_MS = 50;
const LOOKS = 400;

/** A configuration as it stands in docs/nginx, with each text of `changes` replaced. @throws when one of them is not there: the page would promise what was not tested. */
export function sampleConfiguration(name: string, changes: Readonly<Record<string, string>>): string {
  const text = readFileSync(fileURLToPath(new URL(`../../docs/nginx/${name}`, import.meta.url)), 'utf8');
  return Object.entries(changes).reduce((changed, [before, after]) => {
    if (!changed.includes(before)) throw new Error(`${name} does not say ${JSON.stringify(before)}.`);
    return changed.replaceAll(before, after);
  }, text);
}

export type Nginx = { readonly log: () => string; stop(): Promise<void> };

/** Checks the configuration as an admin does (nginx -t), then runs it. @param port one that its `listen` names. */
export async function startNginx(server: string, port: number): Promise<Nginx> {
  const prefix = mkdtempSync(join(tmpdir(), 'basewright-nginx-'));
  mkdirSync(join(prefix, 'logs'));
  const config = join(prefix, 'nginx.conf');
  writeFileSync(config, mainConfiguration(prefix, server));
  const options = ['-p', prefix, '-c', config, '-e', join(prefix, 'error.log')];
  const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`;
  execFileSync('nginx', [...options, '-t'], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, PATH } });
  const child = spawn('nginx', options, { stdio: 'ignore', env: { ...process.env, PATH } });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const log = () => readFileSync(join(prefix, 'error.log'), 'utf8');
  await untilItAnswers(child, port, log);
  return {
    log,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(prefix, { recursive: true, force: true });
    },
  };
}

function mainConfiguration(prefix: string, server: string): string {
  // Root's nginx gives its workers to another user, who cannot read a directory of tests.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  return `${user}daemon off;\nworker_processes 1;\npid ${prefix}/nginx.pid;\nevents { worker_connections 512; }\nhttp {\n${TEMPORARY.map((name) => `${name}_temp_path ${prefix}/${name};`).join('\n')}\n${server}\n}\n`;
}

async function untilItAnswers(child: ChildProcess, port: number, log: () => string): Promise<void> {
  for (let look = 0; look < LOOKS && child.exitCode === null; look += 1) {
    if (await fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.body?.cancel().then(() => true) ?? true, () => false)) return;
    await setTimeout(LOOK_MS);
  }
  throw new Error(`nginx did not start: ${log()}`);
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
