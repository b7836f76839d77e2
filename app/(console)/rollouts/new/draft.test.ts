// SPDX-License-Identifier: GPL-2.0-or-later
// A draft of people becomes the request that the API takes, or is refused at its field; nothing that is typed throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyDraft, fieldOf, requestOf, type RolloutDraft } from './draft.ts';

const draft = emptyDraft('stable');

test('a fresh form is a careful roll-out to all followers', () => {
  assert.deepEqual(requestOf(draft).data, { channel: 'stable', skipSilent: false, canary: 1, waveSize: 20, allowedFailures: 0, nodeMinutes: 120, soakMinutes: 0, reboot: 'window' });
});

test('all the rest is no size, chosen hosts and a title go along', () => {
  const request = requestOf({ ...draft, title: ' Autumn ', then: 'rest', waveSize: 'x', hosts: 'chosen', chosen: ['a', 'b'] }).data;
  assert.deepEqual([request?.title, request?.waveSize, request?.hosts], ['Autumn', null, ['a', 'b']]);
});

const refused: readonly (readonly [name: keyof RolloutDraft, change: Partial<RolloutDraft>])[] = [
  ['canary', { canary: '' }], ['canary', { canary: '0' }], ['waveSize', { waveSize: '1.5' }], ['allowedFailures', { allowedFailures: '-1' }], ['nodeMinutes', { nodeMinutes: '1' }], ['soakMinutes', { soakMinutes: '' }], ['soakMinutes', { soakMinutes: '10081' }], ['channel', { channel: '' }],
  ['chosen', { hosts: 'chosen', chosen: [] }],
];

for (const [name, change] of refused) {
  test(`${JSON.stringify(change)} is refused at ${name}`, () => {
    const issues = requestOf({ ...draft, ...change }).error?.issues ?? [];
    assert.deepEqual(issues.map(({ path }) => fieldOf(path.join('.'))), [name]);
    assert.ok(name === 'channel' || issues.every(({ message }) => !message.startsWith('Invalid')), JSON.stringify(issues));
  });
}

test('whatever is typed is a request or a refusal (seed 20261130)', () => {
  const text = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String));
  fc.assert(fc.property(text, text, text, text, text, text, (canary, waveSize, allowedFailures, nodeMinutes, soakMinutes, title) => {
    const { success, data } = requestOf({ ...draft, canary, waveSize, allowedFailures, nodeMinutes, soakMinutes, title });
    if (success) assert.ok([data.canary, data.waveSize ?? 1, data.allowedFailures, data.nodeMinutes, data.soakMinutes].every(Number.isSafeInteger));
  }), { seed: 20261130 });
});
