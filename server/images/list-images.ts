// SPDX-License-Identifier: GPL-2.0-or-later
// The list of images: searched, filtered, page by page, the newest first; and what the disk still holds.

import { type Expression, type SqlBool } from 'kysely';
import { z } from 'zod';
import { type ImageOrigin, type ImageState, imageStates } from '#kickstart/catalogue/image.ts';
import type { Verdict } from '#kickstart/catalogue/test-report.ts';
import { TargetId } from '#kickstart/profile/targets.ts';
import type { Site } from '../installations/installability.ts';
import { cursorOf, type Page, PageRequest, readCursor } from '../store/page.ts';
import type { FieldProblem } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import type { ImageRow } from './catalogue.ts';
import { diskSpace, imageDirectory } from './image-store.ts';
import { imageUrl } from './image-url.ts';

export const ImageListRequest = z.strictObject({
  q: PageRequest.search,
  target: TargetId.optional(),
  state: z.enum(imageStates, 'The state is available, retired or quarantined.').optional(),
  after: PageRequest.cursor,
  limit: PageRequest.limit,
});
export type ImageListRequest = z.infer<typeof ImageListRequest>;

/** An image as the list shows it. Times in milliseconds since 1970, sizes in bytes. */
export type ImageSummary = {
  readonly sha256: string;
  readonly name: string;
  readonly nvr: string | null;
  readonly target: string | null;
  readonly arch: string | null;
  readonly size: number;
  readonly state: ImageState;
  readonly stateReason: string | null;
  readonly origin: ImageOrigin;
  readonly source: string | null;
  readonly parent: string | null;
  readonly addedAt: number;
  readonly addedBy: string | null;
  /** Of its newest test; null: never tested. */
  readonly verdict: Verdict | null;
  /** Id of the job that tests it, or waits to. */
  readonly testing: string | null;
  /** Those that have it now. */
  readonly channels: readonly { readonly id: string; readonly title: string }[];
  /** For profiles. */
  readonly url: string;
  readonly isSigned: boolean;
};

export type ListImages = ({ readonly outcome: 'listed' } & Page<ImageSummary>) | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] };

/** One page of the images. */
export async function listImageSummaries(store: Store, site: Pick<Site, 'imagesUrl'>, request: ImageListRequest): Promise<ListImages> {
  const after = request.after === undefined ? undefined : readPlace(request.after);
  if (request.after !== undefined && after === undefined) return { outcome: 'invalid', errors: [{ path: 'after', message: 'This is not a place that a list gave. Start again without one.' }] };
  let matching = store.database.selectFrom('images');
  for (const word of words(request.q ?? '')) {
    matching = matching.where((row) => row.or(['name', 'nvr', 'sha256', 'source'].map((column): Expression<SqlBool> => row(row.fn<number>('instr', [row.fn('lower', [row.fn.coalesce(row.ref(columnName(column)), row.val(''))]), row.val(word)]), '>', 0))));
  }
  if (request.target !== undefined) matching = matching.where('target', '=', request.target);
  if (request.state !== undefined) matching = matching.where('state', '=', request.state);
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  if (after !== undefined) matching = matching.where((row) => row.or([row('added_at', '<', after.at), row.and([row('added_at', '=', after.at), row('sha256', '>', after.sha256)])]));
  const rows = await matching.selectAll().orderBy('added_at', 'desc').orderBy('sha256').limit(request.limit + 1).execute();
  const shown = rows.slice(0, request.limit);
  const last = shown.at(-1);
  return { outcome: 'listed', items: await imageSummaries(store.database, site, shown), next: rows.length > request.limit && last !== undefined ? cursorOf(`${last.added_at}.${last.sha256}`) : undefined, total };
}

function words(search: string): string[] {
  return search.toLowerCase().split(/\s+/).filter((word) => word !== '').slice(0, 10);
}

function columnName(name: string): 'name' | 'nvr' | 'sha256' | 'source' {
  return name === 'nvr' || name === 'sha256' || name === 'source' ? name : 'name';
}

function readPlace(cursor: string): { at: number; sha256: string } | undefined {
  const [, at, sha256] = /^(\d{1,15})\.([0-9a-f]{64})$/.exec(readCursor(cursor) ?? '') ?? [];
  return at === undefined || sha256 === undefined ? undefined : { at: Number(at), sha256 };
}

/** What the list and the page of an image say of these rows, in their order. */
export async function imageSummaries(database: Database, site: Pick<Site, 'imagesUrl'>, rows: readonly ImageRow[]): Promise<ImageSummary[]> {
  const hashes = rows.map(({ sha256 }) => sha256);
  if (hashes.length === 0) return [];
  const newest = database.selectFrom('image_tests').select(({ fn }) => fn.max('number').as('number')).where('sha256', 'in', hashes).groupBy('sha256');
  const [tests, jobs, channels] = await Promise.all([
    database.selectFrom('image_tests').select(['sha256', 'verdict']).where('number', 'in', newest).execute(),
    database.selectFrom('jobs').select(['subject', 'id']).where('kind', '=', 'test').where('state', 'in', ['queued', 'running']).where('subject', 'in', hashes).orderBy('number').execute(),
    database.selectFrom('channels').select(['sha256', 'id', 'title']).where('sha256', 'in', hashes).orderBy('id').execute(),
  ]);
  return rows.map((row) => ({
    ...plainSummary(row, site),
    verdict: tests.find(({ sha256 }) => sha256 === row.sha256)?.verdict ?? null,
    testing: jobs.find(({ subject }) => subject === row.sha256)?.id ?? null,
    channels: channels.filter(({ sha256 }) => sha256 === row.sha256).map(({ id, title }) => ({ id, title })),
  }));
}

function plainSummary(row: ImageRow, site: Pick<Site, 'imagesUrl'>): Omit<ImageSummary, 'verdict' | 'testing' | 'channels'> {
  return {
    sha256: row.sha256, name: row.name, nvr: row.nvr, target: row.target, arch: row.arch, size: row.size, state: row.state, stateReason: row.state_reason, origin: row.origin, source: row.source,
    parent: row.parent, addedAt: row.added_at, addedBy: row.added_by, url: imageUrl(site, row.sha256, row.name), isSigned: row.signature !== null,
  };
}

/** Of the file system of the images: what is free, what there is in all, and what the images take of it. In bytes. */
export async function imageSpace(database: Database, dataDirectory: string): Promise<{ free: number; total: number; images: number }> {
  // Where no image has come yet there is no directory of theirs.
  const space = await diskSpace(imageDirectory(dataDirectory)).catch(() => diskSpace(dataDirectory));
  const { images } = await database.selectFrom('images').select(({ fn }) => fn.sum<number | null>('size').as('images')).executeTakeFirstOrThrow();
  return { ...space, images: images ?? 0 };
}
