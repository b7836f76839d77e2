// SPDX-License-Identifier: GPL-2.0-or-later
// The plan of a roll-out: which image, which hosts in which wave, who is left out and why, and what stands against it. Writes nothing.

import { type Candidate, inOrder, whatToWeigh, waveOf, whyLeftOut } from '#kickstart/fleet/rollout-plan.ts';
import { MOST_NODES, MOST_WAVES, type RolloutRequest } from '#kickstart/fleet/rollout-view.ts';
import { Nvr } from '#kickstart/profile/names.ts';
import { type Channel, getChannel } from '../channels/channels.ts';
import { findImage } from '../images/image-store.ts';
import type { Database } from '../store/tables.ts';
import { imageProblem } from './advance.ts';
import { candidatesFor } from './candidates.ts';
import { runIn } from './statements.ts';

export type PlannedHost = { readonly host: Candidate; readonly wave: number; /** To be weighed. */ readonly warning: string | null };
export type LeftOutHost = { readonly id: string; readonly hostname: string; readonly reason: string };

export type Plan = {
  readonly channel: Channel;
  /** Null when there is an obstacle that concerns it. */
  readonly aim: { readonly sha256: string; readonly nvr: string } | null;
  /** In the order in which they are asked. */
  readonly planned: readonly PlannedHost[];
  readonly leftOut: readonly LeftOutHost[];
  readonly waves: number;
  /** With one of them it cannot be made. */
  readonly obstacles: readonly string[];
  readonly warnings: readonly string[];
};

/** What a plan is made from. `now` in milliseconds since 1970. */
export type Planning = { readonly dataDirectory: string; readonly now: number };

/** Plans a roll-out; undefined when there is no such channel. */
export async function planRollout(database: Database, request: RolloutRequest, { dataDirectory, now }: Planning): Promise<Plan | undefined> {
  const channel = await getChannel(database, request.channel);
  if (channel === undefined) return undefined;
  const { obstacles: imageObstacles, aim } = await aimOf(database, channel, request, dataDirectory);
  const candidates = await runIn(database, candidatesFor({ channel: channel.id, hosts: request.hosts, nvr: aim?.nvr ?? '' }, now));
  const known = new Set(candidates.map(({ id }) => id));
  const unknown = [...new Set(request.hosts)].filter((id) => !known.has(id)).map((id): LeftOutHost => ({ id, hostname: id, reason: 'There is no such host (any more).' }));
  const asked: Candidate[] = [];
  const leftOut: LeftOutHost[] = [...unknown];
  for (const host of inOrder(candidates, request.hosts)) {
    const reason = aim === null ? undefined : whyLeftOut(host, { nvr: aim.nvr, target: channel.target, channel: channel.id }) ?? (request.skipSilent && host.node?.isSilent === true ? 'It is silent.' : undefined);
    if (reason === undefined) asked.push(host);
    else leftOut.push({ id: host.id, hostname: host.hostname, reason });
  }
  const planned = aim === null ? [] : asked.map((host, place) => ({ host, wave: waveOf(place, request), warning: whatToWeigh(host, { nvr: aim.nvr, target: channel.target, channel: channel.id }) }));
  const waves = (planned.at(-1)?.wave ?? -1) + 1;
  const obstacles = [...imageObstacles, ...(aim === null ? [] : sizeObstacles(request, planned.length, waves, leftOut.length))];
  return { channel, aim, planned, leftOut, waves, obstacles, warnings: warningsOf(request, planned) };
}

async function aimOf(database: Database, { image, title }: Channel, { sha256 }: RolloutRequest, dataDirectory: string): Promise<{ obstacles: string[]; aim: Plan['aim'] }> {
  if (image === null) return { obstacles: [`The channel "${title}" is empty. Publish an image in it first.`], aim: null };
  if (sha256 !== undefined && sha256 !== image.sha256) return { obstacles: ['The channel has another image than the one you saw. Look at the plan again.'], aim: null };
  if (!Nvr.safeParse(image.nvr).success || image.nvr === null) return { obstacles: ['The image does not say its name-version-release, so no node could tell whether it has it. Test the image; imgbased needs that name too.'], aim: null };
  const problem = await runIn(database, imageProblem(image.sha256));
  const isThere = findImage(dataDirectory, image.sha256) !== undefined;
  const obstacles = problem !== undefined ? [problem] : isThere ? [] : ['The file of the image is not in the data directory. Upload it again.'];
  return { obstacles, aim: obstacles.length > 0 ? null : { sha256: image.sha256, nvr: image.nvr } };
}

function sizeObstacles({ hosts }: RolloutRequest, planned: number, waves: number, leftOut: number): string[] {
  if (planned === 0) {
    if (leftOut > 0) return ['No host is left that could be asked: each one has a reason why not.'];
    return [hosts === undefined ? 'No host follows this channel. Let a profile with hosts follow it, or choose hosts.' : 'None of the chosen hosts exists.'];
  }
  if (planned > MOST_NODES) return [`${planned} nodes are more than one roll-out takes (${MOST_NODES}). Choose some of them.`];
  return waves > MOST_WAVES ? [`${waves} waves are more than one roll-out has (${MOST_WAVES}). Make the waves larger.`] : [];
}

function warningsOf({ reboot, canary, allowedFailures }: RolloutRequest, planned: readonly PlannedHost[]): string[] {
  const silent = planned.filter(({ host }) => host.node?.isSilent === true).length;
  const warnings: string[] = [];
  if (silent > 0) warnings.push(`${silent === 1 ? '1 node is' : `${silent} nodes are`} silent. They come last, and count as failed when they are not heard of in time.`);
  if (reboot === 'never') warnings.push('No node reboots by itself: each counts as healthy only after a person rebooted it.');
  if (reboot === 'window') warnings.push('Nodes reboot in their own maintenance window. A node without one waits for a person.');
  if (canary >= planned.length && planned.length > 1) warnings.push('The canary takes every node, so nothing is tried first.');
  if (allowedFailures >= planned.length && planned.length > 0) warnings.push('As many failures are allowed as there are nodes, so it never pauses by itself.');
  return warnings;
}
