// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a real store with fixed hosts, a store that fails as told, a running boot plane over either, and a client that sees every byte.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import type { Host } from '#kickstart/profile/host.ts';
import { hostFixtures, profileFixtures } from '#kickstart/profile/fixtures.ts';
import type { Profile } from '#kickstart/profile/profile.ts';
import { renderKickstart } from '#kickstart/render.ts';
import { putHost } from '../hosts/hosts.ts';
import { armHost, disarmHost } from '../installations/arm.ts';
import type { Site } from '../installations/installability.ts';
import { currentInstallation, type Installation } from '../installations/installation.ts';
import { siteAt } from '../installations/site.fixture.ts';
import { nodeKey } from '../fleet/node-key.ts';
import { installationToken } from '../installations/token.ts';
import { putProfile } from '../profiles/profiles.ts';
import { type BootStore, openBootStore } from '../store/boot-store.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { createListener } from './batch.ts';
import { createPlane } from './create-plane.ts';
import { createBootServer, listen, stop } from './http-server.ts';
import { createReport } from './log.ts';
import type { Plane } from './plane.ts';
import type { Delivery } from './settings.ts';

export const BOOT_URL = 'http://192.0.2.1:8080';
const FORCE = { kind: 'force' } as const;

function fixture<Value>(fixtures: ReadonlyMap<string, Value>, name: string): Value {
  const value = fixtures.get(name);
  if (value === undefined) throw new Error(`There is no fixture ${name}.`);
  return value;
}

export const profile = fixture(profileFixtures, 'ovirt-node');
/** A host with two cards. */
export const host = fixture(hostFixtures, 'host-overrides');
export const [MAC = '', OTHER_MAC = ''] = host.macs;

/** Another host of the same profile. */
export function otherHost(number: number): Host {
  return { ...host, id: `other${number}`, hostname: `other${number}.example.com`, macs: [`52:54:00:00:00:${number.toString(16).padStart(2, '0')}`] };
}

export type Installed = { readonly installation: Installation; readonly token: string; /** The exact kickstart of this arming. */ readonly text: string };

export type BootSite = {
  readonly store: TestStore;
  readonly site: Site;
  put(host: Host, profile?: Profile): Promise<void>;
  arm(more?: { id?: string; minutes?: number; isRehearsal?: boolean }): Promise<Installed>;
  disarm(id?: string): Promise<void>;
  /** The newest installation of a host, as it is now. */
  current(id?: string): Promise<Installed>;
  events(id?: string): Promise<string[]>;
  remove(): Promise<void>;
};

/** A store with the profile and the host, whose clock shows what the wall does. */
export async function openBootSite(): Promise<BootSite> {
  const store = await openTestStore();
  store.pass(Date.now() - store.now());
  const site = siteAt(BOOT_URL, store.directory);
  const current = async (id = host.id): Promise<Installed> => {
    const installation = await currentInstallation(store.database, id);
    assert(installation !== undefined);
    const token = installationToken(store.vault, installation.id);
    const known = id === host.id ? host : otherHost(Number(id.slice('other'.length)));
    return { installation, token, text: renderKickstart(profile, known, { url: BOOT_URL, token, nodeKey: nodeKey(store.vault, installation.id), rehearsal: installation.is_rehearsal === 1 }).text };
  };
  await putProfile(store, profile.id, profile, FORCE);
  await putHost(store, host.id, host, FORCE);
  return {
    store,
    site,
    current,
    put: async (document, itsProfile) => {
      if (itsProfile !== undefined) assert.notEqual((await putProfile(store, itsProfile.id, itsProfile, FORCE)).outcome, 'invalid');
      assert.notEqual((await putHost(store, document.id, document, FORCE)).outcome, 'invalid');
    },
    arm: async ({ id = host.id, minutes = 60, isRehearsal = false } = {}) => {
      const answer = await armHost(store, id, { minutes, isRehearsal }, { site });
      assert.equal(answer.outcome, 'armed', JSON.stringify(answer));
      return current(id);
    },
    disarm: async (id = host.id) => {
      await disarmHost(store, id);
    },
    events: async (id = host.id) => {
      const { installation } = await current(id);
      return (await store.database.selectFrom('installation_events').select('kind').where('installation_id', '=', installation.id).orderBy('number').execute()).map(({ kind }) => kind);
    },
    remove: () => store.remove(),
  };
}

/** An error as node:sqlite throws it. */
export class SqliteError extends Error {
  readonly errcode: number;

  constructor(errcode: number, message: string) {
    super(message);
    this.errcode = errcode;
  }
}

/** Where a store fails: at the look for changes, at reading a host, at writing, or several. */
export type Breakage = { version?: Error | undefined; host?: Error | undefined; write?: Error | undefined };

/** The store of a site that fails as `broken` says, at each moment anew. */
export function breakable(store: BootStore, broken: Breakage): BootStore {
  const unless = <Value>(error: Error | undefined, work: () => Value): Value => {
    if (error !== undefined) throw error;
    return work();
  };
  return {
    ...store,
    dataVersion: () => unless(broken.version, () => store.dataVersion()),
    bootHost: (mac) => unless(broken.host, () => store.bootHost(mac)),
    write: (work) => unless(broken.write, () => store.write(work)),
  };
}

export type RunningPlane = { readonly port: number; readonly log: string[]; readonly plane: Plane; stop(): Promise<void> };

type RunOptions = { cacheBytes?: number; checkEvery?: number; store?: BootStore; delivery?: Delivery; now?: () => number };

/** The boot plane over a site, within this process, on a free port. */
export async function runPlane({ site }: Pick<BootSite, 'site'>, options: RunOptions = {}): Promise<RunningPlane> {
  const log: string[] = [];
  const report = createReport((line) => log.push(line));
  const store = options.store ?? openBootStore(site.dataDirectory);
  const plane = createPlane({ store, report, cacheBytes: options.cacheBytes ?? 1 << 20, site, ...(options.delivery && { delivery: options.delivery }), now: options.now ?? (() => Date.now()) });
  const server = createBootServer(createListener(plane), options.checkEvery);
  const port = await listen(server, { host: '127.0.0.1', port: 0 });
  return {
    port, log, plane,
    stop: async () => {
      await stop(server, 0);
      plane.progress.stop();
      plane.nodes.stop();
      if (options.store === undefined) store.close();
    },
  };
}

/** Sends bytes and resolves with everything that comes back until the server ends the connection. */
export function exchange(port: number, bytes: string, from = '127.0.0.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', localAddress: from }, () => socket.write(bytes, 'latin1'));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('utf8')));
    socket.on('error', (error) => (chunks.length > 0 ? resolve(Buffer.concat(chunks).toString('utf8')) : reject(error)));
  });
}

export type AskOptions = { method?: string; headers?: readonly string[]; body?: string; /** A loopback address to come from. */ from?: string };

/** One request on a connection of its own; the whole answer, with its Date replaced by a word. */
export async function ask(port: number, target: string, { method = 'GET', headers = [], body, from }: AskOptions = {}): Promise<string> {
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`];
  const head = [`${method} ${target} HTTP/1.1`, 'Host: forged.example', 'Connection: close', ...length, ...headers];
  const answer = await exchange(port, `${head.join('\r\n')}\r\n\r\n${body ?? ''}`, from);
  return answer.replace(/^Date: [A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT\r$/m, 'Date: now\r');
}

/** Status and body of an answer. */
export async function read(port: number, target: string, options: AskOptions = {}): Promise<{ status: number; body: string }> {
  const answer = await ask(port, target, options);
  return { status: Number(answer.slice('HTTP/1.1 '.length, 12)), body: answer.slice(answer.indexOf('\r\n\r\n') + 4) };
}

/** An answer as it must come over the wire. */
export function wholeAnswer(status: string, body: string, extra: readonly string[] = [], connection = 'close'): string {
  const headers = [
    `HTTP/1.1 ${status}`, 'Content-Type: text/plain; charset=utf-8', 'Cache-Control: no-store', 'X-Content-Type-Options: nosniff', 'Referrer-Policy: no-referrer',
    `Content-Length: ${Buffer.byteLength(body)}`, ...extra, 'Date: now', `Connection: ${connection}`,
  ];
  return `${headers.join('\r\n')}\r\n\r\n${body}`;
}

export const NOT_FOUND = wholeAnswer('404 Not Found', 'Nothing is served here. If a host asks for its kickstart: add it with this MAC address in Basewright and arm it, then start it again.\n');
export const UNAVAILABLE = wholeAnswer('503 Service Unavailable', 'The server cannot read its data at the moment. Try again in a few seconds; the log of the server says why.\n', ['Retry-After: 2']);
