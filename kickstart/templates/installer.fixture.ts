// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: runs scripts of a kickstart by a real shell, with every path of the machine in a folder, a clock that only sleeping moves, and a boot plane on the loopback that takes everything down.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Section } from '../language/statement.ts';
import { emptyEnvironment } from '../oracle/empty-environment.ts';
import type { Profile } from '../profile/profile.ts';
import { statementsOf } from './kickstart.ts';
import { nodeOf } from './node.ts';
import { REPORT_MARK } from './reports.ts';

export const TOKEN = 'Abc_0123456789-abcdefghijklmnopqrstuvwxyzAB';
export const NODE_KEY = 'Key_0123456789-abcdefghijklmnopqrstuvwxyzAB';

export type Received = { readonly method: string; readonly path: string; readonly body: string; readonly type: string | undefined };
/** A status and a text, or no answer at all; `half` is a 200 that breaks off in the middle. */
export type Reply = { readonly status: number; readonly text?: string; readonly location?: string } | 'hang' | 'cut' | 'half';

export type Receiver = {
  readonly url: string;
  /** In the order of their arrival, the path without the token's part. */
  readonly received: readonly Received[];
  /** The paths alone. */
  paths(): string[];
  /** Gone: nobody answers at the address any more. Also done when the test ends. */
  close(): Promise<void>;
};

function send(response: ServerResponse, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'cut') response.destroy();
  else if (reply === 'half') response.writeHead(200, { 'content-length': 20 }).write('the first half', () => response.destroy());
  else response.writeHead(reply.status, reply.location === undefined ? {} : { location: reply.location }).end(reply.text ?? '');
}

/** @param answer to each request; `count` is how many came to the same path before */
export async function openReceiver(t: TestContext, answer: (path: string, count: number) => Reply = () => ({ status: 204 })): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = (request.url ?? '').replace(`/t/${TOKEN}`, '');
      const count = received.filter((other) => other.path === path).length;
      received.push({ method: request.method ?? '', path, body: Buffer.concat(chunks).toString(), type: request.headers['content-type'] });
      send(response, answer(path, count));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port.');
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  t.after(close);
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    paths: () => received.map(({ path }) => path),
    close,
  };
}

type Shell = readonly [program: string, ...words: string[]];

/** Shells of this system to run scripts by: /bin/sh of installers and nodes is bash; dash knows nothing beyond POSIX. (busybox prefers its own ip, sleep and curl to a stand-in.) */
export const shells: readonly Shell[] = ([['/bin/sh'], ['/bin/dash'], ['/bin/bash', '--posix']] as const)
  .filter(([program, ...words]) => spawnSync(program, [...words, '-c', ':']).status === 0);

export type Ended = { readonly status: number | null; readonly signal: string | null; readonly output: string };

/** Paths of a real machine that scripts name; what a URL holds does not look like them. */
const PATHS = /(?<![A-Za-z0-9._/-])\/(tmp|etc|root|var\/log|run|mnt\/sysroot|sys|usr\/share|dev\/(?:console|tty1|disk)|proc\/(?:uptime|sys|sysrq-trigger|meminfo|cpuinfo))(?=[/ "';)$]|$)/gm;

/** Programs that answer for the machine. `$HERE` is its folder. Turning off is an end without any further line. */
const STAND_INS = {
  lsblk: 'cat "$HERE/lsblk.json"',
  ip: 'cat "$HERE/ip.json"',
  journalctl: 'cat "$HERE/journal" 2> /dev/null',
  restorecon: ':',
  'systemd-run': 'echo "systemd-run $*" >> "$HERE/calls"',
  systemctl: 'echo "systemctl $*" >> "$HERE/calls"\n[ ! -e "$HERE/no-systemctl" ] || exit 1\nif [ "$1" = poweroff ]; then kill -KILL $PPID; fi',
  sleep: '[ ! -s "$HERE/proc/sysrq-trigger" ] || kill -KILL $PPID\nread -r now rest < "$HERE/proc/uptime"\necho "$((${now%.*} + $1)).00 1.00" > "$HERE/proc/uptime"',
} as const;
const TOOLS = ['sh', 'cat', 'mkdir', 'rm', 'rmdir', 'head', 'tail', 'tr', 'cut', 'sed', 'grep', 'sort', 'ls', 'readlink', 'chmod', 'ln', 'sync', 'timeout', 'uname', 'setsid', 'curl'] as const;

export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), 'installer-'));
  #hasCurl = true;

  constructor(t: TestContext) {
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const [name, body] of Object.entries(STAND_INS)) this.program(name, `HERE='${this.folder}'\n${body}`);
    for (const path of ['tmp', 'dev', 'proc/sys/kernel', 'sys/class/dmi/id', 'etc/systemd/system', 'root', 'var/log/anaconda', 'run']) mkdirSync(join(this.folder, path), { recursive: true });
    this.write('proc/uptime', '100.00 50.00\n');
    this.write('proc/meminfo', 'MemTotal:       16316412 kB\nMemFree: 1 kB\n');
    this.write('proc/cpuinfo', 'processor\t: 0\nprocessor\t: 1\n');
    this.write('dev/console', '');
    this.write('lsblk.json', '{"blockdevices": []}');
    this.write('ip.json', '[]');
  }

  /** A program of the machine, before those of this system. */
  program(name: string, body: string): void {
    this.write(`bin/${name}`, `#!/bin/sh\n${body}\n`);
    chmodSync(join(this.folder, 'bin', name), 0o755);
  }

  withoutCurl(): void {
    this.#hasCurl = false;
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  read(path: string): string {
    return this.has(path) ? readFileSync(join(this.folder, path), 'utf8') : '';
  }

  /** Seconds that scripts have slept. */
  slept(): number {
    return Number.parseFloat(this.read('proc/uptime')) - 100;
  }

  /** PATH of the stand-ins and of nothing that could touch the machine that tests run on. */
  #path(): string {
    for (const name of TOOLS) {
      const link = join(this.folder, 'bin', name);
      const place = ['/usr/bin', '/bin'].map((folder) => join(folder, name)).find((path) => existsSync(path));
      if (place === undefined) throw new Error(`${name} is not on this system.`);
      if (name === 'curl' && !this.#hasCurl) rmSync(link, { force: true });
      else if (!existsSync(link)) writeFileSync(link, `#!/bin/sh\nexec ${place} "$@"\n`, { mode: 0o755 });
    }
    return join(this.folder, 'bin');
  }

  /** The script as it is on this machine. */
  moved(text: string): string {
    return text.replace(PATHS, `${this.folder}/$1`);
  }

  /** Runs it as Anaconda does: a file of its own, given to the interpreter. Ends it after a minute: nothing here waits in real time. */
  async run(body: string, shell: Shell = ['/bin/sh']): Promise<Ended> {
    this.write('script', this.moved(body));
    const [program, ...words] = shell;
    const child = spawn(program, [...words, join(this.folder, 'script')], { env: { ...emptyEnvironment(), PATH: this.#path(), LC_ALL: 'C' }, timeout: 60_000, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (status, signal) => resolve({ status, signal, output }));
    });
  }
}

/** The reporting sections of the kickstart of `profile`, in order; those whose first line holds `about` when it is given. */
export function reportSections(profile: Profile, url: string, rehearsal: boolean, about = ''): Section[] {
  return statementsOf(nodeOf(profile, undefined, { url, token: TOKEN, nodeKey: NODE_KEY, rehearsal }))
    .filter((statement): statement is Section => statement.kind === 'section' && statement.body.startsWith(REPORT_MARK) && (statement.body.split('\n')[0] ?? '').includes(about));
}
