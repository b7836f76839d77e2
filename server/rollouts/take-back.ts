// SPDX-License-Identifier: GPL-2.0-or-later
// Takes the nodes of a roll-out back to the layers that they ran before: those that have its image, and those that are about to.

import { z } from 'zod';
import { pinnedReason } from '#kickstart/fleet/rollout.ts';
import { openWishStates, rolloutNodeStates } from '#kickstart/fleet/states.ts';
import { Wanted } from '#kickstart/fleet/wire.ts';
import { noteWish, type RolloutRow } from './rows.ts';
import { queries, rowsOf, type Work } from './statements.ts';
import { endWish, makeWishes } from './wishes.ts';

const Member = z.object({
  host_id: z.string(), hostname: z.string(), state: z.enum(rolloutNodeStates), before_layer: z.string().nullable(), nvr: z.string().nullable(), pin: z.string().nullable(),
  /** What is wanted of it now. */
  open: z.string().nullable(), action: Wanted.shape.action.nullable(), wanter: z.string().nullable(),
  /** When what it was asked last was told. */
  told: z.number().nullable(),
});
type Member = z.infer<typeof Member>;

export type LeftNode = { readonly id: string; readonly hostname: string; readonly reason: string };
/** `left`: nodes that are not asked although they have the image, each with its reason. */
export type TakenBack = { readonly asked: number; readonly left: readonly LeftNode[] };

type Returning = { readonly back: readonly (Member & { readonly before_layer: string })[]; readonly left: readonly LeftNode[] };

/** Who would be asked to go back now, and who not. Deleted hosts and nodes that go back already are in neither. */
export function* returning(rollout: RolloutRow): Work<Returning> {
  const members = yield* rowsOf(
    queries
      .selectFrom('rollout_nodes as member')
      .innerJoin('hosts', 'hosts.id', 'member.host_id')
      .leftJoin('nodes', 'nodes.host_id', 'member.host_id')
      .leftJoin('node_pins', 'node_pins.host_id', 'member.host_id')
      .leftJoin('node_wishes as last', 'last.id', 'member.wish_id')
      .leftJoin('node_wishes as open', (join) => join.onRef('open.host_id', '=', 'member.host_id').on('open.state', 'in', openWishStates))
      .select(['member.host_id', 'member.hostname', 'member.state', 'member.before_layer', 'nodes.nvr', 'node_pins.reason as pin', 'open.id as open', 'open.action', 'open.rollout_id as wanter', 'last.given_at as told'])
      .where('member.rollout_id', '=', rollout.id).where('member.state', 'in', ['asked', 'upgrading', 'healthy', 'failed', 'silent']).where('member.wave', '<=', rollout.wave)
      .orderBy('member.wave').orderBy('member.hostname'),
    Member,
  );
  const back: Returning['back'][number][] = [];
  const left: LeftNode[] = [];
  for (const member of members.filter((each) => mayHaveImage(each, rollout) && !isGoingBack(each, rollout))) {
    const reason = whyLeft(member, rollout);
    if (member.before_layer === null) left.push(leftNode(member, 'Nobody knows which layer it ran before.'));
    else if (reason !== undefined) left.push(leftNode(member, reason));
    else back.push({ ...member, before_layer: member.before_layer });
  }
  return { back, left };
}

const leftNode = ({ host_id: id, hostname }: Member, reason: string): LeftNode => ({ id, hostname, reason });

/** Of nodes that failed or are silent, those that said that they run the image, or were told and may. */
function mayHaveImage({ state, nvr, told }: Member, rollout: RolloutRow): boolean {
  if (state === 'failed') return nvr === rollout.nvr;
  return state === 'silent' ? nvr === rollout.nvr || told !== null : true;
}

function isGoingBack({ action, wanter }: Member, { id }: RolloutRow): boolean {
  return action === 'rollback' && wanter === id;
}

function whyLeft({ pin, nvr, before_layer: before, open, wanter, action }: Member, rollout: RolloutRow): string | undefined {
  if (pin !== null) return pinnedReason(pin);
  if (open !== null && wanter !== rollout.id) return `It is asked to ${action === 'rollback' ? 'go back' : 'upgrade'} already.`;
  // A node that has just come up may not have checked in with its new layer yet.
  const isElsewhere = nvr !== null && nvr !== rollout.nvr && nvr !== before?.replace(/\+[0-9]+$/, '');
  return isElsewhere ? `It runs ${nvr} now.` : undefined;
}

/** Asks them. An upgrade that is under way goes on to its end on the node, and going back comes next. */
export function* takeBack(rollout: RolloutRow, { reboot, by, now }: { readonly reboot: RolloutRow['reboot']; readonly by: string | null; readonly now: number }): Work<TakenBack> {
  const { back, left } = yield* returning(rollout);
  for (const { open } of back) {
    if (open !== null) yield* endWish(open, 'cancelled', 'The roll-out was taken back.', { now });
  }
  const ids = yield* makeWishes(rollout, back.map(({ host_id: hostId, before_layer: to }) => ({ hostId, to })), { action: 'rollback', reboot, by, now });
  for (const [hostId, wishId] of ids) yield* noteWish(rollout.id, hostId, wishId);
  return { asked: back.length, left };
}
