// SPDX-License-Identifier: GPL-2.0-or-later
// What a running node and the boot plane tell each other: the check-in, the answer with what is wanted, and the report of each step. `node/` speaks the same, in Python.
import { z } from 'zod';
import { plainLine, plainText } from '../lifecycle/plain-text.ts';
import { Nvr, Sha256 } from '../profile/names.ts';

/** Raised when a node of the old form could no longer be understood. */
export const WIRE_FORMAT = 1;
/** Of a check-in, in bytes. */
export const MOST_CHECK_IN = 64 * 1024;
/** Of a report, in bytes; its log is the large part, and JSON may write each of its letters as six. */
export const MOST_REPORT = 320 * 1024;
/** How often a node checks in when nobody says otherwise, in seconds. */
export const USUAL_INTERVAL = 300;

/** A machine's text: bounded and cleaned, never refused for what it says. */
const line = (most: number) => z.string().transform((text) => plainLine(text, most));
const block = (most: number) => z.string().transform((text) => plainText(endOf(text, most), most));
/** Whole lines, where there are some: half of one may be a password that has lost the word before it, by which it would be known. */
function endOf(text: string, most: number): string {
  const end = text.slice(-most);
  return end.length < text.length ? end.slice(end.indexOf('\n') + 1) : end;
}
const percent = z.number().min(0).max(100);
/** Seconds since 1970 by a clock that may be wrong: brought to what a date can say (the year 9999), never refused. */
const seconds = z.number().transform((value) => Math.min(Math.max(value, 0), 253_402_300_799));
/** Name of a base or layer: an NVR, for layers with `+N`. */
const LayoutName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,59}$/);

export const healthWords = ['ok', 'unhealthy', 'unknown'] as const;
export type HealthWord = (typeof healthWords)[number];

/** What a node did. `health`: the check after a boot; `boot`: the boot loader went back by itself. */
export const operationKinds = ['upgrade', 'rollback', 'health', 'boot'] as const;
export type OperationKind = (typeof operationKinds)[number];

/**
 * How far an operation is. `begun`, `preflight`, `download`, `verify`, `install` come before a reboot; `installed`: the next boot starts the new layer; `waiting`: for the maintenance window;
 * `rebooting`; `good`: the layer passed its health check; `fallen-back`: the node went back by itself (health check or boot loader) and runs the layer before; `rolled-back`: a rollback that was asked for is done; `failed`: it stopped before anything changed, or was cleaned up.
 */
export const reportSteps = ['begun', 'preflight', 'download', 'verify', 'install', 'installed', 'waiting', 'rebooting', 'good', 'fallen-back', 'rolled-back', 'failed'] as const;
export type ReportStep = (typeof reportSteps)[number];
/** Steps after which nothing more comes of an operation. */
export const finalSteps = ['good', 'fallen-back', 'rolled-back', 'failed'] as const satisfies readonly ReportStep[];

const CheckFound = z.object({ name: line(200), ok: z.boolean(), reason: line(400).nullable() });

/** `POST /node/check-in`. Unknown members are dropped, so a newer node can talk to an older server. */
export const CheckInBody = z.object({
  format: z.literal(WIRE_FORMAT),
  /** Version of the node package. */
  version: line(40),
  hostname: line(253),
  /** The booted layer and its base; null when the node has no layout. */
  layer: LayoutName.nullable(),
  base: LayoutName.nullable(),
  /** All bases with their layers, oldest first. */
  layout: z.array(z.object({ base: LayoutName, layers: z.array(LayoutName).max(16) })).max(16),
  /** The layer that the next boot starts; null when it cannot be told. */
  bootDefault: LayoutName.nullable(),
  health: z.object({ word: z.enum(healthWords), checks: z.array(CheckFound).max(64), /** Seconds since 1970; null before the first check. */ at: seconds.nullable() }),
  /** Of the thin pool; null when there is none. */
  pool: z.object({ dataPercent: percent, metadataPercent: percent, size: z.number().min(0) }).nullable(),
  channel: line(63).nullable(),
  /** The last operation that ended, by the node's own record. */
  last: z.object({ kind: z.enum(operationKinds), step: z.enum(reportSteps), nvr: LayoutName.nullable(), reason: line(1000).nullable(), at: seconds }).nullable(),
  kernel: line(200),
  /** Seconds since the boot. */
  uptime: z.number().min(0),
  /** Whether the boot loader counts boots here, and by whose means. */
  bootCounting: z.enum(['distribution', 'own', 'none']),
  /** Addresses at which a browser may reach Cockpit; null when cockpit.socket is not enabled. */
  cockpit: z.object({ port: z.number().int().min(1).max(65_535), addresses: z.array(line(64)).max(16) }).nullable(),
});
export type CheckInBody = z.infer<typeof CheckInBody>;

/** What a node is asked to do; it does each `id` once. `reboot`: `now` when it is installed, in the maintenance `window`, or `never` by itself. */
export const Wanted = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  action: z.enum(['upgrade', 'rollback']),
  /** Image to upgrade to, as a channel's manifest says it; of a rollback null. */
  nvr: Nvr.nullable(),
  url: z.string().nullable(),
  sha256: Sha256.nullable(),
  size: z.number().int().positive().nullable(),
  signature: z.string().nullable(),
  /** Layer to go back to; null: the one before the booted one. */
  to: LayoutName.nullable(),
  reboot: z.enum(['now', 'window', 'never']),
});
export type Wanted = z.infer<typeof Wanted>;

export const CheckInAnswer = z.strictObject({
  format: z.literal(WIRE_FORMAT),
  /** Seconds until the next check-in. */
  interval: z.number().int().min(5).max(86_400),
  wanted: Wanted.nullable(),
  /** Why this node stays as it is; null when it is not pinned. */
  pinned: z.string().nullable(),
});
export type CheckInAnswer = z.infer<typeof CheckInAnswer>;

/** `POST /node/report`, answered by `{"format":1,"taken":true}`; sent again until that came, so the server takes each `id` once. */
export const ReportBody = z.object({
  format: z.literal(WIRE_FORMAT),
  id: z.uuid(),
  /** Seconds since 1970, by the node's clock. */
  at: seconds,
  /** Names the operation: all its reports have the same. */
  operation: z.uuid(),
  kind: z.enum(operationKinds),
  /** The wish that was answered; null when a person on the node began it. */
  wish: z.string().regex(/^[A-Za-z0-9_-]{22}$/).nullable(),
  step: z.enum(reportSteps),
  nvr: LayoutName.nullable(),
  /** The booted layer when this was said. */
  layer: LayoutName.nullable(),
  /** Of a download. */
  permille: z.number().int().min(0).max(1000).nullable().default(null),
  /** Why, in words. */
  reason: line(1000).nullable().default(null),
  log: block(64 * 1024).nullable().default(null),
});
export type ReportBody = z.infer<typeof ReportBody>;
