// SPDX-License-Identifier: GPL-2.0-or-later
// %addon org_imgbased, our guard, and calls of imgbase or nodectl in scripts -> slice `layout`.
import type { z } from 'zod';
import { isBlank, splitLines, strip } from '../language/lines.ts';
import type { Layout } from '../profile/layout.ts';
import { scriptSections } from '../profile/scripts.ts';
import { ADDON, GUARD_MARK } from '../templates/layout.ts';
import { REPORT_MARK } from '../templates/reports.ts';
import { isReportUrl } from '../templates/token-url.ts';
import type { Context } from './context.ts';
import type { ReadSection } from './parse.ts';

/** Whether the section is the check that this program adds at the end. */
export function isGuard(section: ReadSection): boolean {
  return section.name === '%post' && splitLines(section.body)[0] === GUARD_MARK;
}

/** Whether the section is one by which a machine reports to this program, or waits for its decision. */
export function isReport(section: ReadSection): boolean {
  return splitLines(section.body)[0]?.startsWith(`${REPORT_MARK} `) === true;
}

/** A call that does in %post what the add-on and the slice `storage` do here, as oVirt's and Foreman's kickstarts have it; up to what follows the command. */
const CALL = /^([ \t]*)((?:\/usr)?(?:\/s?bin\/)?(?:imgbase(?:[ \t]+-\S+)*[ \t]+(layout[ \t]+--init\S*|layer[ \t]+--add|volume[ \t]+--create)|nodectl[ \t]+init)(?=[ \t;|&>]|$)[^;|&>#]*)/;

/**
 * The shell line without its call of imgbase or nodectl, or undefined when it makes none. `:` stands in its place, so that an `if` around it stays a valid one.
 * A line that goes on on the next one is left alone.
 */
export function withoutCall(line: string): { readonly line: string; readonly makes: 'layout' | 'volume' } | undefined {
  const match = /\\$/.test(line) ? null : CALL.exec(line);
  if (match === null) return undefined;
  const [all, indent = '', call = '', what] = match;
  return { line: `${indent}: ${line.slice(all.length)}`.trimEnd() + ` # ${call.trim()}: done by the installer`, makes: what?.startsWith('volume') === true ? 'volume' : 'layout' };
}

const calls = (section: ReadSection) => splitLines(section.body).some((line) => withoutCall(line)?.makes === 'layout');

/** Whether the kickstart asks for layers: by the add-on, or by a call in %post. */
export function asksForLayout(context: Context): boolean {
  return imgbasedAddon(context) !== undefined || context.sections('%post').some((section) => !isGuard(section) && !isReport(section) && calls(section));
}

/** The add-on's section, the last if there are several: its NVR. */
export function imgbasedAddon(context: Context): { readonly nvr?: string; readonly line: number } | undefined {
  const section = context.sections('%addon').filter(({ words }) => words[0] === ADDON).at(-1);
  if (section === undefined) return undefined;
  const at = section.words.findIndex((word) => word === '--nvr' || word.startsWith('--nvr='));
  const nvr = at < 0 ? undefined : section.words[at] === '--nvr' ? section.words[at + 1] : section.words[at]?.slice('--nvr='.length);
  return { line: section.line, ...(nvr !== undefined && nvr !== '' && { nvr }) };
}

/** The address for reports belongs to one installation; it is written anew for the next. */
function isOwnReport(word: string): boolean {
  return word.startsWith('--report-url=') && isReportUrl(word.slice('--report-url='.length).replace(/^"(.*)"$/, '$1'));
}

function settleAddon(context: Context, section: ReadSection): void {
  const { ledger } = context;
  const rest = section.words.slice(1).filter((word, index, all) => !/^--nvr(=|$)/.test(word) && all[index - 1] !== '--nvr' && !isOwnReport(word));
  ledger.settle(section, 'understood');
  if (rest.length > 0) ledger.note(section.line, 'refused', `Taken over without ${rest.join(' ')}: the add-on here knows only --nvr.`);
  splitLines(section.body).forEach((line, index) => {
    if (!isBlank(line) && !strip(line).startsWith('#')) ledger.note(section.line + 1 + index, 'refused', 'The add-on reads nothing from the lines of its section.');
  });
  for (const { line, reason } of section.dropped) ledger.note(line, 'refused', reason);
}

export function readLayout(context: Context): z.input<typeof Layout> {
  const { ledger, header } = context;
  const addon = imgbasedAddon(context);
  if (addon !== undefined) ledger.gives('image.nvr', addon.line);
  for (const section of context.sections('%addon').filter(({ words }) => words[0] === ADDON)) {
    settleAddon(context, section);
    ledger.takes('layout', section.line);
  }
  for (const section of context.sections('%post')) if (isGuard(section)) ledger.settle(section, 'understood', 'The check of the layout step; it is written anew.');
  for (const section of context.sections(...scriptSections.map((name) => `%${name}`))) if (isReport(section)) ledger.settle(section, 'understood', 'Reports of an installation; they are written anew for the next one.');
  return { init: asksForLayout(context), nodeStorage: header?.unsaid?.nodeStorage ?? 'full', ...(header?.unsaid?.upgrade !== undefined && { upgrade: header.unsaid.upgrade }) };
}
