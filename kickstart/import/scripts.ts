// SPDX-License-Identifier: GPL-2.0-or-later
// %pre, %pre-install, %post, %onerror -> slice `scripts`, without the sections that this program adds by itself.
import type { z } from 'zod';
import { isBlank, splitLines, strip } from '../language/lines.ts';
import { ADDON } from '../templates/layout.ts';
import { scriptSections, type Scripts } from '../profile/scripts.ts';
import type { Context } from './context.ts';
import { isGuard, isReport, withoutCall } from './layout.ts';
import type { ReadSection } from './parse.ts';
import { findDiskRule } from './disk.ts';

type ScriptInput = NonNullable<z.input<typeof Scripts>>[number];

const SHELLS = /(^|\/)(sh|bash|dash)$/;
const REPLACED = {
  layout: `The call is left out: the add-on ${ADDON} makes the layout, at the right moment and with checks.`,
  volume: 'The call is left out: the volumes of the profile are made by the installer. Add it there.',
} as const;

function option(section: ReadSection, ...names: readonly string[]): string | undefined {
  const value = section.given.filter((given) => names.includes(given.option)).at(-1)?.value;
  return value === true || value === '' ? undefined : value;
}

/** The body without calls that make layers or volumes. */
function withoutCalls(context: Context, section: ReadSection, interpreter: string | undefined): string {
  if (section.name !== '%post') return section.body;
  const isShell = interpreter === undefined || SHELLS.test(interpreter);
  return section.body.split('\n').map((line, index) => {
    const found = withoutCall(line.replace(/\r$/, ''));
    if (found === undefined) return line;
    context.ledger.note(section.line + 1 + index, 'refused', isShell ? REPLACED[found.makes] : `${REPLACED[found.makes]} Take the call out of this script, which is not a shell's.`);
    return isShell ? found.line : line;
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
  const body = withoutCalls(context, section, interpreter);
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
    if (name === undefined || isGuard(section) || isReport(section) || findDiskRule(section) !== undefined) continue;
    const script = readScript(context, section, name);
    if (script === undefined) continue;
    context.ledger.gives(`scripts.${scripts.length}`, section.line);
    scripts.push(script);
  }
  return scripts;
}
