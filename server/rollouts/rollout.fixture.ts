// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a fleet in a store, whose nodes run one image and follow a channel that has a newer one, and what its nodes say to the boot plane's connection.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { RolloutRequest, type RolloutRequestInput } from '#kickstart/fleet/rollout-view.ts';
import type { RolloutNodeState } from '#kickstart/fleet/states.ts';
import type { ReportStep } from '#kickstart/fleet/wire.ts';
import { mayBeTold } from '#kickstart/fleet/rollout.ts';
import { wishAfter } from '#kickstart/fleet/wish.ts';
import { checkInBody, reportBody } from '../boot/node.fixture.ts';
import { addChannel, addFollower, addTestImage, publish } from '../channels/channel.fixture.ts';
import { addKey } from '../fleet/keys.ts';
import { type BootStore, openBootStore } from '../store/boot-store.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import { makeRollout } from './make.ts';

export const BEFORE = 'my-node-161.0-1';
export const CHANNEL = 'stable';
/** Far longer than a test. */
const SOON_MS = 3_600_000 * 24 * 30;

export type Fleet = {
  readonly store: TestStore;
  readonly boot: BootStore;
  /** Keys of nodes, by host. */
  readonly keys: ReadonlyMap<string, string>;
  /** Makes a roll-out of the channel. @returns its id */
  rollOut(request?: Partial<RolloutRequestInput>): Promise<string>;
  /** A node asks what is wanted of it, as the boot plane answers: it is told, or not. @returns the id of the wish */
  checkIn(host: string): Promise<string | undefined>;
  /** A node reports steps of what it was told last. */
  report(host: string, ...steps: ReportStep[]): Promise<void>;
  /** States of the nodes of a roll-out that are in a wave, by host. */
  states(id: string): Promise<Record<string, RolloutNodeState>>;
  rollout(id: string): Promise<{ nvr: string; state: string; wave: number; reason: string | null; accepted_failures: number; soak_until: number | null }>;
  remove(): Promise<void>;
};

/** `node00` and so on. */
export const nameOf = (number: number): string => `node${String(number).padStart(2, '0')}`;

/** Hosts with their nodes, all in one transaction. */
export async function addNodes(store: TestStore, ids: readonly string[], nvr = BEFORE): Promise<Map<string, string>> {
  return store.write(async (transaction) => {
    const keys = new Map<string, string>();
    for (const [index, id] of ids.entries()) {
      const now = store.now();
      const number = 1_000_000 + index + Number.parseInt(randomUUID().slice(0, 8), 16) * 1000;
      await transaction.insertInto('hosts').values({ number, id, hostname: `${id}.example.com`, profile_id: 'edge', body: JSON.stringify({ id, hostname: `${id}.example.com`, macs: [], profile: 'edge' }), search_text: id, revision: 1, updated_at: now }).execute();
      const body = JSON.stringify(checkInBody({ base: nvr, layer: `${nvr}+1`, hostname: `${id}.example.com` }));
      await transaction.insertInto('nodes').values({ host_id: id, seen_at: now, silent_at: now + SOON_MS, address: '127.0.0.1', nvr, layer: `${nvr}+1`, health: 'ok', pool_percent: 40, channel: null, body }).execute();
      keys.set(id, await addKey(store, transaction, { hostId: id, origin: `test-${id}`, actor: undefined }));
    }
    return keys;
  });
}

/** A fleet of so many nodes that follow the channel `stable`, which has a newer image than they run. */
export async function openFleet(count: number): Promise<Fleet> {
  const store = await openTestStore();
  await addChannel(store, CHANNEL);
  await addTestImage(store, 161);
  await addTestImage(store, 162);
  await publish(store, CHANNEL, 162);
  await addFollower(store, 'edge', CHANNEL);
  const keys = await addNodes(store, Array.from({ length: count }, (_, number) => nameOf(number)));
  const boot = openBootStore(store.directory);
  const { database } = store;
  return {
    store, boot, keys,
    rollOut: async (request = {}) => {
      const answer = await makeRollout(store, RolloutRequest.parse({ channel: CHANNEL, reboot: 'now', ...request }), { actor: 'olga', dataDirectory: store.directory });
      assert(answer.outcome === 'made', JSON.stringify(answer));
      return answer.id;
    },
    checkIn: async (host) => {
      const wish = await database
        .selectFrom('node_wishes').leftJoin('rollouts', 'rollouts.id', 'node_wishes.rollout_id').select(['node_wishes.id', 'node_wishes.action', 'rollouts.state'])
        .where('node_wishes.host_id', '=', host).where('node_wishes.state', 'in', ['open', 'given']).executeTakeFirst();
      if (wish === undefined || !mayBeTold(wish.action, wish.state)) return undefined;
      boot.write((writer) => writer.giveWish(wish.id, store.now()));
      return wish.id;
    },
    report: async (host, ...steps) => {
      const { id: wishId } = await database.selectFrom('node_wishes').select('id').where('host_id', '=', host).where('given_at', 'is not', null).orderBy('number', 'desc').limit(1).executeTakeFirstOrThrow();
      for (const step of steps) say(boot, { host, wishId, step }, store.now());
    },
    states: async (id) => {
      const rows = await database.selectFrom('rollout_nodes').select(['host_id', 'state']).where('rollout_id', '=', id).where('wave', '>=', 0).orderBy('host_id').execute();
      return Object.fromEntries(rows.map(({ host_id: host, state }) => [host, state]));
    },
    rollout: (id) => database.selectFrom('rollouts').select(['nvr', 'state', 'wave', 'reason', 'accepted_failures', 'soak_until']).where('id', '=', id).executeTakeFirstOrThrow(),
    remove: async () => {
      boot.close();
      await store.remove();
    },
  };
}

/** One report, as the boot plane takes it: event, wish and roll-out in one transaction. */
export function say(boot: BootStore, { host, wishId, step, reason = null }: { readonly host: string; readonly wishId: string; readonly step: ReportStep; readonly reason?: string | null }, now: number): void {
  boot.write((writer) => {
    writer.addNodeEvent(host, reportBody({ wish: wishId, step, reason }), { at: now, saidAt: now });
    const wish = writer.wish(wishId);
    if (wish !== undefined) writer.changeWish(wishId, { state: wishAfter(wish.state, step), step, permille: null, reason }, now);
    writer.carryOn({ wishId, step, reason, at: now });
  });
}
