// SPDX-License-Identifier: GPL-2.0-or-later
// What the API answers about nodes that run: one node of the list, the list with its counts, and one node with its history. Moments are ISO 8601 in UTC.
import { z } from 'zod';
import { wishStates } from './states.ts';
import { CheckInBody, healthWords, operationKinds, reportSteps, Wanted } from './wire.ts';

const Moment = z.iso.datetime();

/** From how much of the pool (the higher one of data and metadata) on it counts as full, in percent. */
export const POOL_FULL = 80;
/** Of events with a node's history. */
export const MOST_EVENTS = 100;
/** Of wishes with a node's history. */
export const MOST_WISHES = 20;
/** Of times that it was pinned or unpinned. */
export const MOST_PIN_EVENTS = 50;

/** What the list can be narrowed to. `silent`: was heard of once, and missed three check-ins. `rolled-back`: what it did last was going back. */
export const fleetFilters = ['behind', 'rolled-back', 'pool', 'silent', 'unhealthy', 'pinned'] as const;
export type FleetFilter = (typeof fleetFilters)[number];

/** What is wanted of a node, or was. */
export const NodeWish = z.object({
  id: z.string(),
  action: Wanted.shape.action,
  /** Image to upgrade to; of a rollback null. */
  nvr: z.string().nullable(),
  /** Layer to go back to; null: the one before. */
  to: z.string().nullable(),
  state: z.enum(wishStates),
  step: z.enum(reportSteps).nullable(),
  /** Of a download. */
  permille: z.number().nullable(),
  /** Why it ended as it did. */
  reason: z.string().nullable(),
  reboot: Wanted.shape.reboot,
  rolloutId: z.string().nullable(),
  madeAt: Moment,
  /** Null: the server's command line, or a roll-out by itself. */
  madeBy: z.string().nullable(),
  changedAt: Moment,
});
export type NodeWish = z.infer<typeof NodeWish>;

export const NodePin = z.object({ reason: z.string(), at: Moment, actor: z.string().nullable() });
export type NodePin = z.infer<typeof NodePin>;

/** A node was pinned or unpinned. `reason`: of the pin, also of the one that was taken away. `actor`: null for the server's command line. */
export const PinEvent = z.object({ number: z.number(), at: Moment, actor: z.string().nullable(), kind: z.enum(['pinned', 'unpinned']), reason: z.string() });
export type PinEvent = z.infer<typeof PinEvent>;

/** A host as the fleet sees it. One that never checked in has null everywhere, and the word `unknown`. */
export const FleetNode = z.object({
  id: z.string(),
  hostname: z.string(),
  profile: z.string(),
  seenAt: Moment.nullable(),
  isSilent: z.boolean(),
  /** Of the booted base. */
  nvr: z.string().nullable(),
  layer: z.string().nullable(),
  base: z.string().nullable(),
  health: z.enum(healthWords),
  /** What the first check that failed said. */
  healthReason: z.string().nullable(),
  poolPercent: z.number().nullable(),
  metadataPercent: z.number().nullable(),
  /** The channel that its profile follows; of a profile without one, the node's own. */
  channel: z.string().nullable(),
  /** What that channel has. */
  channelNvr: z.string().nullable(),
  /** Whether it runs another image than its channel has; null when one of them is not known. */
  isBehind: z.boolean().nullable(),
  /** The last operation that ended. */
  last: z.object({ kind: z.enum(operationKinds), step: z.enum(reportSteps), nvr: z.string().nullable(), reason: z.string().nullable(), at: Moment }).nullable(),
  /** What is still wanted of it. */
  wish: NodeWish.nullable(),
  pin: NodePin.nullable(),
  /** Where its Cockpit may answer: its host name first, then its addresses. */
  cockpitUrls: z.array(z.string()),
  /** Whether there is a key with which it may check in. */
  hasKey: z.boolean(),
});
export type FleetNode = z.infer<typeof FleetNode>;

/** How many hosts each filter finds; `all`: hosts that have checked in at least once, or have a key to do so. */
export const FleetCounts = z.object({ all: z.number(), behind: z.number(), rolledBack: z.number(), pool: z.number(), silent: z.number(), unhealthy: z.number(), pinned: z.number() });
export type FleetCounts = z.infer<typeof FleetCounts>;

/** `GET fleet/summary`: the counts, and how many nodes run what. */
export const FleetSummary = z.object({ counts: FleetCounts, images: z.array(z.object({ nvr: z.string().nullable(), count: z.number() })) });
export type FleetSummary = z.infer<typeof FleetSummary>;

/** `GET fleet`. `total`: of what was asked for; `counts`: of the whole fleet. */
export const FleetList = z.object({ items: z.array(FleetNode), next: z.string().nullable(), total: z.number(), counts: FleetCounts });
export type FleetList = z.infer<typeof FleetList>;

/** A report. `number` names its log. */
export const NodeEvent = z.object({
  number: z.number(),
  /** When it arrived. */
  at: Moment,
  /** When it was said, by the node's own clock. */
  saidAt: Moment,
  operation: z.string(),
  kind: z.enum(operationKinds),
  wishId: z.string().nullable(),
  step: z.enum(reportSteps),
  nvr: z.string().nullable(),
  layer: z.string().nullable(),
  reason: z.string().nullable(),
  hasLog: z.boolean(),
});
export type NodeEvent = z.infer<typeof NodeEvent>;

/** A key of a node, without itself. `id`: the beginning of its hash. `isFromInstallation`: it came with the kickstart. */
export const NodeKey = z.object({ id: z.string(), isFromInstallation: z.boolean(), createdAt: Moment, createdBy: z.string().nullable(), firstUsedAt: Moment.nullable(), revokedAt: Moment.nullable(), revokedBy: z.string().nullable() });
export type NodeKey = z.infer<typeof NodeKey>;

/** `GET hosts/{id}/node`, and the event `node` of its stream. */
export const NodeDetail = FleetNode.extend({
  /** Its newest check-in; null before the first. */
  body: CheckInBody.nullable(),
  /** Address that the newest check-in came from. */
  address: z.string().nullable(),
  events: z.array(NodeEvent),
  keys: z.array(NodeKey),
  wishes: z.array(NodeWish),
  /** The newest first. */
  pins: z.array(PinEvent),
});
export type NodeDetail = z.infer<typeof NodeDetail>;

/** What became of one host of a request for many. */
export const AskedNode = z.discriminatedUnion('outcome', [
  z.object({ id: z.string(), outcome: z.literal('asked'), wish: NodeWish }),
  z.object({ id: z.string(), outcome: z.literal('refused'), reason: z.string() }),
]);
export type AskedNode = z.infer<typeof AskedNode>;

/** `POST fleet/upgrade`, `POST fleet/rollback`. */
export const AskedNodes = z.object({ items: z.array(AskedNode), asked: z.number(), refused: z.number() });
export type AskedNodes = z.infer<typeof AskedNodes>;

/** `POST hosts/{id}/node/key`: shown once. `conf`: the whole `/etc/basewright/node.conf`. */
export const NewNodeKey = z.object({ key: z.string(), conf: z.string() });
export type NewNodeKey = z.infer<typeof NewNodeKey>;
