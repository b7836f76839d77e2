// SPDX-License-Identifier: GPL-2.0-or-later
// Where two or three versions of a profile differ, field by field, and a new version made of choices.
import { type Draft, isObject, valueAt } from './draft.ts';

export type Difference = { readonly path: string; readonly base: unknown; readonly mine: unknown; readonly theirs: unknown };

/** An object whose keys depend on one of them is taken as a whole: a mix of two would mean nothing. */
const CHOICES = ['by', 'method', 'mode', 'password', 'kind'];
const isPart = (value: unknown) => !isObject(value) || CHOICES.some((key) => key in value);

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

function paths(documents: readonly unknown[], at: string): string[] {
  if (documents.some((document) => document !== undefined && isPart(document))) return [at];
  const keys = new Set(documents.flatMap((document) => (isObject(document) ? Object.keys(document) : [])));
  return [...keys].flatMap((key) => paths(documents.map((document) => (isObject(document) ? document[key] : undefined)), at === '' ? key : `${at}.${key}`));
}

/** Every field that differs between `mine` and `theirs`. Lists are one field each. */
export function differences(base: Draft, mine: Draft, theirs: Draft): Difference[] {
  return paths([base, mine, theirs], '')
    .map((path) => ({ path, base: valueAt(base, path), mine: valueAt(mine, path), theirs: valueAt(theirs, path) }))
    .filter((difference) => !same(difference.mine, difference.theirs));
}

/** The side to take when only one has changed; undefined for a real conflict. */
export function obviousSide({ base, mine, theirs }: Difference): 'mine' | 'theirs' | undefined {
  if (same(base, theirs)) return 'mine';
  return same(base, mine) ? 'theirs' : undefined;
}

function withValue(document: unknown, keys: readonly string[], value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  const object = isObject(document) ? document : {};
  return { ...object, [key]: withValue(object[key], rest, value) };
}

/** `theirs` with those fields of `mine` that were chosen. */
export function merged(theirs: Draft, all: readonly Difference[], isMine: (path: string) => boolean): Draft {
  const result = all.filter((difference) => isMine(difference.path)).reduce<unknown>((document, difference) => withValue(document, difference.path.split('.'), difference.mine), theirs);
  return isObject(result) ? result : theirs;
}

/** A value in a few words, secrets hidden. */
export function inWords(value: unknown, key = ''): string {
  if (value === undefined || value === null || value === '') return '–';
  if (key === 'hash' || key === 'passphrase') return 'set';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map((item: unknown) => (isObject(item) ? Object.entries(item).filter(([, part]) => !Array.isArray(part) && !isObject(part)).map(([name, part]) => inWords(part, name)).join(' ') : inWords(item, key))).join(', ');
  return isObject(value) ? Object.entries(value).map(([name, part]) => `${name}: ${inWords(part, name)}`).join('; ') : '';
}
