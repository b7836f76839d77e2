// SPDX-License-Identifier: GPL-2.0-or-later
// The rows of the timeline for every way an installation can go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Stage, stages } from '#kickstart/lifecycle/stages.ts';
import type { Installation } from './answers.ts';
import { awaitsDecision, isFetchingImage, stageRows } from './stage-rows.ts';

const PLAIN = stages.filter((stage) => stage !== 'waiting' && stage !== 'approved');

/** Stages with the second at which they were reached; the others follow as lost or ahead. */
function installation(reached: Partial<Record<Stage, number>>, more: Partial<Installation> = {}): Installation {
  const stage = stages.findLast((each) => reached[each] !== undefined) ?? 'armed';
  return {
    id: 'i', state: 'installing', armedAt: 0, armedUntil: 3_600_000, isRehearsal: false, fetches: 1, stage, stageAt: 0, isStuck: false, imageBytes: 0, hasLog: false,
    stages: PLAIN.map((each) => {
      const second = reached[each];
      return { stage: each, at: second === undefined ? null : second * 1000, isLost: second === undefined && stages.indexOf(each) < stages.indexOf(stage) };
    }),
    ...more,
  };
}

const told = (value: Installation) => stageRows(value).map(({ stage, progress, took }) => [stage, progress, ...(took === undefined ? [] : [took / 1000])].join(' '));

test('what is reached has its duration, the next is awaited, the rest is ahead', () => {
  assert.deepEqual(told(installation({ armed: 0, kickstart: 60, started: 90 })), [
    'armed reached', 'kickstart reached 60', 'started reached 30', 'storage awaited', 'image ahead', 'layout ahead', 'installed ahead', 'healthy ahead',
  ]);
});

test('a lost report is shown as such, and its time counts to the one after it', () => {
  assert.deepEqual(told(installation({ armed: 0, kickstart: 60, storage: 100 })).slice(1, 4), ['kickstart reached 60', 'started lost', 'storage reached 40']);
});

for (const [more, progress] of [
  [{ isStuck: true }, 'stuck'], [{ state: 'failed' }, 'failed'], [{ state: 'disarmed' }, 'ended'], [{ state: 'expired' }, 'ended'], [{ state: 'installing' }, 'awaited'],
] as const) {
  test(`the stage after the last one is ${progress} for ${JSON.stringify(more)}`, () => {
    assert.equal(stageRows(installation({ armed: 0, kickstart: 1 }, more)).find(({ stage }) => stage === 'started')?.progress, progress);
  });
}

test('nothing is awaited of a healthy node', () => {
  const rows = stageRows(installation({ armed: 0, kickstart: 1, started: 2, storage: 3, image: 4, layout: 5, installed: 6, healthy: 7 }, { state: 'healthy' }));
  assert.ok(rows.every(({ progress }) => progress === 'reached'));
});

test('a clock that was set back makes no negative duration', () => {
  assert.equal(stageRows(installation({ armed: 50, kickstart: 10 }))[1]?.took, 0);
});

test('the image goes out between its first byte and the report that it is written', () => {
  assert.equal(isFetchingImage({ state: 'installing', stage: 'storage', imageBytes: 0 }), false);
  assert.equal(isFetchingImage({ state: 'installing', stage: 'storage', imageBytes: 1 }), true);
  assert.equal(isFetchingImage({ state: 'installing', stage: 'image', imageBytes: 1 }), false);
  assert.equal(isFetchingImage({ state: 'failed', stage: 'storage', imageBytes: 1 }), false);
});

test('a rehearsal waits until somebody has decided', () => {
  assert.equal(awaitsDecision(installation({}, { stage: 'waiting' })), true);
  assert.equal(awaitsDecision(installation({}, { stage: 'waiting', decision: 'refused' })), false);
  assert.equal(awaitsDecision(installation({}, { stage: 'waiting', state: 'disarmed' })), false);
});
