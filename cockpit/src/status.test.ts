// SPDX-License-Identifier: GPL-2.0-or-later
// The door through which the node's status comes: what is taken, what is refused and why, and that nothing throws.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layerBefore, type NodeStatus, pairFor, readStatus } from './status.ts';

const RECORDED = readFileSync(new URL('../fixtures/status.json', import.meta.url), 'utf8');
const SEED = 20_261_130;

/** The recorded status with some members replaced. */
const changed = (change: Record<string, unknown>): string => {
  const recorded: unknown = JSON.parse(RECORDED);
  return JSON.stringify(Object.assign({}, recorded, change));
};

function taken(output: string): NodeStatus {
  const read = readStatus(output);
  assert.ok(read.kind === 'status', JSON.stringify(read));
  return read.status;
}

describe('readStatus', () => {
  it('takes what the node package wrote', () => {
    const status = taken(RECORDED);
    assert.equal(status.layer, 'ovirt-node-ng-4.5.6-0.20261120.0+1');
    assert.deepEqual(status.layout.map(({ base, layers }) => [base, layers.length]), [['ovirt-node-ng-4.5.5-0.20261101.0', 1], ['ovirt-node-ng-4.5.6-0.20261120.0', 1]]);
  });
  it('takes members that it does not know, of a newer node package', () => assert.equal(taken(changed({ later: { deep: [1] } })).format, 1));
  it('says another form', () => assert.deepEqual(readStatus(changed({ format: 2 })), { kind: 'other-format', format: '2' }));
  it('names a form that is missing', () => assert.equal(readStatus('{}').kind, 'unreadable'));
  it('says an empty answer', () => assert.deepEqual(readStatus(' \n'), { kind: 'unreadable', why: 'It wrote nothing.' }));
  it('quotes what is no JSON, without what a terminal would obey', () => assert.deepEqual(readStatus('\u001b[31mTraceback\u001b[0m\nmore'), { kind: 'unreadable', why: 'It did not write JSON, but: Traceback more' }));
  it('names the member that is wrong', () => {
    const read = readStatus(changed({ uptime: 'long' }));
    assert.match(read.kind === 'unreadable' ? read.why : '', /^uptime: /);
  });
  it('cleans what the node quotes', () => assert.equal(taken(changed({ pinned: '\u001b[1mfor \u202ethe audit\u0007' })).pinned, 'for the audit'));
  it('never throws, whatever a program writes', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.dictionary(fc.constantFrom('format', 'layout', 'pool', 'health', 'last', 'problems', 'uptime'), fc.jsonValue()).map(changed)), (output) => {
      assert.ok(['status', 'unreadable', 'other-format'].includes(readStatus(output).kind));
    }), { seed: SEED });
  });
});

describe('which layers belong together', () => {
  const status = taken(RECORDED);
  const [OLD, NEW] = ['ovirt-node-ng-4.5.5-0.20261101.0+1', 'ovirt-node-ng-4.5.6-0.20261120.0+1'];
  const runs = (layer: string): NodeStatus => ({ ...status, layer, layout: status.layout.map((base) => ({ ...base, layers: base.layers.map((one) => ({ ...one, isBooted: one.name === layer })) })) });
  it('goes back to the layer before', () => assert.equal(layerBefore(status)?.name, OLD));
  it('never goes round from the oldest to the newest, as imgbase does', () => assert.equal(layerBefore(runs(OLD)), undefined));
  it('compares the older one with the newer one, whichever was chosen and runs', () => {
    for (const running of [OLD, NEW]) for (const chosen of [OLD, NEW]) assert.deepEqual(pairFor(runs(running), chosen), { older: OLD, newer: NEW }, `${running} ${chosen}`);
  });
});
