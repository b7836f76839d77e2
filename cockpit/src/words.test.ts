// SPDX-License-Identifier: GPL-2.0-or-later
// Amounts, the pool's words, reasons and differences, as people read them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { durationText, percentText, sizeText } from './amounts.ts';
import { readDifference } from './difference.ts';
import { poolWord } from './pool-words.ts';
import { removeReason, rollbackReason, upgradeReason } from './reasons.ts';
import { readStatus } from './status.ts';
import { TEXT } from './text.ts';

const read = readStatus(readFileSync(new URL('../fixtures/status.json', import.meta.url), 'utf8'));
const status = read.kind === 'status' ? read.status : assert.fail('the recorded status is not one');
const MAY = { isAllowed: true, isBusy: false };

describe('amounts', () => {
  it('writes sizes', () => assert.deepEqual([0, 1023, 1024, 8 * 1024 ** 3, 5000 * 1024 ** 4].map(sizeText), ['0 B', '1023 B', '1.0 KiB', '8.0 GiB', '5000.0 TiB']));
  it('writes percentages', () => assert.deepEqual([0, 5.712, 100].map(percentText), ['0 %', '5.7 %', '100 %']));
  it('writes durations in their two largest parts', () => assert.deepEqual([5, 60, 3661, 90_000, 86_400].map(durationText), ['less than a minute', '1 minute', '1 hour, 1 minute', '1 day, 1 hour', '1 day']));
});

describe('the pool', () => {
  it('has room, fills up, and is nearly full', () => assert.deepEqual([0, 79.9, 80, 94.9, 95, 100].map((percent) => poolWord(percent, 'data').level), ['success', 'success', 'warning', 'warning', 'danger', 'danger']));
  it('says what to do about each part', () => assert.notEqual(poolWord(96, 'data').meaning, poolWord(96, 'metadata').meaning));
});

describe('why something cannot be done', () => {
  it('needs access before anything else', () => {
    for (const reason of [upgradeReason, rollbackReason]) assert.equal(reason({ ...status, pinned: 'audit' }, { isAllowed: false, isBusy: true }), TEXT.needsAccess);
  });
  it('waits for what runs', () => assert.equal(rollbackReason(status, { isAllowed: true, isBusy: true }), TEXT.reasons.busy));
  it('upgrades a node that follows a channel, is not pinned, and is not known to be current', () => {
    assert.equal(upgradeReason({ ...status, channel: 'stable', isBehind: null }, MAY), undefined);
    assert.equal(upgradeReason({ ...status, channel: 'stable', isBehind: false }, MAY), TEXT.reasons.current);
    assert.equal(upgradeReason({ ...status, channel: null }, MAY), TEXT.reasons.noChannel);
    assert.match(upgradeReason({ ...status, channel: 'stable', pinned: 'audit' }, MAY) ?? '', /pinned: audit/);
  });
  it('never removes what runs or boots next', () => assert.deepEqual(status.layout.map((base) => removeReason(base, MAY)), [undefined, TEXT.reasons.bootedBase]));
});

describe('readDifference', () => {
  it('takes what the node package writes', () => {
    const difference = { packages: { added: [{ name: 'podman', version: '5' }], removed: [], changed: [{ name: 'kernel', from: '1', to: '2' }] }, why: null, etc: ['/etc/a'], etcCount: 1 };
    assert.deepEqual(readDifference(JSON.stringify({ older: 'a', newer: 'b', ...difference })), { kind: 'difference', difference });
  });
  it('never throws', () => fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (output) => assert.ok(['difference', 'unreadable'].includes(readDifference(output).kind))), { seed: 20_261_130 }));
});
