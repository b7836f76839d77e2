// SPDX-License-Identifier: GPL-2.0-or-later
// An installation as people see it: where it is, how it came there, what was lost on the way, and what was given out.

import { createHash } from 'node:crypto';
import { type HostState, stateAt } from '#kickstart/lifecycle/states.ts';
import { isAfter, type Stage, stages } from '#kickstart/lifecycle/stages.ts';
import { maskSecrets } from '#kickstart/profile/secrets.ts';
import { renderKickstart } from '#kickstart/render.ts';
import { openProfile, readHost, readMaskedProfile } from '../store/sealed-profile.ts';
import type { Store } from '../store/store.ts';
import { currentInstallation, type Installation } from './installation.ts';
import { maskedReporting, reportingFor } from './reporting.ts';
import { servedKickstart } from './served.ts';
import { isStuck } from './stuck.ts';

/** `at` undefined: not reached, or its report was lost (`isLost`: a later stage was reached). Times in milliseconds since 1970. */
export type StageView = { stage: Stage; at: number | undefined; isLost: boolean };

export type EventView = { number: number; at: number; kind: string; address: string | undefined; actor: string | undefined; detail: unknown };

export type CurrentView = {
  id: string;
  state: HostState;
  armedAt: number;
  armedBy: string | undefined;
  armedUntil: number;
  isRehearsal: boolean;
  decision: 'approved' | 'refused' | undefined;
  openedAt: number | undefined;
  openedFrom: string | undefined;
  fetches: number;
  stage: Stage;
  stageAt: number;
  deadline: number | undefined;
  isStuck: boolean;
  imageBytes: number;
  imageSize: number | undefined;
  hasLog: boolean;
  stages: StageView[];
};

export type InstallationView = {
  current: CurrentView | undefined;
  events: EventView[];
  earlier: { id: string; state: HostState; armedAt: number; stage: Stage }[];
  served: { sha256: string; at: number; address: string; isChanged: boolean } | undefined;
};

/** The newest events of one timeline that are shown; a good installation has about ten. */
const MOST_EVENTS = 200;

/** Undefined when there is no such host. @param bootUrl for the text that would be given out now. */
export async function readInstallation(store: Store, hostId: string, bootUrl: string): Promise<InstallationView | undefined> {
  const { database } = store;
  const row = await database
    .selectFrom('hosts')
    .innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
    .select(['hosts.body', 'profiles.body as profile_body', 'profiles.secrets'])
    .where('hosts.id', '=', hostId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const now = store.now();
  const current = await currentInstallation(database, hostId);
  const earlier = await database
    .selectFrom('installations').select(['id', 'state', 'armed_at', 'expires_at', 'stage']).where('host_id', '=', hostId).where('is_current', '=', 0).orderBy('armed_at', 'desc').execute();
  const listed = earlier.map(({ id, state, armed_at, expires_at, stage }) => ({ id, state: stateAt(state, expires_at, now), armedAt: armed_at, stage }));
  if (current === undefined) return { current: undefined, events: [], earlier: listed, served: undefined };
  const events = await readEvents(store, current, now);
  const log = await database.selectFrom('installation_logs').select('installation_id').where('installation_id', '=', current.id).executeTakeFirst();
  const served = await servedKickstart(database, current.id);
  return {
    current: currentView(current, events, now, { hasLog: log !== undefined, hasLayout: readMaskedProfile({ body: row.profile_body }).layout.init || events.some(({ kind }) => kind === 'layout') }),
    events,
    earlier: listed,
    served: served && { sha256: served.sha256, at: served.at, address: served.address, isChanged: served.sha256 !== presentHash(store, row, current, bootUrl) },
  };
}

type DocumentRow = { body: string; profile_body: string; secrets: string };

/** The kickstart as it would be given out now; undefined when a newer rule no longer lets it be written. */
export function presentKickstart(store: Store, row: DocumentRow, installation: Installation, bootUrl: string): { exact: string; masked: string } | undefined {
  const profile = openProfile(store.vault, { body: row.profile_body, secrets: row.secrets });
  const host = readHost(row);
  try {
    return {
      exact: renderKickstart(profile, host, reportingFor(store, installation, bootUrl)).text,
      masked: renderKickstart(maskSecrets(profile), host, maskedReporting(installation, bootUrl)).text,
    };
  } catch {
    return undefined; // It is changed for certain, and the page of the host says what cannot be written.
  }
}

function presentHash(store: Store, row: DocumentRow, installation: Installation, bootUrl: string): string | undefined {
  const present = presentKickstart(store, row, installation, bootUrl);
  return present && createHash('sha256').update(present.exact).digest('hex');
}

async function readEvents({ database }: Store, current: Installation, now: number): Promise<EventView[]> {
  const rows = await database.selectFrom('installation_events').selectAll().where('installation_id', '=', current.id).orderBy('number', 'desc').limit(MOST_EVENTS).execute();
  const events = rows.reverse().map((row): EventView => ({
    number: row.number, at: row.at, kind: row.kind, address: row.address ?? undefined, actor: row.actor ?? undefined, detail: row.detail === null ? undefined : parsed(row.detail),
  }));
  // Nothing happens when a time is over, so nobody could note it: the clock tells it.
  const hasExpired = stateAt(current.state, current.expires_at, now) === 'expired';
  const expired = { number: (events.at(-1)?.number ?? 0) + 1, at: current.expires_at, kind: 'expired', address: undefined, actor: undefined, detail: undefined };
  return hasExpired ? [...events, expired] : events;
}

function parsed(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return value;
}

/** Stages that some installations do not have. */
function isExpected(stage: Stage, current: Installation, hasLayout: boolean): boolean {
  if (stage === 'waiting' || stage === 'approved') return current.is_rehearsal === 1;
  return stage !== 'layout' || hasLayout;
}

function currentView(current: Installation, events: readonly EventView[], now: number, { hasLog, hasLayout }: { hasLog: boolean; hasLayout: boolean }): CurrentView {
  const at = (stage: Stage) => events.find(({ kind }) => kind === stage)?.at;
  return {
    id: current.id,
    state: stateAt(current.state, current.expires_at, now),
    armedAt: current.armed_at,
    armedBy: current.armed_by ?? undefined,
    armedUntil: current.expires_at,
    isRehearsal: current.is_rehearsal === 1,
    decision: current.decision ?? undefined,
    openedAt: current.opened_at ?? undefined,
    openedFrom: current.opened_from ?? undefined,
    fetches: current.fetches,
    stage: current.stage,
    stageAt: current.stage_at,
    deadline: current.deadline ?? undefined,
    isStuck: isStuck(current, now),
    imageBytes: current.image_bytes,
    imageSize: current.image_size ?? undefined,
    hasLog,
    stages: stages.filter((stage) => isExpected(stage, current, hasLayout)).map((stage) => ({ stage, at: at(stage), isLost: at(stage) === undefined && isAfter(current.stage, stage) })),
  };
}
