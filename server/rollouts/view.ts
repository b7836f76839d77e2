// SPDX-License-Identifier: GPL-2.0-or-later
// Roll-outs as people see them: the list, one with its waves and its history, and its nodes.

import { z } from 'zod';
import {
  LEFT_OUT, MOST_ROLLOUT_EVENTS, type RolloutCounts, type RolloutDetail, type RolloutEvent, RolloutEventDetail, rolloutEventKinds, type RolloutNode, type RolloutSummary,
} from '#kickstart/fleet/rollout-view.ts';
import { afterDeed, failuresOf, hasEnded } from '#kickstart/fleet/rollout.ts';
import { openWishStates, rolloutNodeStates, rolloutStates } from '#kickstart/fleet/states.ts';
import { cursorOf, PageRequest, readCursor } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import type { Database } from '../store/tables.ts';
import { findRollout, noCounts, ROLLOUT_COLUMNS, type RolloutRow } from './rows.ts';
import { runIn } from './statements.ts';
import { returning } from './take-back.ts';

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
const momentOrNull = (milliseconds: number | null): string | null => (milliseconds === null ? null : moment(milliseconds));

type Waves = ReadonlyMap<number, RolloutCounts>;

/** Counts by wave of each of some roll-outs. */
async function countsOf(database: Database, ids: readonly string[]): Promise<Map<string, Map<number, RolloutCounts>>> {
  const rows = ids.length === 0 ? [] : await database
    .selectFrom('rollout_nodes').select(['rollout_id', 'wave', 'state']).select(({ fn }) => fn.countAll<number>().as('count')).where('rollout_id', 'in', ids).groupBy(['rollout_id', 'wave', 'state']).execute();
  const all = new Map<string, Map<number, RolloutCounts>>(ids.map((id) => [id, new Map<number, RolloutCounts>()]));
  for (const { rollout_id: id, wave, state, count } of rows) {
    const waves = all.get(id);
    const counts = waves?.get(wave) ?? noCounts();
    counts[state] = count;
    waves?.set(wave, counts);
  }
  return all;
}

const sum = (counts: RolloutCounts): number => Object.values(counts).reduce((total, count) => total + count, 0);

function summaryOf(row: RolloutRow, waves: Waves): RolloutSummary {
  const counts = noCounts();
  for (const [wave, some] of waves) if (wave !== LEFT_OUT) for (const state of rolloutNodeStates) counts[state] += some[state];
  const total = sum(counts);
  const ended = rolloutNodeStates.filter(hasEnded).reduce((count, state) => count + counts[state], 0);
  const leftOut = waves.get(LEFT_OUT);
  return {
    id: row.id, title: row.title, channel: row.channel_id, sha256: row.sha256, nvr: row.nvr, state: row.state, reason: row.reason, wave: row.wave, waves: row.waves,
    allowedFailures: row.allowed_failures, nodeMinutes: row.node_minutes, soakMinutes: row.soak_minutes, nextWaveAt: momentOrNull(row.soak_until), reboot: row.reboot, madeAt: moment(row.made_at), madeBy: row.made_by, changedAt: moment(row.changed_at), endedAt: momentOrNull(row.ended_at),
    counts, total, leftOut: leftOut === undefined ? 0 : sum(leftOut), fraction: total === 0 ? 1 : Math.floor((ended / total) * 1000) / 1000,
  };
}

export const RolloutListRequest = z.strictObject({
  /** `active`: running or paused. */
  state: z.enum([...rolloutStates, 'active'], `The state is one of: ${rolloutStates.join(', ')}, active.`).optional(),
  /** Only those of this channel. */
  channel: z.string().max(63, 'A channel id has at most 63 characters.').optional(),
  cursor: PageRequest.cursor,
  limit: PageRequest.limit,
});
export type RolloutListRequest = z.infer<typeof RolloutListRequest>;

type Listed<Item> = { readonly outcome: 'listed'; readonly items: Item[]; readonly next: string | undefined; readonly total: number } | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] };

const NO_CURSOR: FieldProblem = { path: 'cursor', message: 'This is not a cursor that a list gave. Start again without one.' };

/** One page of the roll-outs that fit, newest first. */
export async function listRollouts(database: Database, { state, channel, cursor, limit }: RolloutListRequest): Promise<Listed<RolloutSummary>> {
  const last = cursor === undefined ? undefined : Number(readCursor(cursor));
  if (last !== undefined && !Number.isSafeInteger(last)) return { outcome: 'invalid', errors: [NO_CURSOR] };
  let matching = database.selectFrom('rollouts');
  if (state !== undefined) matching = matching.where('state', 'in', state === 'active' ? ['running', 'paused'] : [state]);
  if (channel !== undefined) matching = matching.where('channel_id', '=', channel);
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rest = last === undefined ? matching : matching.where('number', '<', last);
  const rows = await rest.select(ROLLOUT_COLUMNS).orderBy('number', 'desc').limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  const counts = await countsOf(database, shown.map(({ id }) => id));
  const end = shown.at(-1);
  const items = shown.map((row) => summaryOf(row, counts.get(row.id) ?? new Map()));
  return { outcome: 'listed', items, next: rows.length > limit && end !== undefined ? cursorOf(String(end.number)) : undefined, total };
}

/** Undefined when there is none. */
export async function rolloutSummary(database: Database, id: string): Promise<RolloutSummary | undefined> {
  const row = await runIn(database, findRollout(id));
  return row && summaryOf(row, (await countsOf(database, [id])).get(id) ?? new Map());
}

/** One with its waves, its history, and what can be done with it; undefined when there is none. */
export async function rolloutDetail(database: Database, id: string): Promise<RolloutDetail | undefined> {
  const row = await runIn(database, findRollout(id));
  if (row === undefined) return undefined;
  const waves = (await countsOf(database, [id])).get(id) ?? new Map<number, RolloutCounts>();
  const open = waves.get(row.wave);
  const { back } = await runIn(database, returning(row));
  const goingBack = await database
    .selectFrom('node_wishes').select(({ fn }) => fn.countAll<number>().as('count')).where('rollout_id', '=', id).where('state', 'in', openWishStates).where('action', '=', 'rollback').executeTakeFirstOrThrow();
  const can = (deed: 'pause' | 'resume' | 'stop') => afterDeed(row.state, deed) !== undefined;
  return {
    ...summaryOf(row, waves),
    acceptedFailures: row.accepted_failures,
    waveCounts: [...waves].filter(([wave]) => wave !== LEFT_OUT).sort(([one], [other]) => one - other).map(([wave, counts]) => ({ wave, total: sum(counts), counts })),
    events: await eventsOf(database, id),
    may: { pause: can('pause'), resume: can('resume'), stop: can('stop'), retry: can('resume') && open !== undefined ? failuresOf(open) : 0, rollback: back.length },
    goingBack: goingBack.count,
  };
}

async function eventsOf(database: Database, id: string): Promise<RolloutEvent[]> {
  const rows = await database.selectFrom('rollout_events').select(['number', 'at', 'kind', 'actor', 'detail']).where('rollout_id', '=', id).orderBy('number', 'desc').limit(MOST_ROLLOUT_EVENTS).execute();
  return rows.reverse().map(({ number, at, kind, actor, detail }) => ({
    number, at: moment(at), kind: z.enum(rolloutEventKinds).parse(kind), actor, detail: detail === null ? {} : RolloutEventDetail.parse(JSON.parse(detail)),
  }));
}

export const RolloutNodesRequest = z.strictObject({
  state: z.enum(rolloutNodeStates, `The state is one of: ${rolloutNodeStates.join(', ')}.`).optional(),
  wave: z.coerce.number({ error: 'The wave is a number, from 0.' }).int('The wave is a whole number.').min(LEFT_OUT, 'Waves begin with 0.').optional(),
  search: PageRequest.search,
  cursor: PageRequest.cursor,
  limit: PageRequest.limit,
});
export type RolloutNodesRequest = z.infer<typeof RolloutNodesRequest>;

/** What a page of nodes starts after. */
const After = z.tuple([z.number(), z.string(), z.string()]);

function afterCursor(cursor: string): z.infer<typeof After> | undefined {
  try {
    return After.parse(JSON.parse(readCursor(cursor) ?? ''));
  } catch {
    return undefined; // Not one of ours.
  }
}

/** One page of the nodes of a roll-out, by wave and name; those that were left out from the beginning come first. */
export async function listRolloutNodes(database: Database, id: string, { state, wave, search, cursor, limit }: RolloutNodesRequest): Promise<Listed<RolloutNode>> {
  const after = cursor === undefined ? undefined : afterCursor(cursor);
  if (cursor !== undefined && after === undefined) return { outcome: 'invalid', errors: [NO_CURSOR] };
  let matching = database.selectFrom('rollout_nodes as member').where('member.rollout_id', '=', id);
  if (state !== undefined) matching = matching.where('member.state', '=', state);
  if (wave !== undefined) matching = matching.where('member.wave', '=', wave);
  if (search !== undefined) matching = matching.where((member) => member(member.fn<number>('instr', ['member.hostname', member.val(search.toLowerCase())]), '>', 0));
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rest = after === undefined ? matching : matching.where((member) => member(member.refTuple('member.wave', 'member.hostname', 'member.host_id'), '>', member.tuple(...after)));
  const rows = await rest
    .leftJoin('hosts', 'hosts.id', 'member.host_id')
    .leftJoin('node_wishes as last', 'last.id', 'member.wish_id')
    .select(['member.host_id', 'member.hostname', 'member.wave', 'member.state', 'member.reason', 'member.before_layer', 'member.deadline', 'member.changed_at', 'hosts.id as host', 'last.id as wish', 'last.action', 'last.state as wish_state', 'last.step', 'last.permille'])
    .orderBy('member.wave').orderBy('member.hostname').orderBy('member.host_id').limit(limit + 1).execute();
  const shown = rows.slice(0, limit);
  const end = shown.at(-1);
  const next = rows.length > limit && end !== undefined ? cursorOf(JSON.stringify([end.wave, end.hostname, end.host_id])) : undefined;
  return { outcome: 'listed', items: shown.map(nodeOf), next, total };
}

type NodeRow = {
  host_id: string; hostname: string; wave: number; state: RolloutNode['state']; reason: string | null; before_layer: string | null; deadline: number | null; changed_at: number; host: string | null;
  wish: string | null; action: NonNullable<RolloutNode['wish']>['action'] | null; wish_state: NonNullable<RolloutNode['wish']>['state'] | null; step: NonNullable<RolloutNode['wish']>['step']; permille: number | null;
};

function nodeOf({ wish, action, wish_state: state, ...row }: NodeRow): RolloutNode {
  return {
    hostId: row.host_id, hostname: row.hostname, isDeleted: row.host === null, wave: row.wave, state: row.state, reason: row.reason,
    wish: wish === null || action === null || state === null ? null : { id: wish, action, state, step: row.step, permille: row.permille },
    beforeLayer: row.before_layer, deadline: momentOrNull(row.deadline), changedAt: moment(row.changed_at),
  };
}
