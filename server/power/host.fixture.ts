// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: a store with one host, node1, and an installation of it in any state.

import type { InstallationState } from '#kickstart/lifecycle/states.ts';
import { Host } from '#kickstart/profile/host.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { openTestStore, type TestStore } from '../store/store.fixture.ts';
import type { Database } from '../store/tables.ts';

/** Writes host node1 and its profile: power control asks for no more than that they are there. */
export async function addHost(database: Database): Promise<void> {
  const profile = Profile.parse({ id: 'node', title: 'Node', target: 'centos9', image: { url: 'http://192.0.2.1/node.squashfs', checksum: 'a'.repeat(64) }, storage: { disk: { by: 'device', device: 'vda' } } });
  const host = Host.parse({ id: 'node1', hostname: 'node1.example.com', macs: ['52:54:00:00:00:01'], profile: 'node' });
  const row = { number: 1, search_text: '', revision: 1, updated_at: 0 };
  await database.insertInto('profiles').values({ ...row, id: 'node', title: 'Node', target: 'centos9', body: JSON.stringify(profile), secrets: '{}' }).execute();
  await database.insertInto('hosts').values({ ...row, id: 'node1', hostname: 'node1.example.com', profile_id: 'node', body: JSON.stringify(host) }).execute();
}

export async function openStoreWithHost(): Promise<TestStore> {
  const store = await openTestStore();
  await addHost(store.database);
  return store;
}

/** Gives node1 a current installation. */
export async function addInstallation(database: Database, id: string, state: InstallationState): Promise<void> {
  await database
    .insertInto('installations')
    .values({
      id, host_id: 'node1', is_current: 1, state, armed_at: 0, armed_by: null, expires_at: 0, is_rehearsal: 0, decision: null, token_hash: id, opened_at: null, opened_from: null,
      fetches: 0, stage: 'armed', stage_at: 0, deadline: null, image_bytes: 0, image_size: null,
    })
    .execute();
}

/** The timeline of an installation. */
export async function eventsOf(database: Database, id: string): Promise<{ kind: string; actor: string | null; detail: unknown }[]> {
  const rows = await database.selectFrom('installation_events').select(['kind', 'actor', 'detail']).where('installation_id', '=', id).orderBy('number').execute();
  return rows.map(({ kind, actor, detail }) => {
    const read: unknown = JSON.parse(detail ?? 'null');
    return { kind, actor, detail: read };
  });
}
