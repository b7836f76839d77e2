// SPDX-License-Identifier: GPL-2.0-or-later
// What is known of the hosts that a roll-out may ask, for its plan and again when a wave opens.

import { z } from 'zod';
import type { Candidate } from '#kickstart/fleet/rollout-plan.ts';
import { unfinishedStates } from '#kickstart/fleet/rollout.ts';
import { openWishStates, type RolloutNodeState } from '#kickstart/fleet/states.ts';
import { healthWords, reportSteps, Wanted } from '#kickstart/fleet/wire.ts';
import type { RolloutRow } from './rows.ts';
import { queries, rowsOf, type Work } from './statements.ts';

const Row = z.object({
  id: z.string(), hostname: z.string(), target: z.string(), channel: z.string().nullable(), keys: z.number(), seen_at: z.number().nullable(), silent_at: z.number().nullable(),
  nvr: z.string().nullable(), layer: z.string().nullable(), last_nvr: z.string().nullable(), last_step: z.enum(reportSteps).nullable(), bases: z.number().nullable(), health: z.enum(healthWords).nullable(), pin: z.string().nullable(), wish: Wanted.shape.action.nullable(), rollout: z.string().nullable(),
});

function candidateOf({ seen_at, silent_at, nvr, layer, last_nvr, last_step, bases, health, keys, ...row }: z.infer<typeof Row>, aim: string, now: number): Candidate {
  const node = seen_at === null || silent_at === null ? null : {
    nvr, layer, health: health ?? 'unknown', isSilent: silent_at <= now, hasImage: (bases ?? 0) > 0, fellBack: last_step === 'fallen-back' && last_nvr === aim,
  };
  return { ...row, hasKey: keys > 0, node };
}

/** @param nvr of the image that they shall get. @param rolloutId a roll-out that does not count as another one. */
function selectCandidates(nvr: string, rolloutId: string) {
  return queries
    .selectFrom('hosts')
    .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
    .leftJoin('nodes', 'nodes.host_id', 'hosts.id')
    .leftJoin('node_pins', 'node_pins.host_id', 'hosts.id')
    .leftJoin('node_wishes', (join) => join.onRef('node_wishes.host_id', '=', 'hosts.id').on('node_wishes.state', 'in', openWishStates))
    .select(['hosts.id', 'hosts.hostname', 'profiles.target', 'profiles.channel', 'nodes.seen_at', 'nodes.silent_at', 'nodes.nvr', 'nodes.layer', 'nodes.last_nvr', 'nodes.last_step', 'nodes.health', 'node_pins.reason as pin', 'node_wishes.action as wish'])
    // The body is a check-in as the server wrote it, and an NVR holds nothing that JSON would escape.
    .select((host) => host.fn<number | null>('instr', ['nodes.body', host.val(`"base":"${nvr}"`)]).as('bases'))
    .select((host) => host.selectFrom('node_keys').select(({ fn }) => fn.countAll<number>().as('count')).whereRef('node_keys.host_id', '=', 'hosts.id').where('node_keys.revoked_at', 'is', null).as('keys'))
    .select((host) => host.selectFrom('rollout_nodes')
      .innerJoin('rollouts', 'rollouts.id', 'rollout_nodes.rollout_id').select('rollouts.title')
      .whereRef('rollout_nodes.host_id', '=', 'hosts.id').where('rollout_nodes.state', 'in', unfinishedStates)
      .where('rollouts.state', 'in', ['running', 'paused']).where('rollouts.id', '!=', rolloutId).limit(1).as('rollout'));
}

/** The hosts whose profile follows a channel, or those that are named. Ids that no host has are left out. */
export function* candidatesFor({ channel, hosts, nvr }: { readonly channel: string; readonly hosts: readonly string[] | undefined; readonly nvr: string }, now: number): Work<Candidate[]> {
  const all = selectCandidates(nvr, '');
  const chosen = hosts === undefined ? all.where('profiles.channel', '=', channel) : all.where('hosts.id', 'in', hosts);
  return (yield* rowsOf(chosen, Row)).map((row) => candidateOf(row, nvr, now));
}

const Member = z.object({ host_id: z.string(), hostname: z.string() });

/** The nodes of a wave in one of some states, with what is known of them now; a host that is gone has neither profile nor key. */
export function* candidatesOfWave({ id: rolloutId, nvr }: Pick<RolloutRow, 'id' | 'nvr'>, wave: number, states: readonly RolloutNodeState[], now: number): Work<Candidate[]> {
  const wanted = queries.selectFrom('rollout_nodes').where('rollout_id', '=', rolloutId).where('wave', '=', wave).where('state', 'in', states);
  const members = yield* rowsOf(wanted.select(['host_id', 'hostname']).orderBy('hostname').orderBy('host_id'), Member);
  const found = yield* rowsOf(selectCandidates(nvr, rolloutId).where('hosts.id', 'in', wanted.select('host_id')), Row);
  const byId = new Map(found.map((row) => [row.id, candidateOf(row, nvr, now)]));
  return members.map(({ host_id: id, hostname }) => byId.get(id) ?? { id, hostname, target: null, channel: null, hasKey: false, node: null, pin: null, wish: null, rollout: null });
}
