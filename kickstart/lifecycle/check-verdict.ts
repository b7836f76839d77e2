// SPDX-License-Identifier: GPL-2.0-or-later
// Reads what imgbase says on a booted node: `imgbase check`, `imgbase w` and `imgbase layout`.
import { plainLine, plainLines } from './plain-text.ts';

/** One check. `reason` is imgbase's own, where it gives one. */
export type Check = { readonly name: string; readonly isOk: boolean; readonly reason: string | null };
export type CheckGroup = Check & { readonly checks: readonly Check[] };
/** `status` is imgbase's word: OK, FAILED or ERROR. */
export type CheckVerdict = { readonly status: string; readonly checks: readonly CheckGroup[] };

const MOST = { lines: 200, groups: 32, checks: 64, text: 200 } as const;

/** Source: imgbased's Health class: `NAME ... WORD` and, when it is not OK, ` - REASON`. WARN stands for colours of later versions. */
const RESULT = /^(.{1,200}?) \.\.\. (OK|FAILED|ERROR|WARN(?:ING)?)(?: - (.*))?$/;

function checkOf(line: string): Check | undefined {
  const [, name = '', word, reason = ''] = RESULT.exec(line) ?? [];
  return word === undefined ? undefined : { name: name.trim(), isOk: word === 'OK', reason: plainLine(reason, MOST.text) || null };
}

/**
 * The verdict in the output of `imgbase check`, or null when it says none: its exit code is always 0, so only the text tells.
 * A check that stands further in belongs to the group before it; a line of neither form says more about the check before it.
 */
export function parseCheck(text: string): CheckVerdict | null {
  const lines = text.slice(0, MOST.lines * MOST.text).split('\n').slice(0, MOST.lines);
  let status: string | undefined;
  const groups: { group: Check; checks: Check[] }[] = [];
  for (const raw of lines) {
    const indented = plainLines(raw, 1, MOST.text * 2)[0];
    if (indented === undefined) continue;
    const isInner = /^(?:\u001b\[[0-9;]*m)*[ \t]/.test(raw);
    status ??= /^Status: ([A-Z]{1,20})$/.exec(indented)?.[1];
    const check = checkOf(indented);
    const last = groups.at(-1);
    if (check === undefined) {
      if (isInner && last !== undefined) explain(last.checks, indented);
    } else if (!isInner) {
      if (groups.length < MOST.groups) groups.push({ group: check, checks: [] });
    } else if (last !== undefined && last.checks.length < MOST.checks) {
      last.checks.push(check);
    }
  }
  return status === undefined ? null : { status, checks: groups.map(({ group, checks }) => ({ ...group, checks })) };
}

function explain(checks: Check[], line: string): void {
  const last = checks.at(-1);
  if (last !== undefined && !last.isOk && last.reason === null) checks[checks.length - 1] = { ...last, reason: plainLine(line, MOST.text) };
}

const NVR = /^[A-Za-z0-9_.+-]{1,100}$/;

/** The layer that is booted, by the output of `imgbase w`; null when it names none. */
export function parseCurrentLayer(text: string): string | null {
  for (const line of plainLines(text, 50, MOST.text)) {
    const name = /^You are on (\S+)$/.exec(line)?.[1];
    if (name !== undefined && NVR.test(name)) return name;
  }
  return null;
}

/** Bases and layers by the output of `imgbase layout`, in its order. A layer's name ends in `+` and a number. */
export function parseLayout(text: string): string[] {
  const names = plainLines(text, MOST.lines, MOST.text).map((line) => line.replace(/^[+|`]?- /, '')).filter((name) => NVR.test(name) && /.-[^-]+-[^-]+$/.test(name));
  return [...new Set(names)].slice(0, MOST.groups);
}
