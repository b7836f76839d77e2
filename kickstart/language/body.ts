// SPDX-License-Identifier: GPL-2.0-or-later
// Rules for the body of a script section: which lines would end the section, or make pykickstart fetch or paste something.
import { firstWord, splitLines } from './lines.ts';

const ACTS = /^%(end|include|pre|pre-install|post|onerror|traceback|packages|addon|anaconda|certificate)$/;

export type BodyProblem = { readonly line: number; readonly message: string };

/**
 * What makes `body` unfit to stand between a section's header and its %end, line by line (1 = first line of the body).
 * Source: pykickstart acts on %end, %include, %ksappend and section names inside script bodies too, heredocs included,
 * after any Unicode blank and after any of the ten line breaks of str.splitlines().
 */
export function bodyProblems(body: string): BodyProblem[] {
  const problems: BodyProblem[] = [];
  if (body.includes('\0')) problems.push({ line: 1, message: 'The script holds a NUL character; remove it.' });
  if (!body.isWellFormed()) problems.push({ line: 1, message: 'The script holds half of a character pair (a lone surrogate); type the character again.' });
  splitLines(body).forEach((text, index) => {
    const word = firstWord(text);
    if (ACTS.test(word) || word.startsWith('%ksappend')) {
      problems.push({
        line: index + 1,
        message: `Line ${index + 1} begins with "${word.slice(0, 40)}", which the installer acts on even inside a script. Put another word before it, for example: echo "${word.slice(0, 40)}".`,
      });
    }
  });
  return problems;
}

/** The body as it is written: LF line ends only (a CR breaks "#!/bin/sh"), ending in one LF. */
export function normaliseBody(body: string): string {
  const text = body.replace(/\r\n?/g, '\n');
  return text.endsWith('\n') ? text : `${text}\n`;
}
