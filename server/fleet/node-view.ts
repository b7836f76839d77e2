// SPDX-License-Identifier: GPL-2.0-or-later
// Rows of the fleet as the API answers them.

import type { Selectable } from 'kysely';
import type { FleetNode, NodeEvent, NodeKey, NodeWish } from '#kickstart/fleet/view.ts';
import { CheckInBody } from '#kickstart/fleet/wire.ts';
import type { Tables } from '../store/tables.ts';
import type { NodeRow } from './select-nodes.ts';

const moment = (milliseconds: number): string => new Date(milliseconds).toISOString();
const momentOrNull = (milliseconds: number | null): string | null => (milliseconds === null ? null : moment(milliseconds));

export type WishRow = Selectable<Tables['node_wishes']>;

export function wishView({ id, action, nvr, to_layer: to, state, step, permille, reason, reboot, rollout_id: rolloutId, made_at: madeAt, made_by: madeBy, changed_at: changedAt }: WishRow): NodeWish {
  return { id, action, nvr, to, state, step, permille, reason, reboot, rolloutId, madeAt: moment(madeAt), madeBy, changedAt: moment(changedAt) };
}

/** What a node said last. Undefined before the first check-in, and for one that a version of this program before kept in another form: the node says it anew soon. */
export function bodyOf({ body }: Pick<NodeRow, 'body'>): CheckInBody | undefined {
  return body === null ? undefined : CheckInBody.safeParse(JSON.parse(body)).data;
}

/** Host names and addresses of a browser's location; what a machine says beside those is no address. */
const HOST_FORM = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45})$/;

/** Where Cockpit may answer: the name that this server knows the host by, then the addresses that the node named. */
export function cockpitUrls(hostname: string, body: CheckInBody | undefined): string[] {
  const { cockpit } = body ?? { cockpit: null };
  if (cockpit === null) return [];
  const hosts = [hostname, ...cockpit.addresses].filter((host) => HOST_FORM.test(host));
  const urls = hosts.map((host) => `https://${host.includes(':') ? `[${host}]` : host}:${cockpit.port}/`);
  return [...new Set(urls.filter((url) => URL.canParse(url)))];
}

function lastOf({ last_kind: kind, last_step: step, last_nvr: nvr, last_reason: reason, last_at: at }: NodeRow): FleetNode['last'] {
  return kind === null || step === null || at === null ? null : { kind, step, nvr, reason, at: moment(at) };
}

/** @param wish what is still wanted of it. */
export function fleetNode(row: NodeRow, wish: WishRow | undefined, now: number): FleetNode {
  const body = bodyOf(row);
  const health = row.health ?? 'unknown';
  const failed = body?.health.checks.find(({ ok }) => !ok);
  return {
    id: row.id, hostname: row.hostname, profile: row.profile_id, seenAt: momentOrNull(row.seen_at), isSilent: row.silent_at !== null && row.silent_at <= now,
    nvr: row.nvr, layer: row.layer, base: body?.base ?? null, health, healthReason: health === 'ok' || failed === undefined ? null : (failed.reason ?? failed.name),
    poolPercent: body?.pool?.dataPercent ?? null, metadataPercent: body?.pool?.metadataPercent ?? null,
    channel: row.channel, channelNvr: row.channel_nvr, isBehind: row.is_behind === null ? null : row.is_behind === 1,
    last: lastOf(row), wish: wish === undefined ? null : wishView(wish),
    pin: row.pin_reason === null || row.pin_at === null ? null : { reason: row.pin_reason, at: moment(row.pin_at), actor: row.pin_actor },
    cockpitUrls: cockpitUrls(row.hostname, body), hasKey: row.has_key === 1,
  };
}

export type EventRow = Omit<Selectable<Tables['node_events']>, 'log' | 'id'> & { has_log: number };

export function eventView({ number, at, said_at: saidAt, operation, kind, wish_id: wishId, step, nvr, layer, reason, has_log: hasLog }: EventRow): NodeEvent {
  return { number, at: moment(at), saidAt: moment(saidAt), operation, kind, wishId, step, nvr, layer, reason, hasLog: hasLog === 1 };
}

export type KeyRow = Selectable<Tables['node_keys']> & { is_from_installation: number };

/** Digits of the hash that name a key to people. */
const KEY_DIGITS = 12;

export function keyView(row: KeyRow): NodeKey {
  return {
    id: row.key_hash.slice(0, KEY_DIGITS), isFromInstallation: row.is_from_installation === 1, createdAt: moment(row.created_at), createdBy: row.created_by,
    firstUsedAt: momentOrNull(row.first_used_at), revokedAt: momentOrNull(row.revoked_at), revokedBy: row.revoked_by,
  };
}
