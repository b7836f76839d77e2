// SPDX-License-Identifier: GPL-2.0-or-later
// For tests: hosts of a fleet with what their nodes said, images in channels, straight in the store.

import type { CheckInBody } from '#kickstart/fleet/wire.ts';
import { checkInBody } from '../boot/node.fixture.ts';
import { createNodeNotes } from '../boot/node-notes.ts';
import { openBootStore } from '../store/boot-store.ts';
import type { TestStore } from '../store/store.fixture.ts';
import type { Tables } from '../store/tables.ts';

/** Puts a published image into a channel, which is made when there is none. @returns its sha256 */
export async function publish({ database, now }: TestStore, channel: string, nvr: string | null, more: Partial<Tables['images']> = {}): Promise<string> {
  const made = Buffer.from(`${channel} ${nvr ?? ''}`).toString('hex').padEnd(64, '0').slice(0, 64);
  const image = { sha256: made, name: 'node.squashfs', size: 1000, nvr, target: 'centos9', arch: 'x86_64', state: 'available' as const, state_reason: null, origin: 'file' as const, source: null, parent: null, made_from: null, signature: null, signer: null, added_at: 1, added_by: null, hashed_at: 1, ...more };
  const { sha256 } = image;
  await database.insertInto('images').values(image).onConflict((conflict) => conflict.doNothing()).execute();
  await database.insertInto('channels').values({ id: channel, title: channel, target: 'centos9', sha256, revision: now(), updated_at: now() }).onConflict((conflict) => conflict.column('id').doUpdateSet({ sha256 })).execute();
  await database.insertInto('channel_moves').values({ channel_id: channel, at: now(), actor: null, kind: 'publish', sha256, before: null, override: null }).execute();
  return sha256;
}

/** Notes check-ins as the boot plane does. */
export function checkIn(store: TestStore, said: readonly { readonly id: string; readonly body?: Partial<CheckInBody> }[]): void {
  const boot = openBootStore(store.directory);
  const failed = (error: unknown) => {
    throw error;
  };
  const notes = createNodeNotes(boot, { storeFails: failed }, 300);
  for (const { id, body } of said) notes.note(id, { body: checkInBody(body), address: '192.0.2.7', now: store.now() });
  notes.stop();
  boot.close();
}
