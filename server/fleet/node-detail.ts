// SPDX-License-Identifier: GPL-2.0-or-later
// One node with its history, and the log of one of its reports.

import { sql } from 'kysely';
import { MOST_EVENTS, MOST_WISHES, type NodeDetail } from '#kickstart/fleet/view.ts';
import type { Store } from '../store/store.ts';
import { openWishes } from './list-fleet.ts';
import { bodyOf, eventView, fleetNode, keyView, wishView } from './node-view.ts';
import { pinEvents } from './pins.ts';
import { selectHosts, withColumns } from './select-nodes.ts';

/** Undefined for an unknown host; one that never checked in has nothing in it. */
export async function readNode(store: Store, hostId: string): Promise<NodeDetail | undefined> {
  const { database } = store;
  const row = await withColumns(selectHosts(database)).where('hosts.id', '=', hostId).executeTakeFirst();
  if (row === undefined) return undefined;
  const open = await openWishes(database, [hostId]);
  const events = await database
    .selectFrom('node_events')
    .select(['number', 'host_id', 'at', 'said_at', 'operation', 'kind', 'wish_id', 'step', 'nvr', 'layer', 'reason', sql<number>`log IS NOT NULL`.as('has_log')])
    .where('host_id', '=', hostId).orderBy('number', 'desc').limit(MOST_EVENTS).execute();
  const keys = await database
    .selectFrom('node_keys').selectAll()
    .select(sql<number>`EXISTS (SELECT 1 FROM installations WHERE installations.id = node_keys.origin)`.as('is_from_installation'))
    .where('host_id', '=', hostId).orderBy('created_at', 'desc').execute();
  const wishes = await database.selectFrom('node_wishes').selectAll().where('host_id', '=', hostId).orderBy('number', 'desc').limit(MOST_WISHES).execute();
  return {
    ...fleetNode(row, open.get(hostId), store.now()),
    body: bodyOf(row) ?? null, address: row.address, events: events.map(eventView), keys: keys.map(keyView), wishes: wishes.map(wishView), pins: await pinEvents(database, hostId),
  };
}

/** The log that came with a report; undefined when there is none (any more). */
export async function readEventLog(store: Store, hostId: string, number: number): Promise<string | undefined> {
  const row = await store.database.selectFrom('node_events').select('log').where('host_id', '=', hostId).where('number', '=', number).executeTakeFirst();
  return row?.log ?? undefined;
}
