// SPDX-License-Identifier: GPL-2.0-or-later
// Versions in rpm's own order (the real rpm is the judge), and the difference of two package lists.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { compareEvr, compareVersions, packageDifference } from './difference.ts';
import { evr, type Package } from './package.ts';

const SEED = 20261124;

/** What the real rpm says of each pair: -1, 0 or 1. One process for all. */
function rpmOrder(pairs: readonly (readonly [string, string])[]): number[] {
  const lines = pairs.map(([a, b]) => `print(rpm.vercmp("${a}", "${b}") .. " ")`);
  return execFileSync('rpm', ['--eval', `%{lua: ${lines.join('\n')} }`], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
}

function assertLikeRpm(pairs: readonly (readonly [string, string])[]): void {
  rpmOrder(pairs).forEach((expected, index) => {
    const [a = '', b = ''] = pairs[index] ?? [];
    assert.equal(Math.sign(compareVersions(a, b)), expected, `${a} against ${b}`);
    assert.equal(Math.sign(compareVersions(b, a)) + expected, 0, `${b} against ${a}`);
  });
}

describe('compareVersions', () => {
  test('the rules of rpm-version(7), as the real rpm applies them', () => {
    const versions = [
      '1.0', '2.0', '2.0.1', '2.0a', '5.5p1', '5.5p2', '5.5p10', '10xyz', '10.1xyz', 'xyz10', 'xyz.4', '8', 'a', '1.0.', '1_0', '1..0', '010', '10', '0', '00',
      '1.0~rc1', '1.0~rc1~git1', '1.0~', '1.0~~', '1.0^', '1.0^git1', '1.0^git1~pre', '1.0~rc1^git1', '1.0^20261124', '1.01^git', '5.14.0', '5.14.0a', '2a', '2b', '1.a', '1.1',
      '99999999999999999999999', '100000000000000000000000', '4.18.0~beta', 'e', 'E', '1.e1', '^', '~', '~~', '^~', '~^',
    ];
    assertLikeRpm(versions.flatMap((a) => versions.map((b) => [a, b] as const)));
  });

  test('any version that can be written, as the real rpm orders it', () => {
    // No dash and no colon: rpm takes them for the ends of version and epoch.
    const version = fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'Z', '.', '~', '^', '_', '+'), minLength: 1, maxLength: 9 });
    assertLikeRpm(fc.sample(fc.tuple(version, version), { seed: SEED, numRuns: 1500 }));
  });

  test('very long parts are compared in time', () => {
    assert.equal(compareVersions(`1${'0'.repeat(100_000)}`, `2${'0'.repeat(100_000)}`) < 0, true);
    assert.equal(compareVersions('~'.repeat(100_000), '~'.repeat(100_001)) > 0, true);
  });
});

const aPackage = (name: string, version: string, rest: Partial<Package> = {}): Package => ({ name, epoch: null, version, release: '1', arch: 'x86_64', key: null, ...rest });

describe('compareEvr', () => {
  test('epoch first, none is 0, release last', () => {
    assert.equal(Math.sign(compareEvr({ epoch: 1, version: '1', release: '1' }, { epoch: null, version: '9', release: '1' })), 1);
    assert.equal(compareEvr({ epoch: 0, version: '1.0', release: '1.el9' }, { epoch: null, version: '1.0', release: '1.el9' }), 0);
    assert.equal(Math.sign(compareEvr({ epoch: null, version: '1', release: '1.el9' }, { epoch: null, version: '1', release: '1.el9_1' })), -1);
  });
});

describe('packageDifference', () => {
  const said = ({ added, removed, changed }: ReturnType<typeof packageDifference>) => ({
    added: added.map((each) => `${each.name} ${evr(each)}`),
    removed: removed.map((each) => `${each.name} ${evr(each)}`),
    changed: changed.map(({ before, after, direction }) => `${before.name} ${evr(before)} ${direction} ${evr(after)}`),
  });

  test('added, removed and changed, with the direction', () => {
    const before = [aPackage('kernel', '5.14.0'), aPackage('tmux', '3'), aPackage('vim', '9'), aPackage('bash', '5', { epoch: 1 }), aPackage('rpm', '4', { key: 'aa' })];
    const after = [aPackage('kernel', '5.14.1'), aPackage('lldpd', '1'), aPackage('vim', '8'), aPackage('bash', '6'), aPackage('rpm', '4', { key: 'bb' })];
    assert.deepEqual(said(packageDifference(before, after)), {
      added: ['lldpd 1-1'],
      removed: ['tmux 3-1'],
      changed: ['bash 1:5-1 down 6-1', 'kernel 5.14.0-1 up 5.14.1-1', 'rpm 4-1 same 4-1', 'vim 9-1 down 8-1'],
    });
  });

  test('packages that are there more than once', () => {
    const kernels = (...versions: string[]) => versions.map((version) => aPackage('kernel', version));
    assert.deepEqual(said(packageDifference(kernels('1', '2'), kernels('2', '3'))), { added: [], removed: [], changed: ['kernel 1-1 up 3-1'] });
    assert.deepEqual(said(packageDifference(kernels('1'), kernels('1', '2'))), { added: ['kernel 2-1'], removed: [], changed: [] });
    const glibc = (version: string) => ['i686', 'x86_64'].map((arch) => aPackage('glibc', version, { arch }));
    assert.equal(packageDifference(glibc('1'), glibc('2')).changed.every(({ before, after }) => before.arch === after.arch), true);
  });

  test('any two lists: every package is accounted for once, and turned round the difference is turned round', () => {
    const any = fc.array(fc.record({
      name: fc.constantFrom('a', 'b', '__proto__'), epoch: fc.constantFrom(null, 0, 1), version: fc.constantFrom('1', '2'), release: fc.constant('1'), arch: fc.constantFrom('noarch', 'x86_64'), key: fc.constantFrom(null, 'k'),
    }), { maxLength: 12 });
    fc.assert(fc.property(any, any, (before, after) => {
      const { added, removed, changed } = packageDifference(before, after);
      assert.equal(added.length - removed.length, after.length - before.length);
      assert(changed.length + removed.length <= before.length && changed.length + added.length <= after.length);
      assert.equal(packageDifference(after, before).added.length, removed.length);
      assert.deepEqual(packageDifference(before, before), { added: [], removed: [], changed: [] });
    }), { seed: SEED, numRuns: 500 });
  });
});
