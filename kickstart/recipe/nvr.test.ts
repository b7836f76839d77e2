// SPDX-License-Identifier: GPL-2.0-or-later
// The name of a customized image: newer than its parent, older than the parent's next release, never given out twice.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Nvr } from '../profile/names.ts';
import { compareNvr, nextNvr, nvrParts, nvrProblem } from './nvr.ts';

const SEED = 20_261_124;

const word = fc.stringMatching(/^[A-Za-z0-9_.+]{1,8}$/);
const parents = fc.tuple(fc.stringMatching(/^[a-z0-9][a-z0-9_.+-]{0,12}$/), word, word).map((parts) => parts.join('-')).filter((nvr) => Nvr.safeParse(nvr).success);

function named(answer: ReturnType<typeof nextNvr>): string {
  assert('nvr' in answer, JSON.stringify(answer));
  return answer.nvr;
}

test('what it looks like', () => {
  const parent = 'ovirt-node-ng-4.5.5-0.20261101.0';
  assert.deepEqual(nextNvr(parent, []), { nvr: `${parent}.c1` });
  assert.deepEqual(nextNvr(parent, [parent, `${parent}.c1`, `${parent}.c9`, `${parent}.c1x`, `${parent}.c`, 'other-1-1.c70']), { nvr: `${parent}.c10` });
  assert.deepEqual(nextNvr(`${parent}.c3`, [`${parent}.c3`]), { nvr: `${parent}.c4` });
  assert.deepEqual(nextNvr(`${parent}.c3`, [`${parent}.c3`, `${parent}.c8`]), { nvr: `${parent}.c9` });
  for (const wrong of ['node', 'node-1-1\n', '', 'a b-1-1']) assert.match(Object.values(nextNvr(wrong, [])).join(''), /which is no NAME-VERSION-RELEASE/);
  assert.match(Object.values(nextNvr(`my-node-${'1'.repeat(40)}-1.2`, [])).join(''), /has 55 characters, and imgbased takes at most 53\. Give a shorter one by hand: the name before the version must stay "my-node"/);
});

test('it counts as newer than its parent and older than the next release, keeps the name, and is always free', () => {
  fc.assert(fc.property(parents, fc.array(fc.nat(20), { maxLength: 5 }), fc.nat(5), (parent, numbers, steps) => {
    const known = [parent, ...numbers.map((number) => `${parent}.c${number}`)];
    let last = parent;
    for (let step = 0; step <= steps; step += 1) {
      const next = nextNvr(last, known);
      if ('problem' in next) return;
      const { nvr } = next;
      assert(!known.includes(nvr));
      assert.equal(nvrProblem(nvr, last, known), undefined, `${nvr} from ${last}`);
      assert.equal(nvrParts(nvr)?.name, nvrParts(parent)?.name);
      known.push(nvr);
      last = nvr;
    }
  }), { seed: SEED, numRuns: 2000 });
  const [made, next] = [nvrParts(named(nextNvr('my-node-1.0-3', []))), nvrParts('my-node-1.0-4')];
  assert(made !== undefined && next !== undefined && compareNvr(made, next) < 0);
});

test('a name given by hand is judged', () => {
  const judge = (nvr: string) => nvrProblem(nvr, 'my-node-1.0-1', ['my-node-1.0-1']);
  assert.equal(judge('my-node-1.0-1.site'), undefined);
  assert.equal(nvrProblem('any-node-1-1', undefined, []), undefined);
  assert.match(judge('my-node-1.0-1') ?? '', /called my-node-1\.0-1 already/);
  assert.match(judge('other-node-1.0-2') ?? '', /Keep the name "my-node"/);
  assert.match(judge('my-node-1.0-0.9') ?? '', /does not count as newer than its parent my-node-1\.0-1/);
  assert.match(judge('my-node-1.0-1~x') ?? '', /Use only letters/);
});
