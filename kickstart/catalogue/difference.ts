// SPDX-License-Identifier: GPL-2.0-or-later
// Which packages one image has and another has not; versions compared as rpm compares them.
import { evr, type Package } from './package.ts';

export type Evr = Pick<Package, 'epoch' | 'version' | 'release'>;

/** `same`: not the version differs but the architecture or the signature. */
export type Direction = 'up' | 'down' | 'same';

export type PackageChange = { readonly before: Package; readonly after: Package; readonly direction: Direction };

export type PackageDifference = {
  readonly added: readonly Package[];
  readonly removed: readonly Package[];
  readonly changed: readonly PackageChange[];
};

/**
 * Negative when `a` is older than `b`, 0 when rpm takes both for the same, positive when it is newer.
 *
 * Source: rpm's documentation of versions (rpm-version(7)): digits are compared as numbers, letters as text, a number is newer than letters, what stands
 * between them only separates, `~` is older than the end, `^` is newer than the end and older than anything else.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];
  for (let index = 0; ; index += 1) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined && other === undefined) return 0;
    const order = compareParts(one, other);
    if (order !== 0) return order;
  }
}

/** Negative when `a` is older than `b`, 0 when rpm takes both for the same. No epoch counts as 0. */
export function compareEvr(a: Evr, b: Evr): number {
  return (a.epoch ?? 0) - (b.epoch ?? 0) || compareVersions(a.version, b.version) || compareVersions(a.release, b.release);
}

function parts(version: string): string[] {
  return version.match(/[0-9]+|[A-Za-z]+|[~^]/g) ?? [];
}

/** How a part stands against another kind of part: `~` before the end, `^` after it, then letters, then numbers. */
function rank(part: string | undefined): number {
  if (part === undefined) return 1;
  if (part === '~') return 0;
  if (part === '^') return 2;
  return /^[0-9]/.test(part) ? 4 : 3;
}

function compareParts(one: string | undefined, other: string | undefined): number {
  const order = rank(one) - rank(other);
  if (order !== 0 || one === undefined || other === undefined) return order;
  if (rank(one) !== 4) return byText(one, other);
  const [a, b] = [one.replace(/^0+/, ''), other.replace(/^0+/, '')];
  return a.length - b.length || byText(a, b);
}

function byText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * What became of the packages of one image in another. Packages of one name are paired: first those that are equal, then by architecture, oldest first; so a
 * second kernel is added, and a kernel that took another's place is changed.
 */
export function packageDifference(before: readonly Package[], after: readonly Package[]): PackageDifference {
  const [old, fresh] = [grouped(before, ({ name }) => name), grouped(after, ({ name }) => name)];
  const names = [...new Set([...old.keys(), ...fresh.keys()])].sort(byText);
  const added: Package[] = [];
  const removed: Package[] = [];
  const changed: PackageChange[] = [];
  for (const name of names) {
    const pairs = pairUp(old.get(name) ?? [], fresh.get(name) ?? []);
    added.push(...pairs.added);
    removed.push(...pairs.removed);
    changed.push(...pairs.changed);
  }
  return { added, removed, changed };
}

function grouped(packages: readonly Package[], key: (each: Package) => string): Map<string, Package[]> {
  const found = new Map<string, Package[]>();
  for (const each of packages) {
    const group = found.get(key(each));
    if (group === undefined) found.set(key(each), [each]);
    else group.push(each);
  }
  return found;
}

const whole = (each: Package): string => `${evr(each)}.${each.arch} ${each.key ?? ''}`;

const inOrder = (a: Package, b: Package): number => compareEvr(a, b) || byText(whole(a), whole(b));

function pairUp(before: readonly Package[], after: readonly Package[]): PackageDifference {
  const equal = takePairs([...before].sort(inOrder), [...after].sort(inOrder), whole);
  const sameArch = takePairs(equal.before, equal.after, ({ arch }) => arch);
  const others = takePairs(sameArch.before, sameArch.after, ({ name }) => name);
  const changed = [...sameArch.pairs, ...others.pairs].map(([old, fresh]) => ({ before: old, after: fresh, direction: direction(old, fresh) }));
  return { added: others.after, removed: others.before, changed };
}

function direction(before: Package, after: Package): Direction {
  const order = compareEvr(before, after);
  if (order === 0) return 'same';
  return order < 0 ? 'up' : 'down';
}

type Pairs = { readonly pairs: readonly (readonly [Package, Package])[]; readonly before: readonly Package[]; readonly after: readonly Package[] };

/** Pairs that agree in `key`, in order, and what is left on either side. */
function takePairs(before: readonly Package[], after: readonly Package[], key: (each: Package) => string): Pairs {
  const waiting = grouped(after, key);
  const pairs: (readonly [Package, Package])[] = [];
  const left: Package[] = [];
  for (const each of before) {
    const partner = waiting.get(key(each))?.shift();
    if (partner === undefined) left.push(each);
    else pairs.push([each, partner]);
  }
  const taken = new Set(pairs.map(([, fresh]) => fresh));
  return { pairs, before: left, after: after.filter((each) => !taken.has(each)) };
}
