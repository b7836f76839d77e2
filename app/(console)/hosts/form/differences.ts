// SPDX-License-Identifier: GPL-2.0-or-later
// What two documents say differently, field by field.
import { isObject } from '../../../(wizard)/draft/draft.ts';

export type Difference = { readonly path: string; readonly yours: string | undefined; readonly theirs: string | undefined };

function leaves(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) into.set(path, value.join(', '));
  else if (Array.isArray(value)) value.forEach((item, index) => leaves(item, `${path}.${index + 1}`, into));
  else if (isObject(value)) for (const [key, part] of Object.entries(value)) leaves(part, path === '' ? key : `${path}.${key}`, into);
  else if (value !== undefined) into.set(path, typeof value === 'string' ? value : JSON.stringify(value));
  return into;
}

/** Every field in which the two differ, in the order of `yours`; a side without the field has undefined. */
export function differences(yours: unknown, theirs: unknown): Difference[] {
  const mine = leaves(yours, '', new Map());
  const other = leaves(theirs, '', new Map());
  const paths = [...new Set([...mine.keys(), ...other.keys()])];
  return paths.filter((path) => mine.get(path) !== other.get(path)).map((path) => ({ path, yours: mine.get(path), theirs: other.get(path) }));
}
