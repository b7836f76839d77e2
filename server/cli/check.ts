// SPDX-License-Identifier: GPL-2.0-or-later
// check: whether a profile is valid, what to know about it, and whether a host could be armed with it.
import type { Host } from '#kickstart/profile/host.ts';
import { installable } from '#kickstart/profile/installable.ts';
import { reviewProfile } from '#kickstart/profile/review.ts';
import type { Run } from './command.ts';
import { readNode } from './documents.ts';

const count = (list: readonly unknown[], word: string): string => `${list.length} ${word}${list.length === 1 ? '' : 's'}`;

export const check: Run = async (invocation) => {
  const { profile, host } = await readNode(invocation);
  const anyHost: Host = { id: 'any', hostname: 'any', macs: ['52:54:00:00:00:01'], profile: profile.id, overrides: {} };
  const warnings = reviewProfile(profile);
  const obstacles = installable(profile, host ?? anyHost);
  const armable = obstacles.length === 0;
  return {
    stdout: `${profile.id}: valid, ${count(warnings, 'warning')}; ${host?.id ?? 'a host'} ${armable ? 'can' : 'cannot'} be armed with it.\n`,
    notes: [...obstacles.map(({ field, message }) => `${field}: cannot be armed: ${message}`), ...warnings.map(({ field, message }) => `${field}: warning: ${message}`)],
    json: { id: profile.id, armable, obstacles, warnings },
  };
};
