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

const SECRETS: Readonly<Record<string, string>> = { hash: 'password set', passphrase: 'passphrase set' };
/** Longer texts (scripts) are cut; the preview has the whole. */
const LONGEST = 80;

/** The parts of an item of a list, in a few words: what is off or empty is not said. */
function partsOf(item: unknown, key: string): string[] {
  if (item === undefined || item === null || item === '' || item === false) return [];
  if (item === true) return [key];
  if (typeof item === 'string' && key in SECRETS) return [SECRETS[key] ?? ''];
  if (Array.isArray(item)) return item.length === 0 ? [] : [item.map((part: unknown) => partsOf(part, key).join(' ')).join(',')];
  if (isObject(item)) return Object.entries(item).flatMap(([name, part]) => partsOf(part, name));
  return typeof item === 'string' || typeof item === 'number' ? [String(item).trim().slice(0, LONGEST)] : [];
}

/** A value in a few words, secrets hidden. */
export function inWords(value: unknown, key = ''): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const items: unknown[] = Array.isArray(value) ? value : [value];
  const words = items.map((item) => partsOf(item, key).join(' ')).filter((text) => text !== '').join(', ');
  return words === '' ? '–' : words;
}
