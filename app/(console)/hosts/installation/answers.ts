// SPDX-License-Identifier: GPL-2.0-or-later
// The installation of a host as the API gives it: where it is, what happened, what was given out.
import { z } from 'zod';
import { hostStates } from '#kickstart/lifecycle/states.ts';
import { stages } from '#kickstart/lifecycle/stages.ts';
import { Instant } from '../../list/page-of.ts';

const Moment = Instant.nullish();

/** A stage of the installation. `isLost`: a later one was reached, so its report got lost on the way. */
export const StageReached = z.object({ stage: z.enum(stages), at: Moment, isLost: z.boolean() });

export const Installation = z.object({
  id: z.string(),
  state: z.enum(hostStates),
  armedAt: Instant,
  /** The user; nothing when it was armed on the server's command line. */
  armedBy: z.string().nullish(),
  armedUntil: Instant,
  isRehearsal: z.boolean(),
  decision: z.enum(['approved', 'refused']).nullish(),
  /** When the kickstart was given out for the first time, and to which address. */
  openedAt: Moment,
  openedFrom: z.string().nullish(),
  fetches: z.number(),
  stage: z.enum(stages),
  stageAt: Instant,
  /** When it counts as stuck; nothing where nobody waits. */
  deadline: Moment,
  isStuck: z.boolean(),
  imageBytes: z.number(),
  imageSize: z.number().nullish(),
  hasLog: z.boolean().default(false),
  stages: z.array(StageReached),
});
export type Installation = z.infer<typeof Installation>;

/** `detail` has a form that `kind` tells, and much of it was written by the machine: see details.ts. */
export const InstallationEvent = z.object({
  number: z.number(),
  at: Instant,
  kind: z.string(),
  address: z.string().nullish(),
  actor: z.string().nullish(),
  detail: z.unknown().optional(),
});
export type InstallationEvent = z.infer<typeof InstallationEvent>;

export const EarlierInstallation = z.object({ id: z.string(), state: z.enum(hostStates), armedAt: Instant, stage: z.enum(stages) });
export type EarlierInstallation = z.infer<typeof EarlierInstallation>;

/** The kickstart that was given out; `isChanged`: the machine would get another text now. */
export const ServedKickstart = z.object({ sha256: z.string(), at: Instant, address: z.string(), isChanged: z.boolean() });
export type ServedKickstart = z.infer<typeof ServedKickstart>;

export const InstallationView = z.object({
  current: Installation.nullable(),
  /** Of the current one, oldest first. */
  events: z.array(InstallationEvent),
  earlier: z.array(EarlierInstallation),
  served: ServedKickstart.nullable(),
});
export type InstallationView = z.infer<typeof InstallationView>;

/** What changed in the kickstart since it was given out, secrets masked. */
export const KickstartChanges = z.object({
  changes: z.array(z.object({ kind: z.enum(['added', 'removed']), text: z.string() })),
  /** Secrets look alike when they are masked. */
  areSecretsChanged: z.boolean(),
});
