// SPDX-License-Identifier: GPL-2.0-or-later
// What the test of an image found: named checks with their evidence, and the verdict that publishing asks for.
import { z } from 'zod';
import { Package } from './package.ts';

/** The questions a test answers: is the file whole, are the packages there, can imgbased make a layer of it, does it start. */
export const checkGroups = ['integrity', 'packages', 'layout', 'boot'] as const;
export type CheckGroup = (typeof checkGroups)[number];

/** `skipped` says in its evidence why it was not looked at; a check that could not be made is never `passed`. */
export const CheckStatus = z.enum(['passed', 'warning', 'failed', 'skipped']);
export type CheckStatus = z.infer<typeof CheckStatus>;

export const Check = z.strictObject({
  /** Stable name, for example "layout.nvr-newline". */
  id: z.string(),
  group: z.enum(checkGroups),
  title: z.string(),
  status: CheckStatus,
  /** What was seen. */
  evidence: z.string(),
  /** What would happen at installation, boot or upgrade; with `fix`, unless the check passed. */
  consequence: z.string().optional(),
  fix: z.string().optional(),
});
export type Check = z.infer<typeof Check>;

export const Verdict = z.enum(['passed', 'warnings', 'failed']);
export type Verdict = z.infer<typeof Verdict>;

export const TestReport = z.strictObject({
  format: z.literal(1),
  sha256: z.string(),
  verdict: Verdict,
  /** Milliseconds since 1970. */
  startedAt: z.number(),
  seconds: z.number(),
  /** Read from the image; null where it does not say. */
  facts: z.strictObject({
    nvr: z.string().nullable(),
    /** As /etc/os-release calls itself: "CentOS Stream 9". */
    system: z.string().nullable(),
    target: z.string().nullable(),
    arch: z.string().nullable(),
    kernel: z.string().nullable(),
    /** ext4, xfs or squashfs (a plain root). */
    fileSystem: z.string().nullable(),
    /** Of the root file system, in bytes. */
    rootSize: z.number().nullable(),
  }),
  checks: z.array(Check),
  packages: z.array(Package),
  /** The serial console of the boot check, at most 256 KiB, control characters removed. */
  console: z.string().nullable(),
});
export type TestReport = z.infer<typeof TestReport>;

/** One failed check fails the image. A check that was skipped leaves a doubt, so it counts as a warning. */
export function verdictOf(checks: readonly Pick<Check, 'status'>[]): Verdict {
  if (checks.length === 0 || checks.some(({ status }) => status === 'failed')) return 'failed';
  return checks.some(({ status }) => status !== 'passed') ? 'warnings' : 'passed';
}
