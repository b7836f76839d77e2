// SPDX-License-Identifier: GPL-2.0-or-later
// The fleet in the store: each host beside its node, its pin and the image of its channel, and the conditions that filters stand for.

import { type Expression, type RawBuilder, sql, type SqlBool } from 'kysely';
import { type FleetCounts, type FleetFilter, fleetFilters, POOL_FULL } from '#kickstart/fleet/view.ts';
import { searchConditions, wordsOf } from '../store/search.ts';
import type { Database } from '../store/tables.ts';

/** The channel that counts for a host. */
export const channelOfHost = sql<string | null>`coalesce(profiles.channel, nodes.channel)`;
const hasKey = sql<number>`EXISTS (SELECT 1 FROM node_keys WHERE node_keys.host_id = hosts.id AND node_keys.revoked_at IS NULL)`;
/** Names of images are compared whole: a channel that went back to an older image is where its nodes shall be. Null where one of them is not known. */
const isBehind = sql<number | null>`nodes.nvr <> images.nvr`;

/** All hosts, joined to what the fleet knows of them. */
export function selectHosts(database: Database) {
  return database
    .selectFrom('hosts')
    .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
    .leftJoin('nodes', 'nodes.host_id', 'hosts.id')
    .leftJoin('node_pins', 'node_pins.host_id', 'hosts.id')
    .leftJoin('channels', (join) => join.on('channels.id', '=', channelOfHost))
    .leftJoin('images', 'images.sha256', 'channels.sha256');
}

/** Hosts that belong to the fleet: a node was heard of, or has a key to be. */
export function selectFleet(database: Database) {
  return selectHosts(database).where(sql<SqlBool>`(nodes.host_id IS NOT NULL OR ${hasKey})`);
}

/** The condition of a filter, at this moment (milliseconds since 1970). */
export function conditionOf(filter: FleetFilter, now: number): RawBuilder<SqlBool> {
  switch (filter) {
    case 'behind':
      return sql<SqlBool>`${isBehind}`;
    case 'rolled-back':
      return sql<SqlBool>`nodes.last_step IN ('fallen-back', 'rolled-back')`;
    case 'pool':
      return sql<SqlBool>`nodes.pool_percent > ${sql.lit(POOL_FULL)}`;
    case 'silent':
      return sql<SqlBool>`nodes.silent_at <= ${now}`;
    case 'unhealthy':
      return sql<SqlBool>`nodes.health = 'unhealthy'`;
    case 'pinned':
      return sql<SqlBool>`node_pins.host_id IS NOT NULL`;
  }
}

/** Every word is found in what the host is known by, or in the name of the layer that it runs, which holds that of its image. */
export function searchFleet(query: ReturnType<typeof selectHosts>, search: string): ReturnType<typeof selectHosts> {
  return wordsOf(search).reduce((matching, word) => {
    const byHost = sql.join(searchConditions('hosts', word), sql` AND `);
    // As a set of ids, which leads to the rows: a condition on each row would join all of them first.
    return matching.where(sql<SqlBool>`hosts.id IN (SELECT hosts.id FROM hosts WHERE ${byHost} UNION SELECT host_id FROM nodes WHERE instr(lower(layer), ${word}) > 0)`);
  }, query);
}

/** Each filter's place among the counts. */
export const countNames = { behind: 'behind', 'rolled-back': 'rolledBack', pool: 'pool', silent: 'silent', unhealthy: 'unhealthy', pinned: 'pinned' } as const satisfies Record<FleetFilter, keyof FleetCounts>;

/** How many nodes each filter finds, in one pass over the fleet. */
export async function countFleet(database: Database, now: number): Promise<FleetCounts> {
  const count = (condition: Expression<SqlBool>) => sql<number>`coalesce(sum(CASE WHEN ${condition} THEN 1 ELSE 0 END), 0)`;
  return selectFleet(database)
    .select(({ fn }) => fn.countAll<number>().as('all'))
    .select(fleetFilters.map((filter) => count(conditionOf(filter, now)).as(countNames[filter])))
    .executeTakeFirstOrThrow();
}

/** With the columns that a node is shown by. */
export function withColumns(query: ReturnType<typeof selectHosts>) {
  return query
    .select(['hosts.id', 'hosts.hostname', 'hosts.profile_id', 'nodes.seen_at', 'nodes.silent_at', 'nodes.address', 'nodes.nvr', 'nodes.layer', 'nodes.health', 'nodes.body'])
    .select(['nodes.last_kind', 'nodes.last_step', 'nodes.last_nvr', 'nodes.last_reason', 'nodes.last_at', 'node_pins.reason as pin_reason', 'node_pins.at as pin_at', 'node_pins.actor as pin_actor', 'images.nvr as channel_nvr'])
    .select([channelOfHost.as('channel'), isBehind.as('is_behind'), hasKey.as('has_key')]);
}

export type NodeRow = Awaited<ReturnType<ReturnType<typeof withColumns>['execute']>>[number];
