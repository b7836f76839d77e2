// SPDX-License-Identifier: GPL-2.0-or-later
// The verdict on hosts before they are armed, and the answer afterwards, as the API gives them.
import { z } from 'zod';
import { hostStates } from '#kickstart/lifecycle/states.ts';
import { Instant } from '../../list/page-of.ts';

const Reasons = z.array(z.object({ field: z.string(), message: z.string() }));

export const Verdict = z.object({
  id: z.string(),
  hostname: z.string(),
  macs: z.array(z.string()),
  /** Id of the profile. */
  profile: z.string(),
  profileTitle: z.string(),
  /** The disk that will be erased, in words. */
  disk: z.string(),
  state: z.enum(hostStates),
  isInstallable: z.boolean(),
  reasons: Reasons,
  warnings: z.array(z.string()),
});
export type Verdict = z.infer<typeof Verdict>;

export const Verdicts = z.object({ items: z.array(Verdict) });

export const ArmedHosts = z.object({
  armed: z.array(z.object({ id: z.string(), armedUntil: Instant })),
  refused: z.array(z.object({ id: z.string(), reasons: Reasons })),
});
export type ArmedHosts = z.infer<typeof ArmedHosts>;

export type DiskGroup = { readonly disk: string; readonly hosts: readonly string[] };

export type WarningGroup = { readonly warning: string; readonly hosts: readonly string[] };

/** Each warning once, with the hosts that it is about. */
export function byWarning(verdicts: readonly Pick<Verdict, 'warnings' | 'hostname'>[]): WarningGroup[] {
  const warnings = new Set(verdicts.flatMap((verdict) => verdict.warnings));
  return Array.from(warnings, (warning) => ({ warning, hosts: verdicts.filter((verdict) => verdict.warnings.includes(warning)).map(({ hostname }) => hostname) }));
}

/** The hosts by the disk that each of them loses, in the order in which they were given. */
export function byDisk(verdicts: readonly Pick<Verdict, 'disk' | 'hostname'>[]): DiskGroup[] {
  const groups = new Map<string, string[]>();
  for (const { disk, hostname } of verdicts) {
    const hosts = groups.get(disk);
    if (hosts === undefined) groups.set(disk, [hostname]);
    else hosts.push(hostname);
  }
  return Array.from(groups, ([disk, hosts]) => ({ disk, hosts }));
}
