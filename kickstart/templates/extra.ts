// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `extra` -> the lines and sections kept from an import, as they were.
import type { Statement } from '../language/statement.ts';
import type { Node } from './node.ts';

export function extraTemplate({ extra }: Node): Statement[] {
  return extra.commands.map((line, index) => ({ kind: 'verbatim', line, from: { slice: 'extra', field: `extra.commands.${index}` } }));
}

/** Kept sections: header and body are text already, and are written unchanged. */
export function extraSections({ extra }: Node): Statement[] {
  return extra.sections.flatMap((section, index) => [section.header, ...(section.body === '' ? [] : section.body.replace(/\n$/, '').split('\n')), '%end']
    .map((line) => ({ kind: 'verbatim', line, from: { slice: 'extra', field: `extra.sections.${index}` } }) as const));
}
