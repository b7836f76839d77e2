// SPDX-License-Identifier: GPL-2.0-or-later
// Every event of a roll-out has words, with the numbers that it carries.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rolloutEventKinds } from '#kickstart/fleet/rollout-view.ts';
import { eventText } from './history-text.ts';

for (const kind of rolloutEventKinds) {
  test(`${kind} can be said without any detail`, () => assert.match(eventText({ kind, detail: {} }), /^[A-Z][^{}]+$/));
}

test('a wave is named with its nodes', () => assert.equal(eventText({ kind: 'wave', detail: { wave: 2, asked: 20, skipped: 1 } }), 'Wave 3 began: 20 nodes asked, 1 node skipped'));
test('the first wave is the canary', () => assert.equal(eventText({ kind: 'wave', detail: { wave: 0, asked: 1, skipped: 0 } }), 'Canary began: 1 node asked'));
test('a watch says how long', () => assert.equal(eventText({ kind: 'soak', detail: { wave: 1, minutes: 30 } }), 'Wave 2 is healthy, and must stay so for 30 min before the next one begins'));
test('going back names the node', () => assert.equal(eventText({ kind: 'going-back', detail: { host: 'n1', hostname: 'n1.example.com' } }), 'n1.example.com is asked to go back to the layer before'));
