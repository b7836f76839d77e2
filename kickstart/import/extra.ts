// SPDX-License-Identifier: GPL-2.0-or-later
// What no other slice models -> slice `extra`, as it was: commands, comments, sections. What cannot be kept is refused with the reason.
import type { z } from 'zod';
import { isBlank, strip } from '../language/lines.ts';
import { KeptLine, KeptSection, type Extra } from '../profile/extra.ts';
import { secretIn } from '../profile/extra-rules.ts';
import { ADDON } from '../templates/layout.ts';
import type { Context } from './context.ts';
import { KDUMP_ADDON } from './finish.ts';
import { isHeader } from './header.ts';
import type { ReadSection } from './parse.ts';

type ExtraInput = { commands: string[]; sections: z.input<typeof KeptSection>[] };

const KEEPABLE = ['%packages', '%addon', '%anaconda', '%traceback', '%certificate'] as const;
function keepLine({ ledger }: Context, line: number, text: string, into: string[], outcome: 'kept' | 'silent' = 'kept'): void {
  const kept = KeptLine.safeParse(text);
  if (!kept.success) {
    ledger.note(line, 'refused', kept.error.issues[0]?.message ?? 'This line cannot be kept.');
    return;
  }
  if (outcome === 'kept') ledger.note(line, 'kept');
  ledger.gives(`extra.commands.${into.length}`, line);
  into.push(text);
}

function keepSection({ ledger }: Context, section: ReadSection, into: ExtraInput['sections']): void {
  const header = strip(section.text).replaceAll('\t', ' ');
  const body = isBlank(section.body) && !section.body.includes('\n') ? '' : section.body;
  const kept = KeptSection.safeParse({ header, body });
  if (!kept.success) {
    ledger.settle(section, 'refused', kept.error.issues[0]?.message ?? 'This section cannot be kept.');
    return;
  }
  ledger.settle(section, 'kept');
  for (const { line, reason } of section.dropped) ledger.note(line, 'refused', `Left out of the section: ${reason}`);
  ledger.gives(`extra.sections.${into.length}`, section.line);
  into.push(kept.data);
}

/** The slice. It comes last: what other slices accounted for is not kept again, only the comments behind it. */
export function readExtra(context: Context): z.input<typeof Extra> {
  const { ledger } = context;
  const extra: ExtraInput = { commands: [], sections: [] };
  for (const statement of context.statements) {
    if (statement.kind === 'blank' || isHeader(statement, context.header)) ledger.settle(statement, 'understood');
    else if (statement.kind === 'comment') keepLine(context, statement.line, statement.text, extra.commands);
    else if (statement.kind === 'wrong') ledger.settle(statement, 'refused', statement.reason);
    else if (statement.kind === 'include') {
      if (!ledger.knows(statement.line)) ledger.settle(statement, 'refused', `"${statement.path}" would be read in here. An import never fetches or follows files; paste its text in place of this line.`);
    } else if (statement.kind === 'section') {
      const own = statement.name === '%addon' && (statement.words[0] === ADDON || statement.words[0] === KDUMP_ADDON);
      if (KEEPABLE.some((name) => name === statement.name) && !own) keepSection(context, statement, extra.sections);
      else if (statement.comment !== undefined) keepLine(context, statement.line, statement.comment, extra.commands, 'silent');
    } else {
      const known = ledger.knows(statement.line);
      const secret = known ? undefined : secretIn(statement.name, statement.given, statement.words);
      if (secret !== undefined) ledger.settle(statement, 'refused', `${secret} is a secret, and a kept line is shown to everybody who may read the profile. The line is not taken over.`);
      else if (!known) keepLine(context, statement.line, statement.text, extra.commands);
      else if (statement.comment !== undefined) keepLine(context, statement.line, statement.comment, extra.commands, 'silent');
    }
  }
  return extra;
}
