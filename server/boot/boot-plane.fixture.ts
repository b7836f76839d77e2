// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: stores that hold fixed hosts, nothing, or fail; a running server; and a client that sees every byte.

import { connect } from 'node:net';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import type { BootHost, BootStore } from '../store/read-only.ts';
import { createListener } from './batch.ts';
import { createBootServer, listen, stop } from './http-server.ts';
import { createKickstarts } from './kickstarts.ts';
import { createReport } from './log.ts';

export const HOUR_MS = 3_600_000;

function fixture<Value>(fixtures: ReadonlyMap<string, Value>, name: string): Value {
  const value = fixtures.get(name);
  if (value === undefined) throw new Error(`There is no fixture ${name}.`);
  return value;
}

/** A profile and a host with two cards, armed for an hour unless said otherwise. */
export function fixedHost(armedUntil: number | undefined = Date.now() + HOUR_MS): BootHost {
  return { profile: fixture(profileFixtures, 'ovirt-node'), host: fixture(hostFixtures, 'host-overrides'), armedUntil };
}

/** Holds these hosts, each under its MACs. A change of `version` says that they changed. */
export class FixedStore implements BootStore {
  version = 1;
  reads = 0;
  hosts: readonly BootHost[];

  constructor(hosts: readonly BootHost[]) {
    this.hosts = hosts;
  }

  dataVersion(): number {
    return this.version;
  }

  bootHost(mac: string): BootHost | undefined {
    this.reads += 1;
    return this.hosts.find(({ host }) => host.macs.includes(mac));
  }

  close(): void {}
}

export class EmptyStore extends FixedStore {
  constructor() {
    super([]);
  }
}

/** An error as node:sqlite throws it. */
export class SqliteError extends Error {
  readonly errcode: number;

  constructor(errcode: number, message: string) {
    super(message);
    this.errcode = errcode;
  }
}

/** Where a store fails: at the look for changes, at reading a host, or both. */
type Breakage = { readonly version?: Error; readonly host?: Error };

/** Holds the fixed host, and fails as told. */
export class BrokenStore extends FixedStore {
  broken: Breakage;

  constructor(broken: Breakage) {
    super([fixedHost()]);
    this.broken = broken;
  }

  override dataVersion(): number {
    if (this.broken.version !== undefined) throw this.broken.version;
    return super.dataVersion();
  }

  override bootHost(mac: string): BootHost | undefined {
    if (this.broken.host !== undefined) throw this.broken.host;
    return super.bootHost(mac);
  }
}

export type RunningPlane = { readonly port: number; readonly log: string[]; stop(): Promise<void> };

/** The boot plane over a store, within this process, on a free port. */
export async function runPlane(store: BootStore, options: { cacheBytes?: number; checkEvery?: number } = {}): Promise<RunningPlane> {
  const log: string[] = [];
  const report = createReport((line) => log.push(line));
  const server = createBootServer(createListener(createKickstarts(store, report, options.cacheBytes ?? 1 << 20), report), options.checkEvery);
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  return { port, log, stop: () => stop(server, 0) };
}

/** Sends bytes and resolves with everything that comes back until the server ends the connection. */
export function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', (error) => (chunks.length > 0 ? resolve(Buffer.concat(chunks).toString('utf8')) : reject(error)));
  });
}

/** One request on a connection of its own; the whole answer, with its Date replaced by a word. */
export async function ask(port: number, target: string, { method = 'GET', headers = [] }: { method?: string; headers?: readonly string[] } = {}): Promise<string> {
  const head = [`${method} ${target} HTTP/1.1`, 'Host: forged.example', 'Connection: close', ...headers];
  const answer = await exchange(port, `${head.join('\r\n')}\r\n\r\n`);
  return answer.replace(/^Date: [A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT\r$/m, 'Date: now\r');
}

/** An answer as it must come over the wire. */
export function wholeAnswer(status: string, body: string, extra: readonly string[] = [], connection = 'close'): string {
  const headers = [
    `HTTP/1.1 ${status}`, 'Content-Type: text/plain; charset=utf-8', 'Cache-Control: no-store', 'X-Content-Type-Options: nosniff', 'Referrer-Policy: no-referrer',
    `Content-Length: ${Buffer.byteLength(body)}`, ...extra, 'Date: now', `Connection: ${connection}`,
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
}
