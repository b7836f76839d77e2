// SPDX-License-Identifier: GPL-2.0-or-later
// Image definitions in the store: list, get, put, delete.

import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { ImageDefinition } from '#kickstart/build/definition.ts';
import { TargetId } from '#kickstart/profile/targets.ts';
import { type Page, pageOf, PageRequest, readCursor } from '../store/page.ts';
import { fieldProblems, idProblem, withId, type FieldProblem } from '../store/problems.ts';
import { checkPrecondition, etagOf, nextRevision, type Precondition } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';

/** `updatedAt` in milliseconds since 1970. */
export type StoredDefinition = { readonly definition: ImageDefinition; readonly etag: string; readonly updatedAt: number };

type Columns = Pick<Tables['image_definitions'], 'body' | 'revision' | 'updated_at'>;

const COLUMNS = ['body', 'revision', 'updated_at'] as const;

export const DefinitionListRequest = z.strictObject({ ...PageRequest, target: TargetId.optional() });
export type DefinitionListRequest = z.infer<typeof DefinitionListRequest>;

export type DefinitionListItem = {
  readonly id: string;
  readonly title: string;
  readonly target: string | null;
  /** NAME-VERSION, by which its images are called; null when a newer rule no longer takes the document. */
  readonly image: string | null;
  readonly payload: string | null;
  readonly etag: string;
  readonly updatedAt: number;
};

export type ListDefinitions = ({ outcome: 'listed' } & Page<DefinitionListItem>) | { outcome: 'invalid'; errors: FieldProblem[] };

/** Rows whose id or title has every word. There are few of them, so no index is kept. */
function searchConditions(search: string): RawBuilder<boolean>[] {
  const words = search.toLowerCase().split(/\s+/).filter((word) => word !== '').slice(0, 10);
  return words.map((word) => sql<boolean>`instr(lower(id || char(10) || title), ${word}) > 0`);
}

/** One page of the definitions, by id. */
export async function listDefinitions({ database }: Store, request: DefinitionListRequest): Promise<ListDefinitions> {
  const after = request.cursor === undefined ? '' : readCursor(request.cursor);
  if (after === undefined) return { outcome: 'invalid', errors: [{ path: 'cursor', message: 'This is not a cursor that a list gave. Start again without one.' }] };
  let matching = database.selectFrom('image_definitions');
  for (const condition of searchConditions(request.search ?? '')) matching = matching.where(condition);
  if (request.target !== undefined) matching = matching.where('target', '=', request.target);
  const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const rows = await matching.select(['id', 'title', 'target', ...COLUMNS]).where('id', '>', after).orderBy('id').limit(request.limit + 1).execute();
  return { outcome: 'listed', ...pageOf(rows, request.limit, total, (row) => ({ id: row.id, title: row.title, target: row.target, ...shown(row.body), etag: etagOf(row.revision), updatedAt: row.updated_at })) };
}

/** One definition that a newer rule no longer takes shall not hide the list it must be mended from. */
function shown(body: string): Pick<DefinitionListItem, 'image' | 'payload'> {
  const { success, data } = ImageDefinition.safeParse(JSON.parse(body));
  return success ? { image: `${data.name}-${data.version}`, payload: data.payload } : { image: null, payload: null };
}

/** @throws when the stored document is none any more. */
export async function getDefinition(store: Store, id: string): Promise<StoredDefinition | undefined> {
  const row = await selectDefinition(store.database, id);
  return row && storedDefinition(row);
}

export type PutDefinition =
  | ({ readonly outcome: 'created' | 'updated' } & StoredDefinition)
  | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] }
  | { readonly outcome: 'required' }
  | { readonly outcome: 'stale'; readonly current: StoredDefinition | undefined };

/** Makes or replaces a definition. @param document what a client sent; without an `id` it gets the one of its address. */
export async function putDefinition(store: Store, id: string, document: unknown, precondition: Precondition): Promise<PutDefinition> {
  const parsed = ImageDefinition.safeParse(withId(document, id));
  if (!parsed.success) return { outcome: 'invalid', errors: fieldProblems(parsed.error) };
  if (parsed.data.id !== id) return { outcome: 'invalid', errors: [idProblem(parsed.data.id, id)] };
  return store.write(async (transaction) => {
    const existing = await selectDefinition(transaction, id);
    const verdict = checkPrecondition(precondition, existing?.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: existing && storedDefinition(existing) };
    const { title, target } = parsed.data;
    const row = { id, title, target, body: JSON.stringify(parsed.data), revision: await nextRevision(transaction), updated_at: store.now() };
    await transaction.insertInto('image_definitions').values(row).onConflict((conflict) => conflict.column('id').doUpdateSet(row)).execute();
    return { outcome: existing === undefined ? 'created' : 'updated', ...storedDefinition(row) };
  });
}

export type DeleteDefinition = { readonly outcome: 'deleted' | 'missing' | 'required' } | { readonly outcome: 'stale'; readonly current: StoredDefinition | undefined };

/** Deletes a definition. Images that were built from it keep what they need of it. */
export async function deleteDefinition(store: Store, id: string, precondition: Precondition): Promise<DeleteDefinition> {
  return store.write(async (transaction): Promise<DeleteDefinition> => {
    const existing = await selectDefinition(transaction, id);
    if (existing === undefined) return { outcome: 'missing' };
    const verdict = checkPrecondition(precondition, existing.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: storedDefinition(existing) };
    await transaction.deleteFrom('image_definitions').where('id', '=', id).execute();
    return { outcome: 'deleted' };
  });
}

function selectDefinition(database: Database, id: string): Promise<Columns | undefined> {
  return database.selectFrom('image_definitions').select(COLUMNS).where('id', '=', id).executeTakeFirst();
}

function storedDefinition({ body, revision, updated_at }: Columns): StoredDefinition {
  return { definition: ImageDefinition.parse(JSON.parse(body)), etag: etagOf(revision), updatedAt: updated_at };
}
