// SPDX-License-Identifier: GPL-2.0-or-later
// What a machine reported, and what an event tells beside its kind. Strangers can have written it: whatever has another form is left out.
import { z } from 'zod';
import { Instant } from '../../list/page-of.ts';
import type { InstallationEvent } from './answers.ts';

const Text = z.string().nullish().catch(null);
const Amount = z.number().nonnegative().nullish().catch(null);
const Texts = z.array(z.string()).nullish().catch(null);

/** Size in bytes. */
const DiskPart = z.object({ name: z.string(), size: Amount, fstype: Text, label: Text });
export const DiskSeen = z.object({ name: z.string(), size: Amount, model: Text, serial: Text, children: z.array(DiskPart).nullish().catch(null) });
export type DiskSeen = z.infer<typeof DiskSeen>;

/** The machine as its installer saw it, before anything was written. */
export const MachineFacts = z.object({
  serial: Text,
  product: Text,
  memoryKiB: Amount,
  cpus: Amount,
  addon: z.enum(['present', 'missing']).nullish().catch(null),
  disks: z.array(DiskSeen).nullish().catch(null),
  links: z.array(z.object({ name: z.string(), mac: Text, addresses: Texts })).nullish().catch(null),
  /** Names of the disks that will be erased. */
  target: Texts,
});
export type MachineFacts = z.infer<typeof MachineFacts>;

/** What the layout step made, or why it failed. Sizes in bytes, durations in seconds. */
export const LayoutResult = z.object({
  outcome: Text,
  nvr: Text,
  base: Text,
  layer: Text,
  pool: z.object({ name: Text, size: Amount, free: Amount, metadata: Amount }).nullish().catch(null),
  warnings: Texts,
  fixes: Texts,
  seconds: z.record(z.string(), z.number()).nullish().catch(null),
  error: z.object({ class: Text, problem: Text, fix: Text, lastLines: Texts }).nullish().catch(null),
});
export type LayoutResult = z.infer<typeof LayoutResult>;

const Check = z.object({ name: z.string(), isOk: z.boolean() });

/** What the booted node said of itself. */
export const CheckIn = z.object({
  layer: Text,
  layout: Texts,
  verdict: z.object({ status: Text, checks: z.array(Check.extend({ checks: z.array(Check).nullish().catch(null) })) }).nullish().catch(null),
  kernel: Text,
  addresses: Texts,
  failedUnits: Texts,
  isHealthy: z.boolean(),
  reasons: Texts,
});
export type CheckIn = z.infer<typeof CheckIn>;

/** The known cause of a failure, if its log tells one, and the length of the log in bytes. */
export const Failure = z.object({ cause: z.object({ id: z.string(), title: z.string(), fix: z.string() }).nullish().catch(null), bytes: Amount });
export type Failure = z.infer<typeof Failure>;

/** A second address asked for what the `first` had got. */
export const Intruder = z.object({ first: Text });

export const ArmedDetail = z.object({ until: Instant.nullish().catch(null), isRehearsal: z.boolean().nullish().catch(null) });

/** The newest event of one of `kinds`, with its detail read; undefined when there is none, or none that can be read. */
export function newest<T>(events: readonly InstallationEvent[], kinds: readonly string[], schema: z.ZodType<T>): { event: InstallationEvent; detail: T } | undefined {
  const event = events.findLast(({ kind }) => kinds.includes(kind));
  const detail = schema.safeParse(event?.detail);
  return event !== undefined && detail.success ? { event, detail: detail.data } : undefined;
}

/** Whether the installer will erase this disk. The kickstart names disks with or without `/dev/`. */
export function isTarget(disk: DiskSeen, facts: MachineFacts): boolean {
  return (facts.target ?? []).some((name) => name.replace(/^\/dev\//, '') === disk.name);
}
