// SPDX-License-Identifier: GPL-2.0-or-later
// Every check of an image by its name, and how one becomes a line of the report.
import { plainLine } from '../lifecycle/plain-text.ts';
import { bootChecks } from './boot-checks.ts';
import { type CheckWords, integrityChecks } from './integrity-checks.ts';
import { layoutChecks } from './layout-checks.ts';
import { packageChecks } from './package-checks.ts';
import type { Check, CheckGroup, CheckStatus } from './test-report.ts';

const words = { integrity: integrityChecks, packages: packageChecks, layout: layoutChecks, boot: bootChecks } as const;

type Words = typeof words;
/** For example "layout.nvr-newline". */
export type CheckId = { [Group in keyof Words]: `${Group}.${keyof Words[Group] & string}` }[keyof Words];

/** How much of what was seen is kept, in characters. */
const MOST_EVIDENCE = 1000;

const known = new Map<string, CheckWords>();
for (const [group, checks] of Object.entries<Readonly<Record<string, CheckWords>>>(words)) {
  for (const [name, each] of Object.entries(checks)) known.set(`${group}.${name}`, each);
}

const groups: readonly CheckGroup[] = ['integrity', 'packages', 'layout', 'boot'];

/** A check and what it found. Evidence may quote an image: it is made one short line without control characters. */
export function checkOf(id: CheckId, status: CheckStatus, evidence: string): Check {
  const found = known.get(id);
  const group = groups.find((each) => id.startsWith(`${each}.`));
  if (found === undefined || group === undefined) throw new Error(`There is no check ${id}.`);
  const seen = { id, group, title: found.title, status, evidence: plainLine(evidence, MOST_EVIDENCE) };
  return status === 'passed' ? seen : { ...seen, consequence: found.consequence, fix: found.fix };
}

export const passed = (id: CheckId, evidence: string): Check => checkOf(id, 'passed', evidence);
export const warning = (id: CheckId, evidence: string): Check => checkOf(id, 'warning', evidence);
export const failed = (id: CheckId, evidence: string): Check => checkOf(id, 'failed', evidence);
export const skipped = (id: CheckId, evidence: string): Check => checkOf(id, 'skipped', evidence);
