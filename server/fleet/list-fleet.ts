// SPDX-License-Identifier: GPL-2.0-or-later
// The list of nodes: filtered, searched, page by page, with the counts of all filters; and how many run what.

import { z } from 'zod';
import { ChannelId } from '#kickstart/catalogue/image.ts';
import { openWishStates } from '#kickstart/fleet/states.ts';
import { fleetFilters, type FleetList, type FleetSummary } from '#kickstart/fleet/view.ts';
import { pageOf, PageRequest, readCursor } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { fleetNode, type WishRow } from './node-view.ts';
import { channelOfHost, conditionOf, countFleet, countNames, searchFleet, selectFleet, withColumns } from './select-nodes.ts';

export const FleetRequest = z.strictObject({
  ...PageRequest,
  filter: z.enum(fleetFilters, `The filter is one of: ${fleetFilters.join(', ')}.`).optional(),
  /** Only nodes whose channel is this one. */
  channel: ChannelId.optional(),
});
export type FleetRequest = z.infer<typeof FleetRequest>;

export type ListFleet = ({ outcome: 'listed' } & FleetList) | { outcome: 'invalid'; errors: FieldProblem[] };

/** One page of the fleet, by host id. */
export async function listFleet(store: Store, request: FleetRequest): Promise<ListFleet> {
  const after = request.cursor === undefined ? '' : readCursor(request.cursor);
  if (after === undefined) return { outcome: 'invalid', errors: [{ path: 'cursor', message: 'This is not a cursor that a list gave. Start again without one.' }] };
  const { database } = store;
  const now = store.now();
  let matching = searchFleet(selectFleet(database), request.search ?? '');
  if (request.channel !== undefined) matching = matching.where(channelOfHost, '=', request.channel);
  if (request.filter !== undefined) matching = matching.where(conditionOf(request.filter, now));
  const counts = await countFleet(database, now);
  const isCounted = request.channel === undefined && request.search === undefined;
  const total = isCounted ? counts[request.filter === undefined ? 'all' : countNames[request.filter]] : (await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow()).total;
  const rows = await withColumns(matching).where('hosts.id', '>', after).orderBy('hosts.id').limit(request.limit + 1).execute();
  const wishes = await openWishes(database, rows.map(({ id }) => id));
  const { items, next } = pageOf(rows, request.limit, total, (row) => fleetNode(row, wishes.get(row.id), now));
  return { outcome: 'listed', items, next: next ?? null, total, counts };
}

/** What is still wanted of these hosts, by host. */
export async function openWishes(database: Database, hostIds: readonly string[]): Promise<Map<string, WishRow>> {
  const rows = await database.selectFrom('node_wishes').selectAll().where('host_id', 'in', hostIds).where('state', 'in', openWishStates).execute();
  return new Map(rows.map((row) => [row.host_id, row]));
}

/** The counts, and how many nodes run each image, the most common first. */
export async function summarizeFleet(store: Store): Promise<FleetSummary> {
  const images = await store.database.selectFrom('nodes').select(['nvr', ({ fn }) => fn.countAll<number>().as('count')]).groupBy('nvr').orderBy('count', 'desc').orderBy('nvr').execute();
  return { counts: await countFleet(store.database, store.now()), images };
}
