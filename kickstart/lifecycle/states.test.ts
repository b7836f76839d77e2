// SPDX-License-Identifier: GPL-2.0-or-later
// The state machine: what each event leads to, and what no order of events can ever lead to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type HostState, hostStates, lifecycleEvents, nextState, stateAt } from './states.ts';

const SEED = 20261124;
const RUNS = 10_000;

test('a good installation goes through its states in order', () => {
  const events = ['arm', 'open', 'progress', 'install', 'check-in'] as const;
  const visited = events.reduce<HostState[]>((states, event) => [...states, nextState(states.at(-1) ?? 'new', event) ?? 'new'], ['new']);
  assert.deepEqual(visited, ['new', 'armed', 'installing', 'installing', 'installed', 'healthy']);
});

test('an arming that nobody used has expired at its very end, and only then', () => {
  assert.equal(stateAt('armed', 1000, 999), 'armed');
  assert.equal(stateAt('armed', 1000, 1000), 'expired');
  assert.equal(stateAt('installing', 1000, 5000), 'installing');
  assert.equal(stateAt('new', undefined, 5000), 'new');
});

test(`${RUNS} random orders of events: nothing but a person's arming leads to an installation, and nothing ended begins again by itself`, () => {
  const order = fc.array(fc.constantFrom(...lifecycleEvents), { maxLength: 40 });
  fc.assert(fc.property(order, (events) => {
    let state: HostState = 'new';
    let mayOpen = false;
    for (const event of events) {
      const next = nextState(state, event);
      if (next === undefined) continue;
      assert.ok(hostStates.includes(next));
      if (event === 'arm') mayOpen = true;
      if (next === 'armed') assert.equal(event, 'arm');
      if (next === 'installing' && state !== 'installing') {
        assert.equal(event, 'open');
        assert.equal(state, 'armed');
        assert.ok(mayOpen, 'opened twice for one arming');
        mayOpen = false;
      }
      if (next === 'healthy') assert.equal(event, 'check-in');
      if (next === 'installed' && state !== 'installed') assert.equal(event, 'install');
      state = next;
    }
  }), { seed: SEED, numRuns: RUNS });
});

test('the same event twice is the same as once, but for opening', () => {
  for (const state of hostStates) {
    for (const event of lifecycleEvents.filter((each) => each !== 'open')) {
      const once = nextState(state, event);
      if (once !== undefined) assert.equal(nextState(once, event) ?? once, once, `${event} in ${state}`);
    }
  }
});
