// SPDX-License-Identifier: GPL-2.0-or-later
// Where a roll-out of a channel's image is begun, and whether anybody would get it.
import { RolloutPlan } from '#kickstart/fleet/rollout-view.ts';
import { apiPath, callApi } from '../../api-client.ts';

/** The page that begins it. It says so when the channel has another image by then. */
export function rolloutHref(channel: string, sha256: string): string {
  return `/rollouts/new?${new URLSearchParams({ channel, image: sha256 })}`;
}

/** The page where an image goes on that a channel has just got; undefined while no node would be asked. */
export async function nextRollout(channel: string, sha256: string): Promise<string | undefined> {
  const answer = await callApi({ method: 'POST', path: apiPath(['rollouts', 'preview']), body: { channel, sha256 }, schema: RolloutPlan });
  return answer.ok && answer.data.counts.planned > 0 ? rolloutHref(channel, sha256) : undefined;
}
