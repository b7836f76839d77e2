// SPDX-License-Identifier: GPL-2.0-or-later
// The stages of one installation, in their order, and how long each may last before it counts as stuck.

/**
 * `armed`: waiting for the machine. `kickstart`: it has its kickstart. `started`: the installer runs. `waiting`, `approved`: of a rehearsal only.
 * `storage`: volumes are made and mounted. `image`: the image is on the disk. `layout`: base and layer are made. `installed`: the installer is done. `healthy`: the layer has booted and is well.
 */
export const stages = ['armed', 'kickstart', 'started', 'waiting', 'approved', 'storage', 'image', 'layout', 'installed', 'healthy'] as const;
export type Stage = (typeof stages)[number];

const MINUTE_MS = 60_000;

/**
 * How long after reaching a stage the next sign of life may take, in milliseconds. Generous: a slow disk is no failure, and a large image on a slow
 * network takes long (the time since the last byte counts there, not since the first). `armed` ends by its own expiry; `waiting` by {@link DECISION_MS}.
 */
export const stageLimits: Readonly<Record<Exclude<Stage, 'armed' | 'healthy'>, number>> = {
  kickstart: 15 * MINUTE_MS,
  started: 15 * MINUTE_MS,
  waiting: 35 * MINUTE_MS,
  approved: 15 * MINUTE_MS,
  storage: 30 * MINUTE_MS,
  image: 75 * MINUTE_MS,
  layout: 45 * MINUTE_MS,
  installed: 30 * MINUTE_MS,
};

/** How long a machine in a rehearsal waits for a decision before it powers off, in milliseconds. */
export const DECISION_MS = 30 * MINUTE_MS;

/** Whether `stage` comes after `other`. */
export function isAfter(stage: Stage, other: Stage): boolean {
  return stages.indexOf(stage) > stages.indexOf(other);
}

/** When an installation that reached `stage` at `at` counts as stuck; undefined where nothing is waited for. */
export function stageDeadline(stage: Stage, at: number): number | undefined {
  return stage === 'armed' || stage === 'healthy' ? undefined : at + stageLimits[stage];
}
