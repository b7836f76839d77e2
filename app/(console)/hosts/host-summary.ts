// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the list of hosts, as the API gives it.
import { z } from 'zod';
import { Instant, pageOf } from '../list/page-of.ts';

export const HOST_STATES = ['unarmed', 'armed', 'expired'] as const;
export type HostState = (typeof HOST_STATES)[number];

export const HostSummary = z.object({
  id: z.string(),
  hostname: z.string(),
  macs: z.array(z.string()),
  /** Id of the profile. */
  profile: z.string(),
  state: z.enum(HOST_STATES),
  /** When its arming ends or ended; nothing for a host that is not armed. */
  armedUntil: Instant.nullish(),
  etag: z.string(),
  updatedAt: Instant,
});
export type HostSummary = z.infer<typeof HostSummary>;

export const HostPage = pageOf(HostSummary);
export type HostPage = z.infer<typeof HostPage>;

/** The state at `now`: an arming ends without another answer of the server. */
export function stateAt({ state, armedUntil }: Pick<HostSummary, 'state' | 'armedUntil'>, now: number): HostState {
  return state === 'armed' && typeof armedUntil === 'number' && armedUntil <= now ? 'expired' : state;
}
