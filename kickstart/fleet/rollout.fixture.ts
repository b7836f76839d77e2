// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a roll-out in memory that does what the rules say, and what can happen to one. Whoever keeps a roll-out in a database does the same.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { afterDeed, deadlineAfter, failureStates, hasEnded, mayBeTold, nodeAfterReport, nodeAfterStop, nodeAfterTime, nodeUnderWatch, nextStep, type RolloutDeed, type WaveCounts } from './rollout.ts';
import { openWishStates, type RolloutNodeState, rolloutNodeStates, type RolloutState, type WishState } from './states.ts';
import { type ReportStep, reportSteps } from './wire.ts';
import { wishAfter } from './wish.ts';

const MINUTE = 60_000;
/** How long a node may take, in minutes. */
export const NODE_MINUTES = 10;
/** From how many minutes after a check-in on a node counts as silent. */
export const SILENT_MINUTES = 15;
/** The image, and the one before. */
const [AIM, BEFORE] = ['n-2-1', 'n-1-1'];

const oneOf = <T>(values: readonly T[], value: T): boolean => values.some((each) => each === value);

/** What happens: a node asks, a node reports (once or twice), a node does all of it well, healthy nodes say how they are, time passes, a person does something. Nodes are numbers, taken modulo their count. */
export const rolloutEvent = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('check-in' as const), node: fc.nat(7) }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('report' as const), node: fc.nat(7), step: fc.constantFrom(...reportSteps), isTwice: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('upgrade' as const), node: fc.nat(7) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('said' as const), /** Null: every one. */ node: fc.option(fc.nat(7)), isIll: fc.nat(9).map((number) => number === 0), runs: fc.nat(9).map((number) => number > 0) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('deed' as const), deed: fc.constantFrom('pause', 'resume', 'resume', 'stop', 'rollback'), retry: fc.boolean() }) },
);

/** A node as the model keeps it. */
type Kept = { state: RolloutNodeState; wave: number; wish: WishState | null; action: 'upgrade' | 'rollback'; deadline: number | null; isInstalled: boolean; /** What was wanted last was told. */ isTold: boolean; healthySince: number; /** Of its last check-in; -1 before the first. */ seenAt: number; isIll: boolean; /** It runs the image. */ runs: boolean };

/** One roll-out. Its canary is open from the beginning. */
export class RolloutModel {
  readonly nodes: Kept[];
  state: RolloutState = 'running';
  wave = 0;
  accepted = 0;
  soakUntil: number | null = null;
  now = 0;
  /** Upgrades told to nodes, by node. */
  readonly told = new Map<number, number>();
  readonly waves: number;
  readonly allowed: number;
  readonly soakMinutes: number;

  constructor(waves: readonly number[], allowed: number, soakMinutes: number) {
    this.nodes = waves.flatMap((count, wave) => Array.from({ length: count }, (): Kept => ({ state: 'waiting', wave, wish: null, action: 'upgrade', deadline: null, isInstalled: false, isTold: false, healthySince: 0, seenAt: -1, isIll: false, runs: false })));
    this.waves = waves.length;
    this.allowed = allowed;
    this.soakMinutes = soakMinutes;
    this.open(0);
  }

  counts(wave = this.wave): WaveCounts {
    const counts = Object.fromEntries(rolloutNodeStates.map((state) => [state, this.nodes.filter((node) => node.wave === wave && node.state === state).length]));
    return { waiting: 0, asked: 0, upgrading: 0, healthy: 0, failed: 0, 'fallen-back': 0, silent: 0, skipped: 0, ...counts };
  }

  open(wave: number): void {
    this.wave = wave;
    this.accepted = 0;
    this.soakUntil = null;
    for (const node of this.nodes.filter((each) => each.wave === wave && each.state === 'waiting')) this.ask(node);
  }

  ask(node: Kept): void {
    Object.assign(node, { state: 'asked', wish: 'open', action: 'upgrade', isInstalled: false, deadline: this.now + NODE_MINUTES * MINUTE, isTold: false });
  }

  advance(hasHeld = false): void {
    for (;;) {
      const { state, wave, waves, allowed: allowedFailures, accepted: acceptedFailures, soakMinutes, soakUntil, now } = this;
      const step = nextStep({ state, wave, waves, allowedFailures, acceptedFailures, soakMinutes, soakUntil }, this.counts(), { now, hasHeld });
      if (step.kind === 'wait') return;
      if (step.kind === 'open') this.open(step.wave);
      else if (step.kind === 'soak') this.soakUntil = step.until;
      else {
        this.state = step.kind === 'pause' ? 'paused' : 'done';
        this.soakUntil = null;
      }
    }
  }

  checkIn(index: number): void {
    const node = this.nodes[index];
    if (node?.wish !== 'open' && node?.wish !== 'given') return;
    if (!mayBeTold(node.action, this.state)) return;
    if (node.action === 'upgrade') {
      assert.equal(this.state, 'running', 'an upgrade was told while the roll-out does not run');
      assert.equal(node.wave, this.wave, 'an upgrade was told of a wave that is not open');
      if (node.wish === 'open') this.told.set(index, (this.told.get(index) ?? 0) + 1);
    }
    node.wish = 'given';
    node.isTold = true;
  }

  report(index: number, step: ReportStep): void {
    const node = this.nodes[index];
    // A node answers what it was told.
    if (node?.wish === undefined || node.wish === null || !node.isTold) return;
    const change = nodeAfterReport(node.state, { step, reason: null, action: node.action, newer: null, wasInstalled: node.isInstalled, calledOff: null });
    node.wish = wishAfter(node.wish, step);
    if (step === 'installed' || step === 'waiting' || step === 'rebooting') node.isInstalled = true;
    if (change === undefined) return;
    node.state = change.state;
    node.healthySince = this.now;
    node.deadline = hasEnded(change.state) ? null : deadlineAfter(step, { reboot: 'now', nodeMinutes: NODE_MINUTES }, this.now);
    if (change.goBack) Object.assign(node, { wish: 'open', action: 'rollback', isTold: false });
    if (hasEnded(change.state)) this.advance();
  }

  /** A healthy node checks in, or each one (null). What others say matters to no rule of a roll-out under way. @returns their numbers */
  said(which: number | null, isIll: boolean, runs: boolean): number[] {
    const healthy = this.nodes.flatMap(({ state }, index) => (state === 'healthy' && (which === null || which % this.nodes.length === index) ? [index] : []));
    for (const index of healthy) Object.assign(this.nodes[index] ?? {}, { seenAt: this.now, isIll, runs });
    return healthy;
  }

  /** @returns whether each healthy node of a wave that is watched holds; undefined when none is */
  watch(): { changes: number; hasHeld: boolean } | undefined {
    if (this.state !== 'running' || this.soakUntil === null) return undefined;
    let [changes, hasHeld] = [0, true];
    for (const node of this.nodes.filter(({ wave, state }) => wave === this.wave && state === 'healthy')) {
      const { healthySince, seenAt, isIll, runs } = node;
      const seen = { healthySince, seenAt, silentAt: seenAt + SILENT_MINUTES * MINUTE, health: isIll ? 'unhealthy' : 'ok', why: null, nvr: runs ? AIM : BEFORE } as const;
      const found = nodeUnderWatch(seen, { nvr: AIM, nodeMinutes: NODE_MINUTES }, this.now);
      if (found === 'unheard') hasHeld = false;
      if (typeof found === 'string') continue;
      Object.assign(node, { state: found.state, deadline: null });
      changes += 1;
    }
    return { changes, hasHeld };
  }

  pass(minutes: number): void {
    this.now += minutes * MINUTE;
    const watched = this.watch();
    if (watched !== undefined) this.advance(watched.hasHeld);
    let changes = 0;
    for (const node of this.nodes) {
      const held = node.wish === null ? null : { action: node.action, state: node.wish, step: null, reason: null };
      const change = nodeAfterTime({ state: node.state, deadline: node.deadline, isHostGone: false, pin: null, wish: held }, this.state, this.now);
      if (change === undefined) continue;
      Object.assign(node, { state: change.state, deadline: null, wish: change.wish === 'silent' ? 'silent' : change.wish === 'drop' && node.wish === 'open' ? 'cancelled' : node.wish });
      changes += 1;
    }
    if (changes > 0) this.advance();
  }

  do(deed: RolloutDeed, retry: boolean): void {
    const state = afterDeed(this.state, deed);
    if (state === undefined) return;
    this.state = state;
    this.soakUntil = null;
    if (deed === 'resume') {
      const failed = this.nodes.filter((each) => each.wave === this.wave && oneOf(failureStates, each.state) && !oneOf<WishState | null>(openWishStates, each.wish));
      for (const node of retry ? failed : []) {
        if (node.runs) Object.assign(node, { state: 'healthy', healthySince: this.now });
        else this.ask(node);
      }
      this.accepted = failureStates.reduce((sum, each) => sum + this.counts()[each], 0);
      for (const node of this.nodes.filter((each) => each.state === 'asked' && each.wish === 'open')) node.deadline = this.now + NODE_MINUTES * MINUTE;
      this.advance();
    }
    if (state === 'stopped') {
      for (const node of this.nodes) {
        const change = nodeAfterStop(node.state, node.wish);
        if (change !== undefined) Object.assign(node, { state: change.state, deadline: null, wish: node.wish === 'open' ? 'cancelled' : node.wish });
      }
    }
  }
}
