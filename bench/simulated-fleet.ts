// SPDX-License-Identifier: GPL-2.0-or-later
// A fleet of simulated nodes with the servers that they speak to: the real boot plane and the real API, each a process that can be killed.

import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { createApiToken } from '#server/auth/api-tokens.ts';
import { addTestImage, followerDocument, force, hashOf } from '#server/channels/channel.fixture.ts';
import { putChannel } from '#server/channels/channels.ts';
import { moveChannel } from '#server/channels/move.ts';
import { siteAt } from '#server/installations/site.fixture.ts';
import { putProfile } from '#server/profiles/profiles.ts';
import { openStore, type Store } from '#server/store/store.ts';
import { makeNodes } from './dataset.ts';
import { type KilledServer, killedServer } from './killed-server.ts';
import { createNodeClient, type NodeClient } from './node-client.ts';
import { random } from './run-storm.ts';
import { freePort } from './servers.ts';
import { type Fate, SimulatedNode } from './simulated-node.ts';

/** What the nodes run at first, and what their channel has. */
export const OLD = 'my-node-1.0-1';
export const NEW = 'my-node-2.0-1';
const CONNECTIONS = 32;
const FATES: readonly Fate[] = ['fails', 'unhealthy', 'boots-not'];

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export type Fleet = {
  readonly directory: string;
  readonly nodes: readonly SimulatedNode[];
  readonly boot: KilledServer;
  readonly admin: KilledServer;
  readonly client: NodeClient;
  /** Asks the API as an operator. */
  readonly api: <T>(method: 'GET' | 'POST', path: string, schema: z.ZodType<T>, body?: object) => Promise<T>;
};

/** An image for the channel that every host's profile follows, and a token for who rolls it out. */
async function prepare(store: Store, directory: string): Promise<string> {
  const place = { ...store, directory };
  const site = siteAt('http://127.0.0.1', directory);
  for (const number of [1, 2]) await addTestImage(place, number);
  assert.equal((await putChannel(store, 'stable', { title: 'Stable', target: 'centos9' }, force)).outcome, 'created');
  assert.equal((await moveChannel(store, site, 'stable', { sha256: hashOf(2), kind: 'publish' }, { actor: undefined, precondition: force })).outcome, 'moved');
  assert.equal((await putProfile(store, 'bench', followerDocument('bench', 'stable'), force, site)).outcome, 'updated');
  const made = await createApiToken(store, { title: 'simulation', role: 'operator', days: 1 }, undefined);
  assert(made.outcome === 'created');
  return made.token;
}

function askApi(url: string, token: string): Fleet['api'] {
  return async (method, path, schema, body) => {
    const answer = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
    return schema.parse(JSON.parse(text));
  };
}

export type FleetOptions = {
  readonly count: number;
  /** How many upgrades fail, each in one of the ways in which they do. */
  readonly failing: number;
  readonly seed: number;
};

/** Starts both servers over a fleet whose nodes run image 1, while their channel has image 2. */
export async function startFleet({ count, failing, seed }: FleetOptions): Promise<Fleet> {
  const directory = mkdtempSync(join(tmpdir(), 'basewright-fleet-'));
  const known = await makeNodes(directory, count);
  const next = random(seed);
  const shuffled = known.map((_, index) => ({ index, at: next() })).sort((one, other) => one.at - other.at);
  const fated = new Map(shuffled.slice(0, failing).map(({ index }, place) => [index, FATES[place % FATES.length]]));
  const nodes = known.map(({ hostId, key }, index) => new SimulatedNode({ hostname: hostId, key, nvr: OLD, fate: fated.get(index) ?? 'good' }));
  const store = await openStore(directory);
  const token = await prepare(store, directory).finally(() => store.close());
  const [adminPort, bootPort] = [await freePort(), await freePort()];
  const environment = { BASEWRIGHT_DATA: directory, BASEWRIGHT_ADMIN_LISTEN: `127.0.0.1:${adminPort}`, BASEWRIGHT_BOOT_LISTEN: `127.0.0.1:${bootPort}` };
  const boot = killedServer(file('../server/boot/main.ts'), /boot-plane-ready/, environment);
  const admin = killedServer(file('admin-process.ts'), /ready/, environment);
  await Promise.all([boot.start(), admin.start()]);
  const api = askApi(`http://127.0.0.1:${adminPort}/api/v1/`, token);
  return { directory, nodes, boot, admin, client: createNodeClient(() => `http://127.0.0.1:${bootPort}`, CONNECTIONS), api };
}
/** One turn of every node, so many at once. @param onTurn called after each. */
export async function everyNodeOnce({ nodes, client }: Fleet, onTurn?: () => void): Promise<void> {
  let begun = 0;
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    for (let node = nodes[begun++]; node !== undefined; node = nodes[begun++]) {
      await node.turn(client);
      onTurn?.();
    }
  }));
}

/** Ends a server by SIGKILL and starts it again. */
export async function restart(server: KilledServer): Promise<void> {
  await server.kill();
  await server.start();
}
