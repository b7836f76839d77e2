// SPDX-License-Identifier: GPL-2.0-or-later
// A row of the list of hosts, as the API gives it.
import { z } from 'zod';
import { stages } from '#kickstart/lifecycle/stages.ts';
import { type HostState, hostStates, nextState, stateAt } from '#kickstart/lifecycle/states.ts';
import { Instant, pageOf } from '../list/page-of.ts';

export const HostSummary = z.object({
  id: z.string(),
  hostname: z.string(),
  macs: z.array(z.string()),
  /** Id of the profile. */
  profile: z.string(),
  state: z.enum(hostStates),
  /** When its arming ends or ended; nothing for a host that was never armed. */
  armedUntil: Instant.nullish(),
  /** How far its installation is, and since when. */
  stage: z.enum(stages).nullish(),
  stageAt: Instant.nullish(),
  /** Nothing was heard of it for longer than its stage may take. */
  isStuck: z.boolean().default(false),
  /** A second address asked for its kickstart, so it was disarmed. */
  isIntruded: z.boolean().default(false),
  /** Bytes of the image that went out to it, and of how many. */
  imageBytes: z.number().default(0),
  imageSize: z.number().nullish(),
  etag: z.string(),
  updatedAt: Instant,
});
export type HostSummary = z.infer<typeof HostSummary>;

export const HostPage = pageOf(HostSummary);
export type HostPage = z.infer<typeof HostPage>;

/** What tells where a host is: a row of the list, or its installation. */
export type Standing = Pick<HostSummary, 'state' | 'armedUntil' | 'stage' | 'isStuck' | 'imageBytes' | 'imageSize'> & Partial<Pick<HostSummary, 'isIntruded'>>;

/** The state at `now`: an arming ends without another answer of the server. */
export function stateNow({ state, armedUntil }: Pick<Standing, 'state' | 'armedUntil'>, now: number): HostState {
  return stateAt(state, armedUntil ?? undefined, now);
}

export function mayBeArmed(state: HostState): boolean {
  return nextState(state, 'arm') !== undefined;
}

/** Whether disarming changes anything. */
export function mayBeDisarmed(state: HostState): boolean {
  const next = nextState(state, 'disarm');
  return next !== undefined && next !== state;
}
