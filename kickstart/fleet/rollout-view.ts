// SPDX-License-Identifier: GPL-2.0-or-later
// What the API takes and answers about roll-outs: the request, the plan before it, one of the list, one with its waves, and its nodes. Moments are ISO 8601 in UTC.
import { z } from 'zod';
import { ChannelId } from '../catalogue/image.ts';
import { HostId, Sha256, Text } from '../profile/names.ts';
import { rolloutNodeStates, rolloutStates, wishStates } from './states.ts';
import { reportSteps, Wanted } from './wire.ts';

const Moment = z.iso.datetime();
const Reason = Text.trim().max(300, 'At most 300 characters.');

/** Nodes of one roll-out. */
export const MOST_NODES = 10_000;
/** Waves of one roll-out: more of them nobody could follow. */
export const MOST_WAVES = 500;
/** Nodes that are listed with a plan; their numbers are always those of all. */
export const MOST_PLANNED = 500;
/** How long a wave can be watched before the next one begins, in minutes. */
export const MOST_SOAK_MINUTES = 7 * 24 * 60;
/** Of events with a roll-out. */
export const MOST_ROLLOUT_EVENTS = 200;

/** `POST rollouts/preview` and `POST rollouts`: brings the nodes that follow a channel to the image that the channel has. */
export const RolloutRequest = z.strictObject({
  /** Without: the image and the channel. */
  title: Text.trim().min(1, 'Give the roll-out a title, or leave it out.').max(100, 'At most 100 characters.').optional(),
  channel: ChannelId,
  /** The image that the plan showed: refused when the channel has another one by now. */
  sha256: Sha256.optional(),
  /** How many nodes go first, alone. */
  canary: z.int('Write a whole number of nodes.').min(1, 'At least 1 node goes first.').max(MOST_NODES, `At most ${MOST_NODES} nodes.`).default(1),
  /** How many nodes each later wave has; null: all the rest in one. */
  waveSize: z.int('Write a whole number of nodes.').min(1, 'A wave has at least 1 node.').max(MOST_NODES, `At most ${MOST_NODES} nodes.`).nullable().default(null),
  /** So many nodes of one wave may fail; one more pauses the roll-out. */
  allowedFailures: z.int('Write a whole number of nodes.').min(0, 'Write 0 to pause at the first failure.').max(MOST_NODES, `At most ${MOST_NODES} nodes.`).default(0),
  /** So long nothing may be heard of a node, from being asked or from its last report on, until it counts as silent; the wait for a window or a person does not count. */
  nodeMinutes: z.int('Write a whole number of minutes.').min(5, 'Give a node at least 5 minutes.').max(1440, 'Give a node at most 1440 minutes (24 hours).').default(120),
  /** So long the nodes of a wave must stay healthy before the next wave begins; 0: that begins at once. The last wave has none after it. */
  soakMinutes: z.int('Write a whole number of minutes.').min(0, 'Write 0 to begin the next wave at once.').max(MOST_SOAK_MINUTES, `At most ${MOST_SOAK_MINUTES} minutes (7 days).`).default(0),
  /** `now`: when it is installed; `window`: in the node's own maintenance window; `never`: a person does it. */
  reboot: Wanted.shape.reboot.default('window'),
  /** Only these, in this order; without, every host whose profile follows the channel, by name. */
  hosts: z.array(HostId).min(1, 'Choose at least one host.').max(MOST_NODES, `At most ${MOST_NODES} hosts.`).optional(),
  /** Leaves out nodes that are silent now; otherwise they come last. */
  skipSilent: z.boolean().default(false),
});
export type RolloutRequest = z.infer<typeof RolloutRequest>;
/** As it is sent: what has a default may be left out. */
export type RolloutRequestInput = z.input<typeof RolloutRequest>;

export const PauseRequest = z.strictObject({ reason: Reason.optional() });
export type PauseRequest = z.infer<typeof PauseRequest>;
/** `retry`: nodes of the open wave that failed are asked once more; without, it goes on with the others. */
export const ResumeRequest = z.strictObject({ retry: z.boolean().default(false) });
export type ResumeRequest = z.infer<typeof ResumeRequest>;
export const StopRequest = z.strictObject({ reason: Reason.optional() });
export type StopRequest = z.infer<typeof StopRequest>;
/** Stops the roll-out and takes its nodes back to the layer that they ran before. `reboot`: without, as the roll-out does. */
export const RolloutRollbackRequest = z.strictObject({ reason: Reason.optional(), reboot: Wanted.shape.reboot.optional() });
export type RolloutRollbackRequest = z.infer<typeof RolloutRollbackRequest>;

export const PlannedNode = z.object({
  id: z.string(),
  hostname: z.string(),
  /** What it runs. */
  nvr: z.string().nullable(),
  isSilent: z.boolean(),
  /** To be weighed, in a sentence. */
  warning: z.string().nullable(),
});
export type PlannedNode = z.infer<typeof PlannedNode>;

/** The answer to `POST rollouts/preview`. It can be made when there are no `obstacles`. */
export const RolloutPlan = z.object({
  channel: z.object({ id: z.string(), title: z.string() }),
  image: z.object({ sha256: z.string(), nvr: z.string().nullable(), name: z.string() }).nullable(),
  /** `count`: of all nodes in the wave; `nodes`: the first of them. The first wave is the canary. */
  waves: z.array(z.object({ wave: z.number(), count: z.number(), nodes: z.array(PlannedNode) })),
  /** Hosts that are not asked, with the reason in a sentence. */
  skipped: z.array(z.object({ id: z.string(), hostname: z.string(), reason: z.string() })),
  counts: z.object({ hosts: z.number(), planned: z.number(), skipped: z.number(), silent: z.number() }),
  obstacles: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type RolloutPlan = z.infer<typeof RolloutPlan>;

/** Wave of hosts that were left out when the roll-out was made: they are in none. */
export const LEFT_OUT = -1;

/** How many nodes are in each state. */
export const RolloutCounts = z.record(z.enum(rolloutNodeStates), z.number());
export type RolloutCounts = z.infer<typeof RolloutCounts>;

/** One of the list. */
export const RolloutSummary = z.object({
  id: z.string(),
  title: z.string(),
  channel: z.string().nullable(),
  sha256: z.string(),
  nvr: z.string(),
  state: z.enum(rolloutStates),
  /** Why it paused or stopped. */
  reason: z.string().nullable(),
  /** The open wave, from 0, and how many there are. */
  wave: z.number(),
  waves: z.number(),
  allowedFailures: z.number(),
  nodeMinutes: z.number(),
  soakMinutes: z.number(),
  /** The next wave begins then at the earliest; null while the open one is not watched. */
  nextWaveAt: Moment.nullable(),
  reboot: Wanted.shape.reboot,
  madeAt: Moment,
  /** Null: the server's command line. */
  madeBy: z.string().nullable(),
  changedAt: Moment,
  endedAt: Moment.nullable(),
  /** Of the nodes in its waves. */
  counts: RolloutCounts,
  /** Nodes in its waves. */
  total: z.number(),
  /** Hosts that were left out when it was made: pinned, no key, the image there already. */
  leftOut: z.number(),
  /** Share of nodes that have ended, whichever way: 0 to 1. */
  fraction: z.number(),
});
export type RolloutSummary = z.infer<typeof RolloutSummary>;

/** `GET rollouts`, newest first. */
export const RolloutList = z.object({ items: z.array(RolloutSummary), next: z.string().nullable(), total: z.number() });
export type RolloutList = z.infer<typeof RolloutList>;

/** `made`; `wave`: one was opened; `soak`: it is healthy, and is watched before the next one; `paused`, `resumed`, `stopped`, `done`; `rollback`: a person took it back; `going-back`: a node that failed after the installation was asked to go back. */
export const rolloutEventKinds = ['made', 'wave', 'soak', 'paused', 'resumed', 'stopped', 'done', 'rollback', 'going-back'] as const;
export type RolloutEventKind = (typeof rolloutEventKinds)[number];

/** What an event says beside its kind, as far as it applies. `asked`, `skipped`, `retried`: numbers of nodes; `minutes`: how long it is watched; `host`: id of the one it is about. */
export const RolloutEventDetail = z.object({
  wave: z.number(), minutes: z.number(), asked: z.number(), skipped: z.number(), retried: z.number(), accepted: z.number(), reason: z.string(), host: z.string(), hostname: z.string(),
}).partial();
export type RolloutEventDetail = z.infer<typeof RolloutEventDetail>;

export const RolloutEvent = z.object({ number: z.number(), at: Moment, kind: z.enum(rolloutEventKinds), /** Null: by itself, or the command line. */ actor: z.string().nullable(), detail: RolloutEventDetail });
export type RolloutEvent = z.infer<typeof RolloutEvent>;

/** `GET rollouts/{id}`, and the event `rollout` of its stream. */
export const RolloutDetail = RolloutSummary.extend({
  /** Failures of the open wave in spite of which a person went on. */
  acceptedFailures: z.number(),
  /** Every wave with its nodes by state. */
  waveCounts: z.array(z.object({ wave: z.number(), total: z.number(), counts: RolloutCounts })),
  /** The newest, in order. */
  events: z.array(RolloutEvent),
  /** What can be done now. `retry`: nodes that a resume with retry would ask again; `rollback`: nodes that going back would ask. */
  may: z.object({ pause: z.boolean(), resume: z.boolean(), stop: z.boolean(), retry: z.number(), rollback: z.number() }),
  /** Nodes that are asked to go back and have not said yet that they did. */
  goingBack: z.number(),
});
export type RolloutDetail = z.infer<typeof RolloutDetail>;

/** A node of a roll-out. */
export const RolloutNode = z.object({
  hostId: z.string(),
  hostname: z.string(),
  /** Its host was deleted. */
  isDeleted: z.boolean(),
  /** From 0, the canary; `LEFT_OUT` for a host that was left out from the beginning. */
  wave: z.number(),
  state: z.enum(rolloutNodeStates),
  /** Why, in words; of machines and people. */
  reason: z.string().nullable(),
  /** What it is or was asked last. `state` is null when the wish is gone with its host. */
  wish: z.object({ id: z.string(), action: Wanted.shape.action, state: z.enum(wishStates), step: z.enum(reportSteps).nullable(), permille: z.number().nullable() }).nullable(),
  /** What it ran when it was asked. */
  beforeLayer: z.string().nullable(),
  /** When it counts as silent; null while nothing is waited for. */
  deadline: Moment.nullable(),
  changedAt: Moment,
});
export type RolloutNode = z.infer<typeof RolloutNode>;

/** `GET rollouts/{id}/nodes?state=&wave=&search=&cursor=&limit=`, by wave and name. */
export const RolloutNodeList = z.object({ items: z.array(RolloutNode), next: z.string().nullable(), total: z.number() });
export type RolloutNodeList = z.infer<typeof RolloutNodeList>;

/** The answer to `POST rollouts/{id}/rollback`: how many nodes are asked to go back, and who is not, with the reason. */
export const RollbackAnswer = z.object({ rollout: RolloutSummary, asked: z.number(), left: z.array(z.object({ id: z.string(), hostname: z.string(), reason: z.string() })) });
export type RollbackAnswer = z.infer<typeof RollbackAnswer>;
