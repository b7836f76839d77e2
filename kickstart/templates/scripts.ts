// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `scripts` -> the admin's own sections, in their order.
import { options, type Section } from '../language/statement.ts';
import type { Node } from './node.ts';

export function scriptSections({ scripts }: Node): Section[] {
  return scripts.map((script, index) => ({
    kind: 'section',
    name: `%${script.section}`,
    args: [],
    options: options({ '--interpreter': script.interpreter, '--log': script.log, '--erroronfail': script.erroronfail, '--nochroot': script.nochroot }),
    body: script.body,
    from: { slice: 'scripts', field: `scripts.${index}` },
  }));
}
