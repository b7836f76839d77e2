// SPDX-License-Identifier: GPL-2.0-or-later
// Watches the open wave of roll-outs that want it to stay healthy for a while: which of its nodes do not hold, and whether all the others do.

import { z } from 'zod';
import { failureStates, type NodeChange, nodeUnderWatch } from '#kickstart/fleet/rollout.ts';
import { openWishStates } from '#kickstart/fleet/states.ts';
import { CheckInBody, healthWords } from '#kickstart/fleet/wire.ts';
import type { RolloutRow } from './rows.ts';
import { perform, queries, rowsOf, type Work } from './statements.ts';

const Open = z.object({ id: z.string(), nvr: z.string(), node_minutes: z.number(), soak_until: z.number() });

const Watched = z.object({
  rollout_id: z.string(), host_id: z.string(), hostname: z.string(), since: z.number(), seen_at: z.number().nullable(), silent_at: z.number().nullable(), health: z.enum(healthWords).nullable(), nvr: z.string().nullable(), body: z.string().nullable(),
});

/** A roll-out whose open wave is watched. `fallen`: nodes that do not hold. `isOver`: the time is, and every node holds. */
export type Watch = { readonly rolloutId: string; readonly fallen: readonly { readonly hostId: string; readonly hostname: string; readonly change: NodeChange }[]; readonly isOver: boolean };

/** Every watch of now. */
export function* watches(now: number): Work<Watch[]> {
  const open = yield* rowsOf(queries.selectFrom('rollouts').select(['id', 'nvr', 'node_minutes', 'soak_until']).where('state', '=', 'running').where('soak_until', 'is not', null), Open);
  const nodes = open.length === 0 ? [] : yield* rowsOf(conspicuous(now), Watched);
  return open.map(({ id, nvr, node_minutes: nodeMinutes, soak_until: until }) => {
    const found = nodes.filter((node) => node.rollout_id === id).map((node) => ({ ...node, became: nodeUnderWatch(seenOf(node), { nvr, nodeMinutes }, now) }));
    const fallen = found.flatMap(({ host_id: hostId, hostname, became }) => (typeof became === 'string' ? [] : [{ hostId, hostname, change: became }]));
    return { rolloutId: id, fallen, isOver: until <= now && found.every(({ became }) => became !== 'unheard') };
  });
}

/** Healthy nodes that are watched and do not just hold: looked at every few seconds, the others must cost nothing. */
function conspicuous(now: number) {
  return queries
    .selectFrom('rollout_nodes as member')
    .innerJoin('rollouts', (join) => join.onRef('rollouts.id', '=', 'member.rollout_id').onRef('rollouts.wave', '=', 'member.wave'))
    // Of a deleted host nothing is waited for.
    .innerJoin('hosts', 'hosts.id', 'member.host_id')
    .leftJoin('nodes', 'nodes.host_id', 'member.host_id')
    .select(['member.rollout_id', 'member.host_id', 'member.hostname', 'member.changed_at as since', 'nodes.seen_at', 'nodes.silent_at', 'nodes.health', 'nodes.nvr', 'nodes.body'])
    .where('member.state', '=', 'healthy').where('rollouts.state', '=', 'running').where('rollouts.soak_until', 'is not', null)
    .where((node) => node.or([
      node('nodes.host_id', 'is', null), node('nodes.nvr', 'is', null), node('nodes.nvr', '!=', node.ref('rollouts.nvr')), node('nodes.health', '=', 'unhealthy'), node('nodes.silent_at', '<=', now),
      node('nodes.seen_at', '<', node.ref('member.changed_at')),
    ]));
}

function seenOf({ since, seen_at: seenAt, silent_at: silentAt, health, nvr, body }: z.infer<typeof Watched>) {
  const checks = body === null ? undefined : CheckInBody.safeParse(JSON.parse(body)).data?.health.checks;
  const failed = checks?.find(({ ok }) => !ok);
  return { healthySince: since, seenAt: seenAt ?? -1, silentAt: silentAt ?? -1, health: health ?? 'unknown', why: failed === undefined ? null : (failed.reason ?? failed.name), nvr } as const;
}

const Host = z.object({ host_id: z.string() });

/** Nodes of a watched wave that did not hold and run the image: they have nothing to upgrade, so they are watched once more. @returns how many */
export function* watchAgain({ id, nvr, wave, waves, soak_minutes: soakMinutes }: RolloutRow, now: number): Work<number> {
  if (soakMinutes === 0 || wave + 1 >= waves) return 0;
  const failed = queries.selectFrom('rollout_nodes').select('host_id').where('rollout_id', '=', id).where('wave', '=', wave).where('state', 'in', failureStates)
    .where('host_id', 'in', queries.selectFrom('nodes').select('host_id').where('nvr', '=', nvr))
    .where('host_id', 'not in', queries.selectFrom('node_wishes').select('host_id').where('state', 'in', openWishStates));
  const again = yield* rowsOf(failed, Host);
  if (again.length > 0) yield* perform(queries.updateTable('rollout_nodes').set({ state: 'healthy', reason: null, deadline: null, changed_at: now }).where('rollout_id', '=', id).where('host_id', 'in', failed));
  return again.length;
}
