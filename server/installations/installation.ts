// SPDX-License-Identifier: GPL-2.0-or-later
// One installation in the database, as the admin plane and the command line change it: its state by the state machine, its timeline by events.

import type { Selectable } from 'kysely';
import { type LifecycleEvent, nextState, stateAt } from '#kickstart/lifecycle/states.ts';
import type { Database, Tables } from '../store/tables.ts';

export type Installation = Selectable<Tables['installations']>;

export type NewEvent = { at: number; kind: string; actor?: string | undefined; detail?: object };

/** The newest installation of a host. */
export async function currentInstallation(database: Database, hostId: string): Promise<Installation | undefined> {
  return database.selectFrom('installations').selectAll().where('host_id', '=', hostId).where('is_current', '=', 1).executeTakeFirst();
}

export async function addEvent(database: Database, installationId: string, { at, kind, actor, detail }: NewEvent): Promise<void> {
  const row = { installation_id: installationId, at, kind, address: null, actor: actor ?? null, detail: detail === undefined ? null : JSON.stringify(detail) };
  await database.insertInto('installation_events').values(row).execute();
}

/** Takes the installation to where `happened` leads, and notes `event`. Returns false, and changes nothing, when that cannot happen now or changes nothing. */
export async function changeState(database: Database, installation: Installation, happened: LifecycleEvent, now: number, event: NewEvent): Promise<boolean> {
  const state = nextState(stateAt(installation.state, installation.expires_at, now), happened);
  if (state === undefined || state === installation.state) return false;
  await database.updateTable('installations').set({ state, deadline: null }).where('id', '=', installation.id).execute();
  await addEvent(database, installation.id, event);
  return true;
}
