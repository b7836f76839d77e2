// SPDX-License-Identifier: GPL-2.0-or-later
// %pre, %pre-install, %post, %onerror -> slice `scripts`, without the sections that this program adds by itself.
import type { z } from 'zod';
import { isBlank, splitLines, strip } from '../language/lines.ts';
import { ADDON } from '../templates/layout.ts';
import { scriptSections, type Scripts } from '../profile/scripts.ts';
import type { Context } from './context.ts';
import { isGuard, makesLayout } from './layout.ts';
import type { ReadSection } from './parse.ts';
import { findDiskRule } from './disk.ts';

type ScriptInput = NonNullable<z.input<typeof Scripts>>[number];

const SHELLS = /(^|\/)(sh|bash|dash)$/;
const REPLACED = 'The add-on org_imgbased makes the layout, at the right moment and with checks; the call is replaced by nothing.';

function option(section: ReadSection, ...names: readonly string[]): string | undefined {
  const value = section.given.filter((given) => names.includes(given.option)).at(-1)?.value;
  return value === true || value === '' ? undefined : value;
}

/** The body without calls that make the layout: `:` stands in their place, so that an `if` around them stays a valid one. */
function withoutLayout(context: Context, section: ReadSection, interpreter: string | undefined): string {
  const shell = interpreter === undefined || SHELLS.test(interpreter);
  if (section.name !== '%post' || !splitLines(section.body).some(makesLayout)) return section.body;
  const lines = section.body.split('\n');
  return lines.map((line, index) => {
    if (!makesLayout(line.replace(/\r$/, ''))) return line;
    context.ledger.note(section.line + 1 + index, 'refused', shell ? REPLACED : `The add-on ${ADDON} makes the layout; take this call out of the script.`);
    return shell ? `${/^[ \t]*/.exec(line)?.[0] ?? ''}: # ${line.trim()} (made by the add-on ${ADDON})` : line;
  }).join('\n');
}

/** Whether nothing but comments, `set` and what stands for removed calls is left. */
function isIdle(body: string): boolean {
  return splitLines(body).every((line) => isBlank(line) || /^(#|:( |$)|set [-+])/.test(strip(line)));
}

function readScript(context: Context, section: ReadSection, name: ScriptInput['section']): ScriptInput | undefined {
  const { ledger } = context;
  ledger.settle(section, 'understood');
  for (const { line, reason } of section.dropped) ledger.note(line, 'refused', `Left out of the script: ${reason}`);
  const interpreter = option(section, '--interpreter');
  const log = option(section, '--log', '--logfile');
  const body = withoutLayout(context, section, interpreter);
  if (isBlank(body) || (body !== section.body && isIdle(body))) {
    ledger.note(section.line, 'understood', 'Nothing is left to do in this script, so it is left out.');
    return undefined;
  }
  const has = (flag: string) => section.given.some((given) => given.option === flag);
  return { section: name, body, ...(interpreter !== undefined && { interpreter }), ...(log !== undefined && { log }), erroronfail: has('--erroronfail'), nochroot: has('--nochroot') };
}

export function readScripts(context: Context): ScriptInput[] {
  const scripts: ScriptInput[] = [];
  for (const section of context.sections(...scriptSections.map((name) => `%${name}`))) {
    const name = scriptSections.find((one) => `%${one}` === section.name);
    if (name === undefined || isGuard(section) || findDiskRule(section) !== undefined) continue;
    const script = readScript(context, section, name);
    if (script === undefined) continue;
    context.ledger.gives(`scripts.${scripts.length}`, section.line);
    scripts.push(script);
  }
  return scripts;
}
