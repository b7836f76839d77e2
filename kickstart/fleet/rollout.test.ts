// SPDX-License-Identifier: GPL-2.0-or-later
// The rules of a roll-out under way: each report and each moment, and what no order of events can lead to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { busyStates, deadlineAfter, failureStates, hasEnded, mayBeTold, type NodeAtTime, nextStep, nodeAfterReport, nodeAfterTime, type NodeReport, nodeUnderWatch, pauseReason, type RolloutNow, type WatchedNode } from './rollout.ts';
import { rolloutEvent, RolloutModel, SILENT_MINUTES } from './rollout.fixture.ts';
import { rolloutNodeStates, type RolloutNodeState, rolloutStates, type WishState } from './states.ts';
import { type ReportStep, reportSteps } from './wire.ts';

const SEED = 20261130;
const RUNS = 10_000;
const MINUTE = 60_000;

const report = (step: ReportStep, more: Partial<NodeReport> = {}): NodeReport => ({ step, reason: null, action: 'upgrade', newer: null, wasInstalled: false, calledOff: null, ...more });
const stateAfter = (state: RolloutNodeState, step: ReportStep, more: Partial<NodeReport> = {}) => nodeAfterReport(state, report(step, more))?.state;
const oneOf = <T>(values: readonly T[], value: T): boolean => values.some((each) => each === value);

test('a good upgrade: asked, upgrading, healthy', () => {
  const steps = ['begun', 'preflight', 'download', 'verify', 'install', 'installed', 'waiting', 'rebooting', 'good'] as const;
  const states = steps.reduce<RolloutNodeState[]>((all, step) => [...all, stateAfter(all.at(-1) ?? 'asked', step) ?? 'waiting'], ['asked']);
  assert.deepEqual(states, ['asked', ...steps.slice(0, -1).map(() => 'upgrading'), 'healthy']);
});

test('an end that a node told stays, whatever comes later; nobody is moved who was not asked', () => {
  for (const state of ['healthy', 'failed', 'fallen-back', 'skipped', 'waiting'] as const) {
    for (const step of reportSteps) assert.equal(nodeAfterReport(state, report(step)), undefined, `${state} ${step}`);
  }
});

test('a silent node is believed when it comes back with an end, and only then', () => {
  const ends = new Map<ReportStep, RolloutNodeState>([['good', 'healthy'], ['failed', 'failed'], ['fallen-back', 'fallen-back'], ['rolled-back', 'fallen-back']]);
  for (const step of reportSteps) assert.equal(stateAfter('silent', step), ends.get(step), step);
});

test('a node that failed with its new layer in place is asked to go back; one that cleaned up, or went back by itself, is not', () => {
  assert.equal(nodeAfterReport('upgrading', report('failed', { wasInstalled: true, reason: 'no space' }))?.goBack, true);
  assert.equal(nodeAfterReport('upgrading', report('failed'))?.goBack, false);
  assert.equal(nodeAfterReport('upgrading', report('fallen-back', { wasInstalled: true }))?.goBack, false);
  assert.equal(nodeAfterReport('upgrading', report('failed', { wasInstalled: true, newer: 'rollback' }))?.goBack, false);
});

test('of a first try only a good end counts after the node was asked once more, and the second try is called off', () => {
  for (const step of reportSteps) assert.equal(stateAfter('asked', step, { newer: 'upgrade' }), step === 'good' ? 'healthy' : undefined, step);
  assert.equal(nodeAfterReport('asked', report('good', { newer: 'upgrade' }))?.wish, 'drop');
});

test('a wish that was called off is no failure of the node, and nobody is asked to go back; what came to a good end is one all the same', () => {
  const off = { calledOff: 'The host was installed again.', wasInstalled: true };
  assert.deepEqual(nodeAfterReport('upgrading', report('failed', off)), { state: 'skipped', reason: 'What it was asked was called off. The host was installed again.', goBack: false, wish: 'keep' });
  assert.equal(stateAfter('upgrading', 'good', off), 'healthy');
  assert.equal(stateAfter('silent', 'failed', off), undefined);
});

test('going back: what ran the image does not run it any more', () => {
  for (const state of ['healthy', 'failed', 'silent', 'upgrading'] as const) assert.equal(stateAfter(state, 'rolled-back', { action: 'rollback' }), 'fallen-back', state);
  assert.deepEqual(nodeAfterReport('healthy', report('failed', { action: 'rollback', reason: 'no layer' })), { state: 'healthy', reason: 'It was asked to go back and could not: no layer', goBack: false, wish: 'keep' });
  assert.equal(stateAfter('upgrading', 'failed', { action: 'rollback' }), 'failed');
  assert.equal(nodeAfterReport('healthy', report('begun', { action: 'rollback' })), undefined);
});

const asked = (more: Partial<NodeAtTime> = {}): NodeAtTime => ({ state: 'asked', deadline: 1000, isHostGone: false, pin: null, wish: { action: 'upgrade', state: 'open', step: null, reason: null }, ...more });
const wish = (state: WishState, step: ReportStep | null = null): NodeAtTime['wish'] => ({ action: 'upgrade', state, step, reason: null });

test('time: silent at the very deadline, and not before; never while it waits for a person who paused', () => {
  assert.equal(nodeAfterTime(asked(), 'running', 999), undefined);
  assert.equal(nodeAfterTime(asked(), 'running', 1000)?.state, 'silent');
  assert.equal(nodeAfterTime(asked(), 'paused', 5000), undefined);
  assert.equal(nodeAfterTime(asked({ wish: wish('begun', 'download') }), 'paused', 5000)?.state, 'silent');
  assert.match(nodeAfterTime(asked({ wish: wish('begun', 'download') }), 'running', 5000)?.reason ?? '', /Its last report was "download"/);
  for (const state of rolloutNodeStates.filter((each) => !oneOf(busyStates, each))) assert.equal(nodeAfterTime(asked({ state, isHostGone: true }), 'running', 5000), undefined, state);
});

test('deleted, pinned and called off are skipped, with the reason', () => {
  assert.deepEqual(nodeAfterTime(asked({ isHostGone: true }), 'running', 0), { state: 'skipped', reason: 'Its host was deleted.', goBack: false, wish: 'keep' });
  assert.deepEqual(nodeAfterTime(asked({ pin: 'the database' }), 'running', 0), { state: 'skipped', reason: 'It is pinned: the database', goBack: false, wish: 'drop' });
  assert.equal(nodeAfterTime(asked({ pin: 'too late', wish: wish('begun') }), 'running', 0), undefined);
  assert.equal(nodeAfterTime(asked({ wish: wish('cancelled') }), 'running', 0)?.state, 'skipped');
});

test('the wait for a window or a person is no silence', () => {
  const times = { reboot: 'window', nodeMinutes: 10 } as const;
  assert.equal(deadlineAfter('download', times, 0), 10 * MINUTE);
  assert.equal(deadlineAfter('installed', { ...times, reboot: 'now' }, 0), 10 * MINUTE);
  for (const step of ['installed', 'waiting'] as const) assert.equal(deadlineAfter(step, times, 0), 8 * 24 * 60 * MINUTE, step);
  assert.equal(deadlineAfter('rebooting', times, 0), 10 * MINUTE);
});

const watched = (more: Partial<WatchedNode> = {}): WatchedNode => ({ healthySince: 100, seenAt: 200, silentAt: 200 + 15 * MINUTE, health: 'ok', why: null, nvr: 'n-2-1', ...more });
const under = (node: WatchedNode, now = 300) => nodeUnderWatch(node, { nvr: 'n-2-1', nodeMinutes: 120 }, now);

test('a watched node holds while it says so; ill, gone back and silent are failures with their reason, and what was said before does not count', () => {
  assert.equal(under(watched()), 'holds');
  assert.equal(under(watched({ health: 'unknown' })), 'holds');
  assert.deepEqual(under(watched({ health: 'unhealthy', why: 'sshd.service' })), { state: 'failed', reason: 'It was healthy, and is not any more. sshd.service', goBack: false, wish: 'keep' });
  assert.deepEqual(under(watched({ nvr: 'n-1-1' })), { state: 'fallen-back', reason: 'It was healthy, and runs n-1-1 now.', goBack: false, wish: 'keep' });
  assert.equal(under(watched({ healthySince: 201, nvr: 'n-1-1', health: 'unhealthy' })), 'unheard');
  assert.equal(under(watched(), 200 + 15 * MINUTE), 'unheard');
  assert.equal(under(watched(), 199 + 120 * MINUTE), 'unheard');
  assert.deepEqual(under(watched(), 200 + 120 * MINUTE), { state: 'silent', reason: 'It was healthy, and nothing was heard of it since.', goBack: false, wish: 'keep' });
});

test('a wave is watched when all its nodes ended and one is healthy; then the next one begins only for who has looked, and not before its time', () => {
  const rollout: RolloutNow = { state: 'running', wave: 0, waves: 2, allowedFailures: 1, acceptedFailures: 0, soakMinutes: 30, soakUntil: null };
  const counts = { waiting: 0, asked: 0, upgrading: 0, healthy: 2, failed: 0, 'fallen-back': 0, silent: 0, skipped: 0 };
  const next = (more: Partial<RolloutNow> = {}, some: Partial<typeof counts> = {}, now = 1000, hasHeld = false) => nextStep({ ...rollout, ...more }, { ...counts, ...some }, { now, hasHeld });
  const until = 1000 + 30 * MINUTE;
  assert.deepEqual(next(), { kind: 'soak', until });
  assert.deepEqual(next({}, { upgrading: 1 }), { kind: 'wait' });
  assert.deepEqual(next({}, { healthy: 0, skipped: 2 }), { kind: 'open', wave: 1 });
  assert.deepEqual(next({ soakMinutes: 0 }), { kind: 'open', wave: 1 });
  assert.deepEqual(next({ wave: 1 }), { kind: 'done' });
  assert.deepEqual(next({ soakUntil: until }, {}, until), { kind: 'wait' });
  assert.deepEqual(next({ soakUntil: until }, {}, until - 1, true), { kind: 'wait' });
  assert.deepEqual(next({ soakUntil: until }, {}, until, true), { kind: 'open', wave: 1 });
  assert.deepEqual(next({ soakUntil: until }, { failed: 2 }, until, true), { kind: 'pause', failures: 2 });
  assert.deepEqual(next({ soakUntil: until, state: 'paused' }, {}, until, true), { kind: 'wait' });
});

test('the words of a pause', () => {
  assert.equal(pauseReason({ wave: 0, failures: 1, allowed: 0, last: 'The last one: n1: no space' }), '1 node of the canary failed, and none may. The last one: n1: no space');
  assert.equal(pauseReason({ wave: 2, failures: 3, allowed: 2, last: undefined }), '3 nodes of wave 3 failed, and only 2 may.');
});

test('upgrades are told while it runs, and at no other time; going back is told always', () => {
  assert.deepEqual(rolloutStates.filter((state) => mayBeTold('upgrade', state)), ['running']);
  for (const state of rolloutStates) assert(mayBeTold('rollback', state));
  assert(mayBeTold('upgrade', null));
});

test(`${RUNS} random orders of events: one wave at a time, nothing asked while it does not run, every node in one state, what ended stays ended`, () => {
  let [ends, held] = [0, 0];
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }), fc.nat(1), fc.constantFrom(0, 3), fc.array(rolloutEvent, { maxLength: 24, size: 'max' }), (waves, allowed, soak, events) => {
    const model = new RolloutModel(waves, allowed, soak);
    const total = model.nodes.length;
    let retries = 0;
    for (const each of events) {
      const before = { state: model.state, wave: model.wave, soakUntil: model.soakUntil };
      switch (each.kind) {
        case 'check-in':
          model.checkIn(each.node % total);
          break;
        case 'report':
          model.report(each.node % total, each.step);
          if (each.isTwice) model.report(each.node % total, each.step);
          break;
        case 'upgrade':
          model.checkIn(each.node % total);
          model.report(each.node % total, 'good');
          break;
        case 'said':
          model.said(each.node, each.isIll, each.runs);
          break;
        case 'pass':
          model.pass(each.minutes);
          break;
        case 'deed':
          if (each.deed === 'resume' && each.retry) retries += 1;
          model.do(each.deed, each.retry);
      }
      const busy = new Set(model.nodes.filter(({ state }) => oneOf<RolloutNodeState>(busyStates, state)).map(({ wave }) => wave));
      assert(busy.size <= 1 && [...busy].every((wave) => wave === model.wave), 'two waves are open');
      assert(model.nodes.every(({ wave, state }) => wave <= model.wave || state === 'waiting' || state === 'skipped'), 'a later wave was asked');
      assert.equal(waves.reduce((sum, _, wave) => sum + rolloutNodeStates.reduce((count, state) => count + model.counts(wave)[state], 0), 0), total, 'a node is lost');
      if (before.state === 'stopped' || before.state === 'done') assert.equal(model.state, before.state, 'what ended began again');
      assert(model.wave >= before.wave, 'a wave came back');
      const good = model.nodes.filter(({ wave, state }) => wave === before.wave && state === 'healthy');
      if (soak > 0 && model.wave > before.wave && good.length > 0) {
        held += 1;
        assert(each.kind === 'pass' && before.soakUntil !== null && before.soakUntil <= model.now, 'a wave began before its time');
        assert(good.every(({ seenAt, healthySince, isIll, runs }) => runs && !isIll && seenAt >= healthySince && seenAt + SILENT_MINUTES * MINUTE > model.now), 'a wave began though nobody knew whether the one before holds');
      }
      assert(soak > 0 && model.state === 'running' ? true : model.soakUntil === null, 'it is watched though it does not run');
      if (before.state === 'paused' && model.state === 'running') assert(each.kind === 'deed' && each.deed === 'resume', 'it resumed by itself');
      if (model.state === 'done') assert(model.nodes.every(({ state }) => hasEnded(state)));
      if (model.state === 'running') assert(failureStates.reduce((sum, state) => sum + model.counts()[state], 0) <= model.accepted + allowed, 'it runs in spite of failures');
      assert([...model.told.values()].every((times) => times <= 1 + retries), 'a node was asked twice');
    }
    // With time, and nobody's help, everything comes to an end or waits for a person.
    for (let weeks = 0; weeks < 8; weeks += 1) model.pass(9 * 24 * 60);
    if (model.state !== 'paused') assert(model.nodes.every(({ state }) => hasEnded(state)), `${model.state} with unfinished nodes`);
    ends += model.state === 'done' ? 1 : 0;
  }), { seed: SEED, numRuns: RUNS });
  assert(ends > 100, `only ${ends} orders came to a good end`);
  assert(held > 50, `only ${held} waves held`);
});
