// SPDX-License-Identifier: GPL-2.0-or-later
// Output that comes in pieces: steps, the download's progress, the result, and lines that are none of these.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { NOTHING_YET, type Progress, withOutput } from './progress-lines.ts';

const SAID = [
  '{"step": "preflight", "permille": null, "message": "Looking"}',
  '{"step": "download", "permille": 500, "message": "Downloading"}',
  '{"step": "download", "permille": 700, "message": "Downloading"}',
  'dracut: \u001b[31mnot JSON\u001b[0m',
  '{"result": "done", "message": "Installed", "log": "/var/lib/basewright-node/logs/1.log"}',
].join('\n') + '\n';

const after = (pieces: readonly string[]): Progress => pieces.reduce(withOutput, NOTHING_YET);

describe('withOutput', () => {
  it('knows step, progress, words and result', () => {
    const { step, permille, lines, result } = after([SAID]);
    assert.deepEqual({ step, permille, lines, result }, {
      step: 'download', permille: 700, lines: ['Looking', 'Downloading', 'dracut: not JSON', 'Installed'],
      result: { result: 'done', message: 'Installed', log: '/var/lib/basewright-node/logs/1.log' },
    });
  });
  it('says the same however the output is cut', () => {
    fc.assert(fc.property(fc.array(fc.nat({ max: SAID.length }), { maxLength: 8 }), (places) => {
      const cuts = [0, ...places.sort((a, b) => a - b), SAID.length];
      assert.deepEqual(after(cuts.slice(1).map((end, index) => SAID.slice(cuts[index], end))), after([SAID]));
    }), { seed: 20_261_130 });
  });
  it('stays bounded and never throws', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 }), { maxLength: 50 }), (pieces) => {
      assert.ok(after(pieces).lines.length <= 2000);
    }), { seed: 20_261_130 });
    assert.equal(after([Array.from({ length: 5000 }, (_, number) => `line ${number}`).join('\n'), '\n']).lines.length, 2000);
    assert.ok(after(['x'.repeat(100_000)]).rest.length <= 8000);
  });
});
