// SPDX-License-Identifier: GPL-2.0-or-later
// Channels in the store: a name for "the image to install". Which image that is, is decided by moves (see move.ts) and nowhere else.

import type { Transaction } from 'kysely';
import { z } from 'zod';
import { ChannelId, type ImageState } from '#kickstart/catalogue/image.ts';
import type { Verdict } from '#kickstart/catalogue/test-report.ts';
import { Text } from '#kickstart/profile/names.ts';
import { TargetId } from '#kickstart/profile/targets.ts';
import { fieldProblems, idProblem, withId, type FieldProblem } from '../store/problems.ts';
import { checkPrecondition, etagOf, nextRevision, type Precondition } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';

/** What a person says of a channel. */
export const ChannelDocument = z.strictObject({
  id: ChannelId,
  title: Text.min(1, 'Give the channel a title, for example "oVirt 4.5, stable".').max(100, 'At most 100 characters.'),
  /** Only images of this distribution come into it, and only profiles of it can follow it. */
  target: TargetId,
});
export type ChannelDocument = z.infer<typeof ChannelDocument>;

/** An image as a channel has it. `size` in bytes; `verdict` of its newest test and `testedAt` when that was (milliseconds since 1970), null when it was never tested. */
export type ChannelImage = {
  readonly sha256: string;
  readonly name: string;
  readonly nvr: string | null;
  readonly target: string | null;
  readonly size: number;
  readonly state: ImageState;
  readonly signature: string | null;
  /** Id of the trusted key that made the signature. */
  readonly signer: string | null;
  readonly verdict: Verdict | null;
  readonly testedAt: number | null;
};

/** A channel as it is now. `updatedAt` in milliseconds since 1970. */
export type Channel = ChannelDocument & {
  readonly image: ChannelImage | null;
  readonly followers: { readonly profiles: number; readonly hosts: number };
  readonly updatedAt: number;
  readonly etag: string;
};

/** An image of the catalogue with the verdict of its newest test; undefined when there is none of this hash. */
export async function findChannelImage(database: Database, sha256: string): Promise<ChannelImage | undefined> {
  const row = await database.selectFrom('images').select(['sha256', 'name', 'nvr', 'target', 'size', 'state', 'signature', 'signer']).where('sha256', '=', sha256).executeTakeFirst();
  if (row === undefined) return undefined;
  const test = await database.selectFrom('image_tests').select(['verdict', 'at']).where('sha256', '=', sha256).orderBy('number', 'desc').limit(1).executeTakeFirst();
  return { ...row, verdict: test?.verdict ?? null, testedAt: test?.at ?? null };
}

/** The image that a channel has now: `missing` when there is no such channel, null when it is empty. */
export async function currentImage(database: Database, channelId: string): Promise<ChannelImage | null | 'missing'> {
  const channel = await database.selectFrom('channels').select('sha256').where('id', '=', channelId).executeTakeFirst();
  if (channel === undefined) return 'missing';
  return channel.sha256 === null ? null : ((await findChannelImage(database, channel.sha256)) ?? null);
}

/** The channels that have this image now, by id. */
export async function channelsOf(database: Database, sha256: string): Promise<{ id: string; title: string }[]> {
  return database.selectFrom('channels').select(['id', 'title']).where('sha256', '=', sha256).orderBy('id').execute();
}

const COLUMNS = ['id', 'title', 'target', 'sha256', 'revision', 'updated_at'] as const;

function selectChannels(database: Database) {
  return database
    .selectFrom('channels')
    .select(COLUMNS)
    .select((channel) => channel.selectFrom('profiles').select(({ fn }) => fn.countAll<number>().as('count')).whereRef('profiles.channel', '=', 'channels.id').as('profiles'))
    .select((channel) => channel
      .selectFrom('hosts').innerJoin('profiles', 'profiles.id', 'hosts.profile_id')
      .select(({ fn }) => fn.countAll<number>().as('count')).whereRef('profiles.channel', '=', 'channels.id').as('hosts'));
}

type Row = Awaited<ReturnType<ReturnType<typeof selectChannels>['execute']>>[number];

async function channelOf(database: Database, row: Row): Promise<Channel> {
  const image = row.sha256 === null ? undefined : await findChannelImage(database, row.sha256);
  return {
    id: row.id, title: row.title, target: TargetId.parse(row.target), image: image ?? null,
    followers: { profiles: row.profiles ?? 0, hosts: row.hosts ?? 0 }, updatedAt: row.updated_at, etag: etagOf(row.revision),
  };
}

/** All channels, by target and id: there are a few for each target. */
export async function listChannels(database: Database): Promise<Channel[]> {
  const rows = await selectChannels(database).orderBy('target').orderBy('id').execute();
  return Promise.all(rows.map((row) => channelOf(database, row)));
}

export async function getChannel(database: Database, id: string): Promise<Channel | undefined> {
  const row = await selectChannels(database).where('id', '=', id).executeTakeFirst();
  return row && channelOf(database, row);
}

export type PutChannel =
  | ({ outcome: 'created' | 'updated' } & Channel)
  | { outcome: 'invalid'; errors: FieldProblem[] }
  | { outcome: 'required' }
  | { outcome: 'stale'; current: Channel | undefined };

/**
 * Makes a channel, empty, or gives one another title.
 *
 * @param document what a client sent; without an `id` it gets the one of its address.
 * @param actor who does it; undefined for the server's command line.
 */
export async function putChannel(store: Store, id: string, document: unknown, precondition: Precondition, actor?: string): Promise<PutChannel> {
  const parsed = ChannelDocument.safeParse(withId(document, id));
  if (!parsed.success) return { outcome: 'invalid', errors: fieldProblems(parsed.error) };
  const { title, target } = parsed.data;
  if (parsed.data.id !== id) return { outcome: 'invalid', errors: [idProblem(parsed.data.id, id)] };
  return store.write(async (transaction) => {
    const existing = await getChannel(transaction, id);
    const row = await transaction.selectFrom('channels').select('revision').where('id', '=', id).executeTakeFirst();
    const verdict = checkPrecondition(precondition, row?.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: existing };
    if (existing !== undefined && existing.target !== target) return { outcome: 'invalid', errors: [{ path: 'target', message: 'The distribution of a channel stays the same: profiles and images were chosen by it. Make another channel.' }] };
    const revision = await nextRevision(transaction);
    const written = { title, target, revision, updated_at: store.now() };
    if (existing === undefined) await transaction.insertInto('channels').values({ id, sha256: null, ...written }).execute();
    else await transaction.updateTable('channels').set(written).where('id', '=', id).execute();
    if (existing?.title !== title) await note(transaction, id, { kind: existing === undefined ? 'create' : 'rename', title, title_before: existing?.title ?? null }, { at: store.now(), actor });
    const channel = await getChannel(transaction, id);
    if (channel === undefined) throw new Error(`the channel ${id} was written and is not there`);
    return { outcome: existing === undefined ? 'created' : 'updated', ...channel };
  });
}

export type DeleteChannel =
  | { outcome: 'deleted' | 'missing' | 'required' }
  | { outcome: 'stale'; current: Channel }
  /** `profiles` names a few of the `count` profiles that follow it. */
  | { outcome: 'followed'; count: number; profiles: string[] };

type Noted = { readonly kind: 'create' | 'rename' | 'delete'; readonly title: string | null; readonly title_before: string | null; /** The image that it had. */ readonly before?: string | null };

/** Keeps what became of a channel beside what was decided in it. */
async function note(transaction: Transaction<Tables>, id: string, noted: Noted, { at, actor }: { readonly at: number; readonly actor: string | undefined }): Promise<void> {
  await transaction.insertInto('channel_moves').values({ channel_id: id, at, actor: actor ?? null, sha256: null, before: null, override: null, ...noted }).execute();
}

/** Deletes a channel that no profile follows. What was decided in it stays in `channel_moves`, with its end as the last decision. */
export async function deleteChannel(store: Store, id: string, precondition: Precondition, actor: string | undefined): Promise<DeleteChannel> {
  return store.write(async (transaction) => {
    const row = await transaction.selectFrom('channels').select(['revision', 'sha256']).where('id', '=', id).executeTakeFirst();
    const existing = await getChannel(transaction, id);
    if (row === undefined || existing === undefined) return { outcome: 'missing' };
    const verdict = checkPrecondition(precondition, row.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: existing };
    const profiles = await transaction.selectFrom('profiles').select('id').where('channel', '=', id).orderBy('id').limit(5).execute();
    if (profiles.length > 0) return { outcome: 'followed', count: existing.followers.profiles, profiles: profiles.map((profile) => profile.id) };
    await note(transaction, id, { kind: 'delete', title: null, title_before: existing.title, before: row.sha256 }, { at: store.now(), actor });
    await transaction.deleteFrom('channels').where('id', '=', id).execute();
    return { outcome: 'deleted' };
  });
}
