// SPDX-License-Identifier: GPL-2.0-or-later
// Tests of the gate: every reason to be closed, and that no order of events and requests ever opens it for a machine that is done.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type HostState, lifecycleEvents, nextState, stateAt } from '#kickstart/lifecycle/states.ts';
import { type Asking, type GatedRoute, type GateView, judge, MOST_FETCHES, REPORTS_MS, WINDOW_MS } from './gate.ts';

const SEED = 20261124;
const RUNS = 10_000;
const NOW = 1_000_000;
const ARMED: GateView = { state: 'armed', expiresAt: NOW + 1000, openedAt: undefined, openedFrom: undefined, fetches: 0, stage: 'armed', isRehearsal: false };
const OPENED: GateView = { ...ARMED, state: 'installing', openedAt: NOW, openedFrom: '192.0.2.7', fetches: 1, stage: 'kickstart' };
const asking = (route: GatedRoute, more: Partial<Asking> = {}): Asking => ({ route, token: 'none', address: '192.0.2.7', ...more });
const reason = (view: GateView | undefined | 'unknown', ask: Asking, now = NOW) => {
  const verdict = judge(view, ask, now);
  return verdict.kind === 'open' ? 'open' : verdict.reason;
};

describe('a kickstart', () => {
  const kickstart = asking('kickstart');
  test('is open until the very end of the arming', () => {
    assert.equal(reason('unknown', kickstart), 'unknown host');
    assert.equal(reason(undefined, kickstart), 'not armed');
    assert.deepEqual(judge(ARMED, kickstart, NOW + 999), { kind: 'open', until: NOW + 1000 });
    assert.equal(reason(ARMED, kickstart, NOW + 1000), 'expired');
  });
  test('is given again to the same address, ten minutes long and five times in all', () => {
    assert.deepEqual(judge(OPENED, kickstart, NOW + WINDOW_MS - 1), { kind: 'open', until: NOW + WINDOW_MS });
    assert.equal(reason(OPENED, kickstart, NOW + WINDOW_MS), 'window over');
    assert.equal(reason({ ...OPENED, fetches: MOST_FETCHES - 1 }, kickstart), 'open');
    assert.equal(reason({ ...OPENED, fetches: MOST_FETCHES }, kickstart), 'window over');
    assert.equal(reason(OPENED, asking('kickstart', { address: '192.0.2.8' })), 'second address');
    assert.equal(reason({ ...OPENED, stage: 'started' }, kickstart), 'in progress');
  });
  test('is for nobody with a wrong token, whatever else is right', () => {
    assert.equal(reason(ARMED, asking('kickstart', { token: 'wrong' })), 'wrong token');
    assert.equal(reason(undefined, asking('kickstart', { token: 'wrong' })), 'wrong token');
    assert.equal(reason(ARMED, asking('kickstart', { token: 'right' })), 'open');
  });
  test('is for no host that is done', () => {
    for (const state of ['installed', 'healthy', 'failed'] as const) assert.equal(reason({ ...OPENED, state }, kickstart), 'done');
    assert.equal(reason({ ...OPENED, state: 'disarmed' }, kickstart), 'disarmed');
    assert.equal(reason({ ...OPENED, state: 'expired' }, kickstart), 'expired');
  });
});

test('a boot script opens as a kickstart does, but for the address, which may change between boot loader and installer', () => {
  assert.equal(reason(ARMED, asking('script')), 'open');
  assert.equal(reason(OPENED, asking('script', { address: '192.0.2.99' })), 'open');
  assert.equal(reason({ ...OPENED, stage: 'storage' }, asking('script')), 'in progress');
  assert.equal(reason({ ...OPENED, state: 'healthy' }, asking('script')), 'done');
});

test('image, reports and decision need the token of an installation that has begun, and 24 hours end it', () => {
  for (const route of ['image', 'report', 'decision'] as const) {
    const view = { ...OPENED, isRehearsal: true };
    assert.equal(reason(view, asking(route)), 'no token');
    assert.equal(reason(view, asking(route, { token: 'wrong' })), 'wrong token');
    assert.equal(reason(view, asking(route, { token: 'right', address: '203.0.113.1' })), 'open');
    assert.equal(reason(view, asking(route, { token: 'right' }), NOW + REPORTS_MS), 'expired');
    assert.equal(reason({ ...ARMED, isRehearsal: true }, asking(route, { token: 'right' })), 'not armed');
  }
  assert.equal(reason({ ...OPENED, state: 'installed' }, asking('image', { token: 'right' })), 'done');
  assert.equal(reason({ ...OPENED, state: 'disarmed' }, asking('image', { token: 'right' })), 'disarmed');
  assert.equal(reason(OPENED, asking('decision', { token: 'right' })), 'not a rehearsal');
});

test('add-on and installer trees are open to all', () => {
  for (const route of ['addon', 'node file', 'tree'] as const) assert.equal(reason('unknown', asking(route)), 'open');
});

test(`${RUNS} random orders of events, requests and time: never an installer for a host that is done, never a kickstart to two addresses, never more than five`, () => {
  const step = fc.record({ event: fc.constantFrom(...lifecycleEvents), address: fc.constantFrom('192.0.2.1', '192.0.2.2'), wait: fc.constantFrom(0, 1000, WINDOW_MS / 2, WINDOW_MS), route: fc.constantFrom('kickstart', 'script', 'image') });
  fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    let view: GateView | undefined;
    let now = NOW;
    let given: string[] = [];
    for (const { event, address, wait, route } of steps) {
      now += wait;
      const state: HostState = view === undefined ? 'new' : stateAt(view.state, view.expiresAt, now);
      // Opening happens by a request only; everything else as it comes.
      const next = event === 'open' ? undefined : nextState(state, event);
      if (next === 'armed' && state !== 'armed') [view, given] = [{ ...ARMED, expiresAt: now + 3_600_000 }, []];
      else if (next !== undefined && view !== undefined) view = { ...view, state: next };
      const verdict = judge(view, asking(route, { address, token: route === 'image' ? 'right' : 'none' }), now);
      if (verdict.kind === 'closed') continue;
      assert.ok(view !== undefined && ['armed', 'installing'].includes(stateAt(view.state, view.expiresAt, now)), `open in ${view?.state}`);
      if (route !== 'kickstart') continue;
      given.push(address);
      view = view.state === 'armed' ? { ...view, state: 'installing', openedAt: now, openedFrom: address, fetches: 1, stage: 'kickstart' } : { ...view, fetches: view.fetches + 1 };
      assert.ok(given.length <= MOST_FETCHES && new Set(given).size === 1, given.join(' '));
    }
  }), { seed: SEED, numRuns: RUNS });
});
