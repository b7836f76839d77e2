// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the table of installations, read and checked, and what the gate sees of it.

import { z } from 'zod';
import { hostStates } from '#kickstart/lifecycle/states.ts';
import { stages } from '#kickstart/lifecycle/stages.ts';
import type { GateView } from '../boot/gate.ts';

export const InstallationRow = z.object({
  id: z.string(),
  host_id: z.string(),
  is_current: z.number(),
  state: z.enum(hostStates).exclude(['new']),
  armed_at: z.number(),
  armed_by: z.string().nullable(),
  expires_at: z.number(),
  is_rehearsal: z.number(),
  decision: z.enum(['approved', 'refused']).nullable(),
  token_hash: z.string(),
  opened_at: z.number().nullable(),
  opened_from: z.string().nullable(),
  fetches: z.number(),
  stage: z.enum(stages),
  stage_at: z.number(),
  deadline: z.number().nullable(),
  image_bytes: z.number(),
  image_size: z.number().nullable(),
});
export type InstallationRow = z.infer<typeof InstallationRow>;

/** What the gate asks about. */
export function gateView(row: InstallationRow): GateView {
  return {
    state: row.state, expiresAt: row.expires_at, openedAt: row.opened_at ?? undefined, openedFrom: row.opened_from ?? undefined,
    fetches: row.fetches, stage: row.stage, isRehearsal: row.is_rehearsal === 1,
  };
}
