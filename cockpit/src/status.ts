// SPDX-License-Identifier: GPL-2.0-or-later
// What `basewright-node status --json` says (format 1), read at the door: from here on it is bounded, cleaned and known.
import { z } from 'zod';
import { healthWords, operationKinds, reportSteps } from '#kickstart/fleet/wire.ts';
import { plainLine } from '#kickstart/lifecycle/plain-text.ts';

/** The form of the status that this page reads. */
const STATUS_FORMAT = 1;

const line = (most: number) => z.string().transform((text) => plainLine(text, most));
const name = line(60);
const percent = z.number().min(0).max(100);
const moment = z.number().nullable();

const Check = z.object({ name: line(200), ok: z.boolean(), reason: line(400).nullable().default(null) });
export type Check = z.infer<typeof Check>;

const Layer = z.object({
  name, size: z.number().min(0).nullable(), usedPercent: percent.nullable(), made: moment,
  isBooted: z.boolean(), isBootDefault: z.boolean(), isGood: z.boolean().nullable(),
});
export type Layer = z.infer<typeof Layer>;

const Base = z.object({ base: name, size: z.number().min(0).nullable(), usedPercent: percent.nullable(), made: moment, isBooted: z.boolean(), layers: z.array(Layer).max(64) });
export type Base = z.infer<typeof Base>;

const Health = z.object({
  word: z.enum(healthWords),
  status: line(200).nullable(),
  checks: z.array(Check.extend({ checks: z.array(Check).max(64).default([]) })).max(64),
  probes: z.array(Check).max(64),
  failedUnits: z.array(line(256)).max(256),
  server: z.object({ ok: z.boolean(), reason: line(400).nullable() }).nullable(),
  at: moment,
});
export type Health = z.infer<typeof Health>;

const Pool = z.object({ vg: line(127), name: line(127), size: z.number().min(0), dataPercent: percent, metadataPercent: percent });
export type Pool = z.infer<typeof Pool>;

const Pending = z.object({ kind: z.enum(operationKinds), nvr: name.nullable(), layer: name.nullable(), from: name.nullable(), since: moment });
const Last = z.object({ kind: z.enum(operationKinds), step: z.enum(reportSteps), nvr: name.nullable(), reason: line(1000).nullable(), at: z.number(), log: z.string().max(512).nullable().default(null) });
export type Last = z.infer<typeof Last>;

const NodeStatus = z.object({
  format: z.literal(STATUS_FORMAT),
  version: line(40),
  /** When this was asked; for a person without administrative access it can be a while ago. */
  at: moment.default(null),
  hostname: line(253),
  hasLayout: z.boolean(),
  why: line(1000).nullable(),
  layer: name.nullable(),
  base: name.nullable(),
  bootDefault: name.nullable(),
  layout: z.array(Base).max(64),
  pool: Pool.nullable(),
  health: Health,
  channel: line(63).nullable(),
  channelNvr: name.nullable(),
  isBehind: z.boolean().nullable(),
  pinned: line(500).nullable(),
  pending: Pending.nullable(),
  last: Last.nullable(),
  /** Of the installation; absent in what older tools say. */
  layoutLog: line(200).nullable().default(null),
  bootCounting: z.object({ kind: z.enum(['distribution', 'own', 'none']), why: line(500).nullable() }),
  window: line(200).nullable(),
  nextWindow: moment,
  kernel: line(200),
  uptime: z.number().min(0),
  problems: z.array(line(1000)).max(64),
});
export type NodeStatus = z.infer<typeof NodeStatus>;

export type ReadStatus =
  | { readonly kind: 'status'; readonly status: NodeStatus }
  /** Not what this page can read; `why` names the place. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** Of another form: page and node package do not fit each other. */
  | { readonly kind: 'other-format'; readonly format: string };

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Reads what the command wrote. Never throws: whatever came instead of a status is one of the outcomes. */
export function readStatus(output: string): ReadStatus {
  const json = parseJson(output);
  if (json === undefined) return { kind: 'unreadable', why: output.trim() === '' ? 'It wrote nothing.' : `It did not write JSON, but: ${plainLine(output, 200)}` };
  const head = z.looseObject({ format: z.unknown() }).safeParse(json.value);
  if (head.success && head.data.format !== STATUS_FORMAT) return { kind: 'other-format', format: plainLine(JSON.stringify(head.data.format ?? null), 40) };
  const status = NodeStatus.safeParse(json.value);
  if (status.success) return { kind: 'status', status: status.data };
  const [issue] = status.error.issues;
  return { kind: 'unreadable', why: plainLine(`${issue?.path.join('.') || 'the whole of it'}: ${issue?.message ?? 'not understood'}`, 300) };
}

/** All layers, oldest first, each with its base. */
export const layersOf = (status: NodeStatus): { base: Base; layer: Layer }[] => status.layout.flatMap((base) => base.layers.map((layer) => ({ base, layer })));

/** The layer that a rollback goes to when nobody names one: the last one before the booted layer; undefined on the oldest. */
export function layerBefore(status: NodeStatus): Layer | undefined {
  const layers = layersOf(status).map(({ layer }) => layer);
  const booted = layers.findIndex((layer) => layer.isBooted);
  return booted > 0 ? layers[booted - 1] : undefined;
}

/** What a layer is compared with, older one first: the running layer; the running layer itself with the one before it, and the oldest with the one after it. */
export function pairFor(status: NodeStatus, layer: string): { older: string; newer: string } {
  const names = layersOf(status).map((one) => one.layer.name);
  const place = names.indexOf(layer);
  const running = names.indexOf(status.layer ?? layer);
  const other = running === place ? (place > 0 ? place - 1 : Math.min(1, names.length - 1)) : running;
  const at = (index: number) => names[index] ?? layer;
  return { older: at(Math.min(place, other)), newer: at(Math.max(place, other)) };
}
