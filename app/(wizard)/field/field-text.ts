// SPDX-License-Identifier: GPL-2.0-or-later
// One table of words for every field: form, error summary, preview, review and conflict dialog read the same label.
import { accessText } from './text/access.ts';
import { storageText } from './text/storage.ts';
import { systemText } from './text/system.ts';
import { targetText } from './text/target.ts';

export type FieldText = {
  readonly label: string;
  readonly help: string;
  readonly example?: string;
  readonly unit?: string;
  /** The field whose kickstart lines show this one, when it has none of its own name. */
  readonly line?: string;
};

export const fieldTexts = { ...targetText, ...storageText, ...systemText, ...accessText } as const satisfies Record<string, FieldText>;

type Indexed<K extends string> = K extends `${infer Before}.*${infer After}` ? `${Before}.${number}${Indexed<After>}` : K;
/** Dotted path of a field in a profile; a misspelt one does not compile. */
export type FieldName = Indexed<keyof typeof fieldTexts>;

const table: ReadonlyMap<string, FieldText> = new Map(Object.entries(fieldTexts));
const ITEMS: Readonly<Record<string, string>> = {
  'storage.volumes': 'Volume', 'network.interfaces': 'Interface', 'users.accounts': 'Account', scripts: 'Script', 'extra.sections': 'Section',
};

const starred = (path: string) => path.replace(/\.\d+(?=\.|$)/g, '.*');

/** The words of a field. */
export function fieldText(name: FieldName): FieldText {
  return table.get(starred(name)) ?? { label: name, help: '' };
}

/** The unit of a field's number; empty for a plain one. */
export const unitOf = (name: string): string => table.get(starred(name))?.unit ?? '';

/** The text of the nearest field that holds `path`: a problem may sit deeper than a field. */
function nearest(path: string): FieldText | undefined {
  for (let at = path; at !== ''; at = at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : '') {
    const found = table.get(starred(at));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where `path` is, in words: "Volume 2: Size". */
export function placeOf(path: string): string {
  const label = nearest(path)?.label ?? path;
  const item = Object.entries(ITEMS).find(([list]) => new RegExp(`^${list.replaceAll('.', '\\.')}\\.\\d+`).test(path));
  if (item === undefined) return label;
  const number = Number(path.slice(item[0].length + 1).split('.')[0]) + 1;
  return path.slice(item[0].length + 1).includes('.') ? `${item[1]} ${number}: ${label}` : `${item[1]} ${number}`;
}

/** The field whose kickstart lines show `name`; indexes are carried over. */
export function lineField(name: string): string {
  const line = table.get(starred(name))?.line ?? name;
  const indexes = name.match(/(?<=\.)\d+(?=\.|$)/g) ?? [];
  let next = 0;
  return line.replace(/\*/g, () => indexes[next++] ?? '*');
}
