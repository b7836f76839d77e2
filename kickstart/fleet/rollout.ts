// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of a roll-out under way: what a report and what time make of a node, and what its wave makes of the roll-out. Whoever keeps the state asks here.
import type { RolloutNodeState, RolloutState, WishState } from './states.ts';
import type { HealthWord, ReportStep, Wanted } from './wire.ts';

type Action = Wanted['action'];
type Reboot = Wanted['reboot'];

const MINUTE_MS = 60_000;
/** How long a node may wait for its maintenance window or a person, in milliseconds: windows come once a week. */
const PATIENCE_MS = 8 * 24 * 3_600_000;

/** Asked, and not at its end yet. */
export const busyStates = ['asked', 'upgrading'] as const satisfies readonly RolloutNodeState[];
/** What still may change by itself. */
export const unfinishedStates = ['waiting', ...busyStates] as const satisfies readonly RolloutNodeState[];
/** What counts against a wave. */
export const failureStates = ['failed', 'fallen-back', 'silent'] as const satisfies readonly RolloutNodeState[];

/** Whether nothing is waited for any more. */
export function hasEnded(state: RolloutNodeState): boolean {
  return !unfinishedStates.some((each) => each === state);
}

/**
 * Whether a wish may be told to its node now: an upgrade waits while its roll-out is paused and is never told after a stop; going back is told always.
 *
 * @param rollout null for a wish of no roll-out.
 */
export function mayBeTold(action: Action, rollout: RolloutState | null): boolean {
  return action === 'rollback' || rollout === null || rollout === 'running';
}

/** When a node that was heard of just now counts as silent. `reboot`: as the roll-out wants it. Milliseconds since 1970. */
export function deadlineAfter(step: ReportStep | null, { reboot, nodeMinutes }: { readonly reboot: Reboot; readonly nodeMinutes: number }, now: number): number {
  const isWaiting = step === 'waiting' || (step === 'installed' && reboot !== 'now');
  return now + (isWaiting ? PATIENCE_MS : nodeMinutes * MINUTE_MS);
}

/** What a report says about a node of the roll-out. */
export type NodeReport = {
  readonly step: ReportStep;
  readonly reason: string | null;
  /** What the wish wanted that it answers. */
  readonly action: Action;
  /** What is wanted last of the node; null when it answers that very wish. */
  readonly newer: Action | null;
  /** Whether the same upgrade told before that it is installed. */
  readonly wasInstalled: boolean;
  /** Why a person, or a new installation of the host, called off the wish that it answers; null: nobody did. */
  readonly calledOff: string | null;
};

/** What becomes of a node. `goBack`: it shall be asked to go back to the layer before. `wish`: what becomes of what was wanted last: `drop`: it is called off if it was not told yet; `silent`: nobody waits for it any more. */
export type NodeChange = { readonly state: RolloutNodeState; readonly reason: string | null; readonly goBack: boolean; readonly wish: 'keep' | 'drop' | 'silent' };

const became = (state: RolloutNodeState, reason: string | null, more: Partial<Pick<NodeChange, 'goBack' | 'wish'>> = {}): NodeChange => ({ state, reason, goBack: false, wish: 'keep', ...more });

/**
 * What a report makes of a node; undefined: nothing. Reports come twice, late, and for what was asked before.
 *
 * An end that a node told stays; one that the clock told (`silent`) gives way to what the node says about its end. The same step again changes nothing but the time that is left.
 */
export function nodeAfterReport(state: RolloutNodeState, report: NodeReport): NodeChange | undefined {
  return report.action === 'rollback' ? afterGoingBack(state, report) : afterUpgrade(state, report);
}

function afterUpgrade(state: RolloutNodeState, { step, reason, newer, wasInstalled, calledOff }: NodeReport): NodeChange | undefined {
  if (state !== 'asked' && state !== 'upgrading' && state !== 'silent') return undefined;
  // It was asked once more meanwhile: the first try counts only when it came to a good end.
  if (newer === 'upgrade') return step === 'good' ? became('healthy', null, { wish: 'drop' }) : undefined;
  if (calledOff !== null && newer === null && step !== 'good') return state === 'silent' ? undefined : became('skipped', calledOffReason(calledOff));
  switch (step) {
    case 'good':
      return became('healthy', null);
    case 'fallen-back':
    case 'rolled-back':
      return became('fallen-back', reason ?? 'It went back to the layer before.', { wish: newer === 'rollback' ? 'drop' : 'keep' });
    case 'failed':
      return became('failed', reason ?? 'It failed and did not say why.', { goBack: wasInstalled && newer === null, wish: newer === 'rollback' && !wasInstalled ? 'drop' : 'keep' });
    default:
      return state === 'silent' ? undefined : became('upgrading', null);
  }
}

function afterGoingBack(state: RolloutNodeState, { step, reason, newer }: NodeReport): NodeChange | undefined {
  if (newer !== null || state === 'waiting' || state === 'skipped' || state === 'fallen-back') return undefined;
  switch (step) {
    case 'rolled-back':
    case 'good':
    case 'fallen-back':
      return became('fallen-back', 'It went back to the layer before, as it was asked.');
    case 'failed':
      return became(hasEnded(state) ? state : 'failed', `It was asked to go back and could not: ${reason ?? 'it did not say why.'}`);
    default:
      return undefined;
  }
}

/** A node that was asked, as the clock finds it. */
export type NodeAtTime = {
  readonly state: RolloutNodeState;
  /** Milliseconds since 1970. */
  readonly deadline: number | null;
  readonly isHostGone: boolean;
  /** Why it is pinned. */
  readonly pin: string | null;
  /** Of what is wanted last; null when that is gone with its host. */
  readonly wish: { readonly action: Action; readonly state: WishState; readonly step: ReportStep | null; readonly reason: string | null } | null;
};

/** What time, people and the end of its host make of a node that was asked; undefined: nothing. While a roll-out is paused, the time of nodes that were not told stands still. */
export function nodeAfterTime({ state, deadline, isHostGone, pin, wish }: NodeAtTime, rollout: RolloutState, now: number): NodeChange | undefined {
  if (state !== 'asked' && state !== 'upgrading') return undefined;
  if (isHostGone || wish === null) return became('skipped', 'Its host was deleted.');
  // Going back stays wanted, however long it takes; only the state of the node tells that nothing was heard of it.
  if (wish.action === 'rollback') return deadline === null || deadline > now ? undefined : became('silent', 'It was asked to go back, and nothing came since.');
  if (wish.state === 'cancelled') return became('skipped', calledOffReason(wish.reason ?? ''));
  if (wish.state === 'open' && pin !== null) return became('skipped', pinnedReason(pin), { wish: 'drop' });
  if (wish.state === 'open' && rollout === 'paused') return undefined;
  if (deadline === null || deadline > now) return undefined;
  if (wish.state === 'open') return became('silent', 'It did not check in, so it was never told.', { wish: 'silent' });
  return became('silent', wish.step === null ? 'It was told, and never said that it began.' : `Its last report was "${wish.step}", and nothing came since.`, { wish: 'silent' });
}

function calledOffReason(why: string): string {
  return `What it was asked was called off. ${why}`.trim();
}

/** Why a pinned node is left out. */
export function pinnedReason(pin: string): string {
  return `It is pinned: ${pin}`;
}

/** How many nodes of the open wave are in each state. */
export type WaveCounts = Readonly<Record<RolloutNodeState, number>>;

/** A healthy node of a wave that is watched, as its last check-in shows it. Moments in milliseconds since 1970. */
export type WatchedNode = { readonly healthySince: number; readonly seenAt: number; readonly silentAt: number; readonly health: HealthWord; /** Why it is not healthy. */ readonly why: string | null; readonly nvr: string | null };

/** What becomes of a node while its wave is watched; `unheard`: nobody knows how it is now. @param aim the image, and how long nothing may be heard of a node */
export function nodeUnderWatch({ healthySince, seenAt, silentAt, health, why, nvr }: WatchedNode, aim: { readonly nvr: string; readonly nodeMinutes: number }, now: number): NodeChange | 'holds' | 'unheard' {
  // An older check-in tells of the layer before.
  if (seenAt >= healthySince) {
    if (nvr !== aim.nvr) return became('fallen-back', `It was healthy, and runs ${nvr ?? 'no layer'} now.`);
    if (health === 'unhealthy') return became('failed', `It was healthy, and is not any more. ${why ?? ''}`.trim());
    if (silentAt > now) return 'holds';
  }
  return Math.max(seenAt, healthySince) + aim.nodeMinutes * MINUTE_MS > now ? 'unheard' : became('silent', 'It was healthy, and nothing was heard of it since.');
}

/** `soakMinutes`: how long a wave is watched before the next one; `soakUntil`: the end of that for the open one; null: it is not watched (yet). */
export type RolloutNow = {
  readonly state: RolloutState; readonly wave: number; readonly waves: number; readonly allowedFailures: number; readonly acceptedFailures: number; readonly soakMinutes: number; readonly soakUntil: number | null;
};

/** `pause`: with more failures than may be. `soak`: the open wave is watched until then. `open`: this wave is next. */
export type NextStep =
  | { readonly kind: 'wait' } | { readonly kind: 'pause'; readonly failures: number } | { readonly kind: 'soak'; readonly until: number } | { readonly kind: 'open'; readonly wave: number } | { readonly kind: 'done' };

/** `hasHeld`: somebody has just looked at every healthy node of the open wave, and each one holds. */
export type Look = { readonly now: number; readonly hasHeld: boolean };

export function failuresOf(counts: WaveCounts): number {
  return failureStates.reduce((sum, state) => sum + counts[state], 0);
}

/** What a roll-out does, as its open wave stands. A wave that is open stays the only one until each of its nodes has ended, and those that are healthy have stayed so for as long as the roll-out wants. */
export function nextStep({ state, wave, waves, allowedFailures, acceptedFailures, soakMinutes, soakUntil }: RolloutNow, counts: WaveCounts, { now, hasHeld }: Look): NextStep {
  if (state !== 'running') return { kind: 'wait' };
  if (failuresOf(counts) > acceptedFailures + allowedFailures) return { kind: 'pause', failures: failuresOf(counts) };
  if (unfinishedStates.some((each) => counts[each] > 0)) return { kind: 'wait' };
  if (wave + 1 >= waves) return { kind: 'done' };
  if (soakUntil !== null) return hasHeld && soakUntil <= now ? { kind: 'open', wave: wave + 1 } : { kind: 'wait' };
  // Where nobody upgraded there is nothing to watch.
  return soakMinutes > 0 && counts.healthy > 0 ? { kind: 'soak', until: now + soakMinutes * MINUTE_MS } : { kind: 'open', wave: wave + 1 };
}

/** What people can do with a roll-out. */
export type RolloutDeed = 'pause' | 'resume' | 'stop' | 'rollback';

/** The state after a deed; undefined when it is not possible. Going back is possible always, for nodes that run the image; what ended stays ended. */
export function afterDeed(state: RolloutState, deed: RolloutDeed): RolloutState | undefined {
  switch (deed) {
    case 'pause':
      return state === 'running' ? 'paused' : undefined;
    case 'resume':
      return state === 'paused' ? 'running' : undefined;
    case 'stop':
      return state === 'running' || state === 'paused' ? 'stopped' : undefined;
    case 'rollback':
      return state === 'done' ? 'done' : 'stopped';
  }
}

/** What a stop makes of a node: nobody is asked any more; who was told goes on to its end. */
export function nodeAfterStop(state: RolloutNodeState, wish: WishState | null): NodeChange | undefined {
  const isUntold = state === 'waiting' || (state === 'asked' && wish === 'open');
  return isUntold ? became('skipped', 'The roll-out was stopped before it was told.', { wish: 'drop' }) : undefined;
}

/** Names a wave for people. */
export function waveName(wave: number): string {
  return wave === 0 ? 'the canary' : `wave ${wave + 1}`;
}

/** Why a roll-out paused by itself. @param last the failure that was one too many; undefined when the clock found several. */
export function pauseReason({ wave, failures: count, allowed, last }: { readonly wave: number; readonly failures: number; readonly allowed: number; readonly last: string | undefined }): string {
  const many = count === 1 ? '1 node' : `${count} nodes`;
  return `${many} of ${waveName(wave)} failed, and ${allowed === 0 ? 'none' : `only ${allowed}`} may.${last === undefined ? '' : ` ${last}`}`;
}
