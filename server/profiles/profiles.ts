// SPDX-License-Identifier: GPL-2.0-or-later
// Profiles in the store: get, put, delete and clone. Documents leave with their secrets masked.

import type { Transaction } from 'kysely';
import { z } from 'zod';
import { Slug, Text } from '#kickstart/profile/names.ts';
import { Profile } from '#kickstart/profile/profile.ts';
import { restoreSecrets } from '#kickstart/profile/secrets.ts';
import { targets } from '#kickstart/profile/targets.ts';
import { followChannel, type ImageSite, isFollower, withoutAddress } from '../channels/follow.ts';
import { disarmUninstallable } from '../installations/arm.ts';
import { fieldProblems, idProblem, withId, type FieldProblem } from '../store/problems.ts';
import { checkPrecondition, etagOf, nextRevision, type Precondition } from '../store/revision.ts';
import { openProfile, readMaskedProfile, sealProfile } from '../store/sealed-profile.ts';
import { searchText } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';

/** A stored profile with its secrets masked. `updatedAt` in milliseconds since 1970. */
export type StoredProfile = { profile: Profile; etag: string; updatedAt: number };

type Columns = Pick<Tables['profiles'], 'body' | 'revision' | 'updated_at'>;

const COLUMNS = ['number', 'body', 'secrets', 'revision', 'updated_at'] as const;

export async function getProfile(store: Store, id: string): Promise<StoredProfile | undefined> {
  const row = await selectProfile(store.database, id);
  return row && storedProfile(row);
}

/**
 * The profile with its secrets in clear: for rendering only, never for an answer.
 *
 * @throws {VaultError} when a secret does not open.
 */
export async function getOpenProfile(store: Store, id: string): Promise<Profile | undefined> {
  const row = await selectProfile(store.database, id);
  return row && openProfile(store.vault, row);
}

export type PutProfile =
  | ({ outcome: 'created' | 'updated'; /** Hosts that lost their arming, because they could no longer be installed. */ disarmed: string[] } & StoredProfile)
  | { outcome: 'invalid'; errors: FieldProblem[] }
  | { outcome: 'required' }
  | { outcome: 'stale'; current: StoredProfile | undefined };

/**
 * Makes or replaces a profile. A MASK in the document keeps the secret that is stored in its place. One that follows a channel gets the channel's image.
 *
 * @param document what a client sent; without an `id` it gets the one of its address.
 * @param site where images are; needed for a profile that follows a channel.
 */
export async function putProfile(store: Store, id: string, document: unknown, precondition: Precondition, site?: ImageSite): Promise<PutProfile> {
  const { document: whole, isLeftOut } = withoutAddress(document);
  const parsed = Profile.safeParse(withId(whole, id));
  if (!parsed.success) return { outcome: 'invalid', errors: fieldProblems(parsed.error) };
  if (parsed.data.id !== id) return { outcome: 'invalid', errors: [idProblem(parsed.data.id, id)] };
  return store.write(async (transaction) => {
    const existing = await selectProfile(transaction, id);
    const verdict = checkPrecondition(precondition, existing?.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: existing && storedProfile(existing) };
    const before = existing && openProfile(store.vault, existing);
    const following = await imageOfChannel(transaction, site, parsed.data, isLeftOut ? undefined : before);
    if (following.outcome === 'invalid') return following;
    const restored = restoreSecrets(following.profile, before);
    if (restored.outcome === 'missing') return { outcome: 'invalid', errors: restored.keys.map((key) => missingSecret(key, parsed.data)) };
    const stored = await writeProfile(store, transaction, restored.profile, existing?.number);
    if (existing === undefined) return { outcome: 'created', disarmed: [], ...stored };
    return { outcome: 'updated', disarmed: await disarmUninstallable(transaction, restored.profile, store.now(), { imageSize: following.imageSize }), ...stored };
  });
}

type WithImage = { outcome: 'followed'; profile: Profile; imageSize: number | undefined } | { outcome: 'invalid'; errors: FieldProblem[] };

async function imageOfChannel(database: Database, site: ImageSite | undefined, profile: Profile, before: Profile | undefined): Promise<WithImage> {
  if (!isFollower(profile)) return { outcome: 'followed', profile, imageSize: undefined };
  if (site === undefined) throw new Error('A profile that follows a channel was written without saying where images are.');
  return followChannel(database, site, profile, before);
}

/** Secrets of accounts are known by the account's name; forms know the account by its place. */
function missingSecret(key: string, profile: Profile): FieldProblem {
  const path = key.replace(/\[(.*)\]/, (_, name) => `.${profile.users.accounts.findIndex((account) => account.name === name)}`);
  return { path, message: 'The secret is masked, and none is stored here that it could stand for. Type it again.' };
}

/**
 * The one place where the rows of profiles are made.
 *
 * @param profile with its secrets in clear.
 * @param number of the existing row, or undefined for a new profile.
 */
export async function writeProfile(store: Pick<Store, 'vault' | 'now'>, transaction: Transaction<Tables>, profile: Profile, number: number | undefined): Promise<StoredProfile> {
  const revision = await nextRevision(transaction);
  const row = {
    id: profile.id,
    title: profile.title,
    target: profile.target,
    ...sealProfile(store.vault, profile),
    search_text: searchText([profile.id, profile.title, profile.description ?? '', targets[profile.target].label]),
    channel: profile.image.channel ?? null,
    revision,
    updated_at: store.now(),
  };
  if (number === undefined) await transaction.insertInto('profiles').values({ number: revision, ...row }).execute();
  else await transaction.updateTable('profiles').set(row).where('number', '=', number).execute();
  return storedProfile(row);
}

export type DeleteProfile =
  | { outcome: 'deleted' | 'missing' | 'required' }
  | { outcome: 'stale'; current: StoredProfile | undefined }
  /** `hosts` names a few of the `count` hosts that use it. */
  | { outcome: 'in-use'; count: number; hosts: string[] };

/** Deletes a profile that no host uses. */
export async function deleteProfile(store: Store, id: string, precondition: Precondition): Promise<DeleteProfile> {
  return store.write(async (transaction) => {
    const existing = await selectProfile(transaction, id);
    if (existing === undefined) return { outcome: 'missing' };
    const verdict = checkPrecondition(precondition, existing.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: storedProfile(existing) };
    const hosts = await transaction.selectFrom('hosts').select('id').where('profile_id', '=', id).orderBy('id').limit(5).execute();
    if (hosts.length > 0) {
      const { count } = await transaction.selectFrom('hosts').select(({ fn }) => fn.countAll<number>().as('count')).where('profile_id', '=', id).executeTakeFirstOrThrow();
      return { outcome: 'in-use', count, hosts: hosts.map((host) => host.id) };
    }
    await transaction.deleteFrom('profiles').where('number', '=', existing.number).execute();
    return { outcome: 'deleted' };
  });
}

/** The name of a copy. */
export const CloneRequest = z.strictObject({ id: Slug, title: Text.min(1, 'Give the copy a title.').max(100, 'At most 100 characters.') });
export type CloneRequest = z.infer<typeof CloneRequest>;

export type CloneProfile = ({ outcome: 'created' } & StoredProfile) | { outcome: 'missing' | 'exists' };

/** Copies a profile under a new id, its secrets included, without showing them to anybody. */
export async function cloneProfile(store: Store, id: string, request: CloneRequest): Promise<CloneProfile> {
  return store.write(async (transaction) => {
    const source = await selectProfile(transaction, id);
    if (source === undefined) return { outcome: 'missing' };
    if ((await selectProfile(transaction, request.id)) !== undefined) return { outcome: 'exists' };
    const copy = { ...openProfile(store.vault, source), id: request.id, title: request.title };
    return { outcome: 'created', ...(await writeProfile(store, transaction, copy, undefined)) };
  });
}

async function selectProfile(database: Database, id: string) {
  return database.selectFrom('profiles').select(COLUMNS).where('id', '=', id).executeTakeFirst();
}

function storedProfile(row: Columns): StoredProfile {
  return { profile: readMaskedProfile(row), etag: etagOf(row.revision), updatedAt: row.updated_at };
}
