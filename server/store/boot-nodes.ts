// SPDX-License-Identifier: GPL-2.0-or-later
// What the boot plane reads and writes about running nodes: who shows a key, what is wanted of it, what it said.

import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { z } from 'zod';
import { imageStates } from '#kickstart/catalogue/image.ts';
import { rolloutStates, type WishState, wishStates } from '#kickstart/fleet/states.ts';
import { type CheckInBody, type OperationKind, type ReportBody, type ReportStep, Wanted } from '#kickstart/fleet/wire.ts';
import { rolloutReport, type WishReport } from '../rollouts/report.ts';
import { runNow } from '../rollouts/statements.ts';

/** A key with its host and all that an answer to it needs. Times in milliseconds since 1970. */
const NodeAccess = z.object({
  host_id: z.string(), created_at: z.number(), /** Id of the installation that it came with, or of nothing. */ origin: z.string(), first_used_at: z.number().nullable(), revoked_at: z.number().nullable(),
  /** Why the node stays as it is. */
  pin: z.string().nullable(),
  wish_id: z.string().nullable(), action: Wanted.shape.action.nullable(), reboot: Wanted.shape.reboot.nullable(), wish_state: z.enum(wishStates).nullable(), nvr: z.string().nullable(), to_layer: z.string().nullable(),
  sha256: z.string().nullable(), rollout_state: z.enum(rolloutStates).nullable(),
  name: z.string().nullable(), size: z.number().nullable(), signature: z.string().nullable(), image_state: z.enum(imageStates).nullable(),
});
export type NodeAccess = z.infer<typeof NodeAccess>;

// One look for everything: a node asks for nothing most of the time, and it must cost next to nothing.
const ACCESS = `
  SELECT k.host_id, k.created_at, k.origin, k.first_used_at, k.revoked_at, p.reason AS pin,
    w.id AS wish_id, w.action, w.reboot, w.state AS wish_state, w.nvr, w.to_layer, w.sha256, r.state AS rollout_state,
    i.name, i.size, i.signature, i.state AS image_state
  FROM node_keys k
    LEFT JOIN node_pins p ON p.host_id = k.host_id
    LEFT JOIN node_wishes w ON w.host_id = k.host_id AND w.state IN ('open', 'given', 'begun')
    LEFT JOIN rollouts r ON r.id = w.rollout_id
    LEFT JOIN images i ON i.sha256 = w.sha256
  WHERE k.key_hash = ?`;

export type NodeReader = {
  /** The node that a key belongs to, by the key's hash. */
  nodeByKey(keyHash: string): NodeAccess | undefined;
  /** Whether there is an installation of this id. */
  isInstallation(id: string): boolean;
};

export function createNodeReader(database: DatabaseSync): NodeReader {
  const access = database.prepare(ACCESS);
  const installation = database.prepare('SELECT 1 FROM installations WHERE id = ?');
  return { nodeByKey: (keyHash) => NodeAccess.optional().parse(access.get(keyHash)), isInstallation: (id) => installation.get(id) !== undefined };
}

/** What a node said last. `last`: the last operation that ended, `at` in milliseconds since 1970 and not in the future. */
export type SeenNode = { readonly hostId: string; readonly seenAt: number; readonly silentAt: number; readonly address: string; readonly body: CheckInBody; readonly last: LastOperation | null };
export type LastOperation = { readonly kind: OperationKind; readonly step: ReportStep; readonly nvr: string | null; readonly reason: string | null; readonly at: number };

const Wish = z.object({ host_id: z.string(), state: z.enum(wishStates) }).optional();
export type StoredWish = NonNullable<z.infer<typeof Wish>>;
const Host = z.object({ host_id: z.string() }).optional();

/** Part of the boot plane's writer: all of it takes place in one transaction. */
export type NodeWriter = {
  /** Notes the first use of a key; keys of the host that were made before it end with that. */
  useKey(keyHash: string, key: Pick<NodeAccess, 'host_id' | 'created_at'>, now: number): void;
  /** The machine was installed anew: what was wanted of the system before is wanted no longer. Returns the ids of those wishes. */
  dropWishes(hostId: string, madeBefore: number, now: number): string[];
  /** Notes that a node was told what is wanted. */
  giveWish(wishId: string, now: number): void;
  wish(id: string): StoredWish | undefined;
  changeWish(id: string, change: { state: WishState; step: ReportStep; permille: number | null; reason: string | null }, now: number): void;
  /** Carries a report into the roll-out that it belongs to, after its wish was changed. */
  carryOn(report: WishReport): void;
  /** Keeps a check-in; of a host that is gone, nothing. */
  putNode(node: SeenNode): void;
  /** Notes the last operation that ended, unless a later one is known. */
  noteLast(hostId: string, last: LastOperation, now: number): void;
  /** The machine was installed anew: what the system before did is said of this one no longer. */
  forgetLast(hostId: string): void;
  /** The host that sent the report with this id. */
  reporterOf(reportId: string): string | undefined;
  /** Keeps a report, its log as the only one of its operation; the oldest make room. */
  addNodeEvent(hostId: string, report: ReportBody, times: { at: number; saidAt: number }): void;
};

/** Reports that are kept of one node, and operations whose log is. */
const EVENTS_KEPT = 500;
const LOGS_KEPT = 20;

const PUT_NODE = `
  INSERT INTO nodes (host_id, seen_at, silent_at, address, nvr, layer, health, pool_percent, channel, body)
  SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM hosts WHERE id = ?)
  ON CONFLICT (host_id) DO UPDATE SET seen_at = excluded.seen_at, silent_at = excluded.silent_at, address = excluded.address, nvr = excluded.nvr, layer = excluded.layer,
    health = excluded.health, pool_percent = excluded.pool_percent, channel = excluded.channel, body = excluded.body`;

export function createNodeWriter(database: DatabaseSync): NodeWriter {
  const run = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).run(...values);
  const get = (sql: string, ...values: SQLInputValue[]) => database.prepare(sql).get(...values);
  const putNode = database.prepare(PUT_NODE);
  const noteLast: NodeWriter['noteLast'] = (hostId, { kind, step, nvr, reason, at }, now) => {
    // What lies in the future was noted before this server's clock was set back: it is not later than this.
    run('UPDATE nodes SET last_kind = ?, last_step = ?, last_nvr = ?, last_reason = ?, last_at = ? WHERE host_id = ? AND (coalesce(last_at, 0) <= ? OR last_at > ?)', kind, step, nvr, reason, at, hostId, at, now);
  };
  return {
    noteLast,
    forgetLast: (hostId) => {
      run('UPDATE nodes SET last_kind = NULL, last_step = NULL, last_nvr = NULL, last_reason = NULL, last_at = NULL WHERE host_id = ?', hostId);
    },
    useKey: (keyHash, { host_id: hostId, created_at: createdAt }, now) => {
      run('UPDATE node_keys SET first_used_at = ? WHERE key_hash = ?', now, keyHash);
      run('UPDATE node_keys SET revoked_at = ? WHERE host_id = ? AND created_at < ? AND revoked_at IS NULL', now, hostId, createdAt);
    },
    dropWishes: (hostId, madeBefore, now) => {
      const open = z.array(z.object({ id: z.string() })).parse(database.prepare(`SELECT id FROM node_wishes WHERE host_id = ? AND state IN ('open', 'given', 'begun') AND made_at < ?`).all(hostId, madeBefore));
      for (const { id } of open) run(`UPDATE node_wishes SET state = 'cancelled', reason = 'The host was installed again.', changed_at = ? WHERE id = ?`, now, id);
      return open.map(({ id }) => id);
    },
    giveWish: (wishId, now) => {
      run(`UPDATE node_wishes SET state = 'given', given_at = ?, changed_at = ? WHERE id = ? AND state = 'open'`, now, now, wishId);
    },
    wish: (id) => Wish.parse(get('SELECT host_id, state FROM node_wishes WHERE id = ?', id)),
    changeWish: (id, { state, step, permille, reason }, now) => {
      run('UPDATE node_wishes SET state = ?, step = ?, permille = ?, reason = coalesce(?, reason), changed_at = ? WHERE id = ?', state, step, permille, reason, now, id);
    },
    carryOn: (report) => runNow(database, rolloutReport(report)),
    putNode: ({ hostId, seenAt, silentAt, address, body, last }) => {
      const { base, layer, health, pool, channel } = body;
      const percent = pool === null ? null : Math.max(pool.dataPercent, pool.metadataPercent);
      putNode.run(hostId, seenAt, silentAt, address, base, layer, health.word, percent, channel, JSON.stringify(body), hostId);
      if (last !== null) noteLast(hostId, last, seenAt);
    },
    reporterOf: (reportId) => Host.parse(get('SELECT host_id FROM node_events WHERE id = ?', reportId))?.host_id,
    addNodeEvent: (hostId, { id, operation, kind, wish, step, nvr, layer, reason, log }, { at, saidAt }) => {
      run(
        'INSERT INTO node_events (id, host_id, at, said_at, operation, kind, wish_id, step, nvr, layer, reason, log) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        id, hostId, at, saidAt, operation, kind, wish, step, nvr, layer, reason, log,
      );
      run('DELETE FROM node_events WHERE host_id = ? AND number <= (SELECT number FROM node_events WHERE host_id = ? ORDER BY number DESC LIMIT 1 OFFSET ?)', hostId, hostId, EVENTS_KEPT);
      if (log !== null) keepLogs(run, hostId, { id, operation });
    },
  };
}

/** A log is the large part of a report: one for each operation, and only of the newest ones. */
function keepLogs(run: (sql: string, ...values: SQLInputValue[]) => unknown, hostId: string, { id, operation }: Pick<ReportBody, 'id' | 'operation'>): void {
  run('UPDATE node_events SET log = NULL WHERE host_id = ? AND operation = ? AND log IS NOT NULL AND id <> ?', hostId, operation, id);
  run(
    `UPDATE node_events SET log = NULL WHERE host_id = ? AND log IS NOT NULL
     AND number <= (SELECT number FROM node_events WHERE host_id = ? AND log IS NOT NULL ORDER BY number DESC LIMIT 1 OFFSET ?)`,
    hostId, hostId, LOGS_KEPT,
  );
}
