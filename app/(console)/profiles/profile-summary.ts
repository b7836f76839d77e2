// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the list of profiles, as the API gives it.
import { z } from 'zod';
import { TargetId, targetIds, targets } from '#kickstart/profile/targets.ts';
import { Instant, pageOf } from '../list/page-of.ts';

export const ProfileSummary = z.object({
  id: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  target: z.string(),
  /** How many hosts use it. */
  hosts: z.number(),
  /** Whether a host with it may be armed. */
  armable: z.boolean(),
  etag: z.string(),
  updatedAt: Instant,
});
export type ProfileSummary = z.infer<typeof ProfileSummary>;

export const ProfilePage = pageOf(ProfileSummary);
export type ProfilePage = z.infer<typeof ProfilePage>;

/** The distribution's name; the id itself when another version of the server knows more of them. */
export function targetLabel(id: string): string {
  const known = TargetId.safeParse(id);
  return known.success ? targets[known.data].label : id;
}

export const targetChoices = targetIds.map((id) => ({ value: id, label: targets[id].label }));
