// SPDX-License-Identifier: GPL-2.0-or-later
// What people decide of an image: it is offered no longer, or again, or it goes. Never under somebody who uses it.

import { z } from 'zod';
import type { Site } from '../installations/installability.ts';
import type { Store } from '../store/store.ts';
import { findCatalogued, type ImageUsers, imageUsers } from './catalogue.ts';
import { setAside } from './image-store.ts';

export const RetireRequest = z.strictObject({ reason: z.string().trim().max(500, 'At most 500 characters.').default('') });

/** `in use`: who stands against it. `quarantined`: its bytes are not what its hash says, so neither word would mean anything. */
export type ChangeImage = { readonly outcome: 'changed' | 'missing' | 'quarantined' } | { readonly outcome: 'in use'; readonly users: ImageUsers };

/** Offers an image to nobody new; whoever uses it keeps it. Not while a channel has it: whoever follows the channel would get it anew. */
export async function retireImage(store: Store, site: Site, sha256: string, reason: string): Promise<ChangeImage> {
  return store.write(async (transaction) => {
    const image = await findCatalogued(transaction, sha256);
    if (image === undefined) return { outcome: 'missing' };
    if (image.state === 'quarantined') return { outcome: 'quarantined' };
    const users = await imageUsers(transaction, site, sha256, store.now());
    if (users.channels.length > 0) return { outcome: 'in use', users };
    await transaction.updateTable('images').set({ state: 'retired', state_reason: reason === '' ? null : reason }).where('sha256', '=', sha256).execute();
    return { outcome: 'changed' };
  });
}

/** Offers a retired image again. */
export async function restoreImage(store: Store, sha256: string): Promise<ChangeImage> {
  return store.write(async (transaction) => {
    const image = await findCatalogued(transaction, sha256);
    if (image === undefined) return { outcome: 'missing' };
    if (image.state === 'quarantined') return { outcome: 'quarantined' };
    await transaction.updateTable('images').set({ state: 'available', state_reason: null }).where('sha256', '=', sha256).execute();
    return { outcome: 'changed' };
  });
}

export type DeleteImage = { readonly outcome: 'missing' } | { readonly outcome: 'deleted' | 'in use'; readonly users: ImageUsers };

/**
 * Deletes an image with all that is known of it, unless a profile, a host that may fetch it, a channel or a roll-out uses it. Images customized from it stay:
 * they hold everything they need. Whoever downloads it now gets it to its end.
 */
export async function deleteImage(store: Store, site: Site, sha256: string): Promise<DeleteImage> {
  let aside: Awaited<ReturnType<typeof setAside>> | undefined;
  try {
    const answer = await store.write(async (transaction): Promise<DeleteImage> => {
      const image = await findCatalogued(transaction, sha256);
      if (image === undefined) return { outcome: 'missing' };
      const users = await imageUsers(transaction, site, sha256, store.now());
      if (users.profiles.length + users.hosts.length + users.channels.length + users.rollouts.length > 0) return { outcome: 'in use', users };
      await transaction.deleteFrom('images').where('sha256', '=', sha256).execute();
      // Within the transaction: whoever arms a host next finds neither row nor file.
      aside = await setAside(site.dataDirectory, sha256);
      return { outcome: 'deleted', users };
    });
    await aside?.remove();
    return answer;
  } catch (error) {
    await aside?.putBack();
    throw error;
  }
}
