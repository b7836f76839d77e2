// SPDX-License-Identifier: GPL-2.0-or-later
// Slice `extra`: what an imported kickstart says that no other slice models; kept and written as it was.
import { z } from 'zod';
import { bodyProblems, normaliseBody } from '../language/body.ts';
import { firstWord, splitLines, strip } from '../language/lines.ts';
import { unsayable } from '../language/quote.ts';
import { wordsOf } from '../language/words.ts';

/** A line that pykickstart will read as one command or comment: no line break inside, quotes in balance, no section, nothing fetched. */
export const KeptLine = z.string().max(16_384, 'This line is too long.').superRefine((line, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', message });
  const reason = unsayable(line.replaceAll('\t', ' '));
  if (reason !== undefined) refuse(`This line cannot be kept: ${reason}.`);
  else if (splitLines(line).length !== 1 || firstWord(line) === '') refuse('Write one command or comment a line, and no empty lines.');
  else if (firstWord(line).startsWith('%')) refuse('This line opens a section or includes a file; sections are kept as sections.');
  else if (!firstWord(line).startsWith('#') && wordsOf(line).outcome === 'refused') refuse('The quotes of this line are not in balance.');
});

export const KeptSection = z.strictObject({
  /** The header line, for example `%packages --nocore`. */
  header: z.string().max(4096).regex(/^%(packages|addon|anaconda|traceback|certificate)( [\x20-\x7e]*)?$/, 'Only %packages, %addon, %anaconda, %traceback and %certificate can be kept as they are.')
    .refine((header) => wordsOf(header).outcome === 'words', 'The quotes of this line are not in balance.'),
  body: z.string().max(262_144).transform((body) => (body === '' ? '' : normaliseBody(body))).superRefine((body, context) => {
    for (const problem of bodyProblems(body)) context.addIssue({ code: 'custom', message: problem.message });
  }),
}).refine((section) => !section.header.startsWith("%packages") || splitLines(section.body).every((line) => !/^-+$/.test(strip(line.replace(/#.*/, '')))), { path: ['body'], message: 'A package line holds only a dash; write the package after it.' })
  .refine((section) => !/^%addon\s+org_imgbased(\s|$)/.test(section.header), { path: ['header'], message: 'The layout step is set in the slice "layout", not here.' });

/** Whether a section asks for packages (or leaves some out): `%packages` with more than comments. */
export function namesPackages({ header, body }: { readonly header: string; readonly body: string }): boolean {
  return firstWord(header) === '%packages' && splitLines(body).some((line) => strip(line.replace(/#.*/, '')) !== '');
}

export const Extra = z.strictObject({
  commands: z.array(KeptLine).max(1000, 'At most 1000 lines.').default([]),
  sections: z.array(KeptSection).max(64, 'At most 64 sections.').default([]),
});
export type Extra = z.infer<typeof Extra>;
