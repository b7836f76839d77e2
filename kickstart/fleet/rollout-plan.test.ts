// SPDX-License-Identifier: GPL-2.0-or-later
// The plan of a roll-out: who is left out and why, the order, and the waves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Candidate, compareNvrs, inOrder, whatToWeigh, waveOf, whyLeftOut } from './rollout-plan.ts';

const SEED = 20261130;
const AIM = { nvr: 'my-node-4.5-2', target: 'centos9', channel: 'stable' };

const node = { nvr: 'my-node-4.5-1', layer: 'my-node-4.5-1+1', health: 'ok', isSilent: false, hasImage: false, fellBack: false } as const;
const host = (more: Partial<Candidate> = {}): Candidate => ({ id: 'n1', hostname: 'n1', target: 'centos9', channel: 'stable', hasKey: true, node, pin: null, wish: null, rollout: null, ...more });

test('a node of an older release of the same name is asked', () => {
  assert.equal(whyLeftOut(host(), AIM), undefined);
  assert.equal(whyLeftOut(host({ node: { ...node, nvr: 'my-node-4.4.10-9' } }), AIM), undefined);
  // rpm's order: 10 is more than 9.
  assert.equal(whyLeftOut(host({ node: { ...node, nvr: 'my-node-4.9-1' } }), { ...AIM, nvr: 'my-node-4.10-1' }), undefined);
});

test('each reason to leave a host out is a sentence that says why', () => {
  const reasons: readonly (readonly [Partial<Candidate>, RegExp])[] = [
    [{ target: null }, /deleted/],
    [{ pin: 'until the audit' }, /^It is pinned: until the audit$/],
    [{ target: 'fedora44' }, /another distribution \(fedora44\)/],
    [{ hasKey: false }, /no key .* Give it one/],
    [{ node: null }, /never checked in/],
    [{ wish: 'upgrade' }, /asked to upgrade already/],
    [{ wish: 'rollback' }, /asked to go back already/],
    [{ rollout: 'Monday' }, /roll-out "Monday" has it/],
    [{ node: { ...node, layer: null } }, /no layers/],
    [{ node: { ...node, nvr: AIM.nvr } }, /^It runs this image already\.$/],
    [{ node: { ...node, hasImage: true } }, /somebody rolled it back\. Remove the image there first: basewright-node remove my-node-4\.5-2$/],
    [{ node: { ...node, nvr: 'other-node-4.4-1' } }, /only within one name/],
    [{ node: { ...node, nvr: 'my-node-4.6-1' } }, /is newer\. To go back, roll the node back/],
    [{ node: { ...node, nvr: 'my-node-4.05-2' } }, /counts as the same version/],
  ];
  for (const [more, reason] of reasons) assert.match(whyLeftOut(host(more), AIM) ?? '', reason);
});

test('NVRs are compared within their name only', () => {
  assert.equal(compareNvrs('a-1-1', 'b-1-1'), undefined);
  assert.equal(compareNvrs('no', 'b-1-1'), undefined);
  assert((compareNvrs('a-b-1~rc1-1', 'a-b-1-1') ?? 0) < 0);
  assert((compareNvrs('a-1-2', 'a-1-1') ?? 0) > 0);
});

test('what to weigh: silent, unhealthy, of another channel', () => {
  assert.equal(whatToWeigh(host(), AIM), null);
  assert.match(whatToWeigh(host({ node: { ...node, isSilent: true } }), AIM) ?? '', /silent/);
  assert.match(whatToWeigh(host({ node: { ...node, health: 'unhealthy' } }), AIM) ?? '', /unhealthy/);
  const again = host({ node: { ...node, hasImage: true, fellBack: true } });
  assert.equal(whyLeftOut(again, AIM), undefined);
  assert.match(whatToWeigh(again, AIM) ?? '', /went back from this image by itself/);
  assert.match(whatToWeigh(host({ channel: 'testing' }), AIM) ?? '', /channel testing/);
  assert.match(whatToWeigh(host({ channel: null }), AIM) ?? '', /no channel/);
});

test('silent nodes come last, unhealthy ones before them, the others by name or as they were given', () => {
  const [silent, unhealthy, b, a] = [host({ id: 'a0', hostname: 'a0', node: { ...node, isSilent: true } }), host({ id: 'a1', hostname: 'a1', node: { ...node, health: 'unhealthy' } }), host({ id: 'b', hostname: 'b' }), host({ id: 'a', hostname: 'a' })];
  assert.deepEqual(inOrder([silent, unhealthy, b, a], undefined).map(({ id }) => id), ['a', 'b', 'a1', 'a0']);
  assert.deepEqual(inOrder([silent, unhealthy, b, a], ['a0', 'b', 'a1', 'a']).map(({ id }) => id), ['b', 'a1', 'a', 'a0']);
});

test('the order never depends on the order of the database, and every node is in exactly one wave of the right size', () => {
  const names = fc.uniqueArray(fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 4 }), { maxLength: 30 });
  fc.assert(fc.property(names, fc.integer({ min: 1, max: 8 }), fc.option(fc.integer({ min: 1, max: 8 })), fc.nat(), (ids, canary, waveSize, turn) => {
    const hosts = ids.map((id) => host({ id, hostname: id.slice(0, 1), node: { ...node, isSilent: id.length === 4 } }));
    const shift = hosts.length === 0 ? 0 : turn % hosts.length;
    const one = inOrder(hosts, undefined).map(({ id }) => id);
    assert.deepEqual(inOrder([...hosts.slice(shift), ...hosts.slice(0, shift)], undefined).map(({ id }) => id), one);
    const waves = one.map((_, place) => waveOf(place, { canary, waveSize }));
    assert.deepEqual(waves, [...waves].sort((left, right) => left - right));
    for (const wave of new Set(waves)) {
      const size = waves.filter((each) => each === wave).length;
      assert(size <= (wave === 0 ? canary : (waveSize ?? Infinity)), `wave ${wave} has ${size}`);
      if (wave < (waves.at(-1) ?? 0)) assert.equal(size, wave === 0 ? canary : waveSize);
    }
  }), { seed: SEED, numRuns: 2000 });
});
