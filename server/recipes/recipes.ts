// SPDX-License-Identifier: GPL-2.0-or-later
// Recipes in the store: get, list, put, delete.

import { Recipe } from '#kickstart/recipe/recipe.ts';
import { fieldProblems, idProblem, withId, type FieldProblem } from '../store/problems.ts';
import { checkPrecondition, etagOf, nextRevision, type Precondition } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import type { Database, Tables } from '../store/tables.ts';

/** `updatedAt` in milliseconds since 1970. */
export type StoredRecipe = { readonly recipe: Recipe; readonly etag: string; readonly updatedAt: number };

/** What a list shows of a recipe. */
export type RecipeSummary = { readonly id: string; readonly title: string; readonly description: string | undefined; readonly target: string | null; readonly etag: string; readonly updatedAt: number };

export async function getRecipe(database: Database, id: string): Promise<StoredRecipe | undefined> {
  const row = await selectRecipe(database, id);
  return row && storedRecipe(row);
}

/** All recipes by id; there are never many. */
export async function listRecipes(database: Database): Promise<RecipeSummary[]> {
  const rows = await database.selectFrom('recipes').selectAll().orderBy('id').execute();
  return rows.map((row) => {
    // One that a newer rule no longer takes shall not hide the list it must be mended from.
    const { data } = Recipe.safeParse(JSON.parse(row.body));
    return { id: row.id, title: row.title, description: data?.description, target: row.target, etag: etagOf(row.revision), updatedAt: row.updated_at };
  });
}

export type PutRecipe =
  | ({ readonly outcome: 'created' | 'updated' } & StoredRecipe)
  | { readonly outcome: 'invalid'; readonly errors: FieldProblem[] }
  | { readonly outcome: 'required' }
  | { readonly outcome: 'stale'; readonly current: StoredRecipe | undefined };

/** Makes or replaces a recipe. @param document what a client sent; without an `id` it gets the one of its address. */
export async function putRecipe(store: Store, id: string, document: unknown, precondition: Precondition): Promise<PutRecipe> {
  const parsed = Recipe.safeParse(withId(document, id));
  if (!parsed.success) return { outcome: 'invalid', errors: fieldProblems(parsed.error) };
  const recipe = parsed.data;
  if (recipe.id !== id) return { outcome: 'invalid', errors: [idProblem(recipe.id, id)] };
  return store.write(async (transaction) => {
    const existing = await selectRecipe(transaction, id);
    const verdict = checkPrecondition(precondition, existing?.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: existing && storedRecipe(existing) };
    const errors = await missingRpms(transaction, recipe);
    if (errors.length > 0) return { outcome: 'invalid', errors };
    const row = { id, title: recipe.title, target: recipe.target, body: JSON.stringify(recipe), revision: await nextRevision(transaction), updated_at: store.now() };
    await transaction.insertInto('recipes').values(row).onConflict((conflict) => conflict.column('id').doUpdateSet(row)).execute();
    return { outcome: existing === undefined ? 'created' : 'updated', ...storedRecipe(row) };
  });
}

async function missingRpms(database: Database, { rpms }: Recipe): Promise<FieldProblem[]> {
  if (rpms.length === 0) return [];
  const rows = await database.selectFrom('rpm_files').select('sha256').where('sha256', 'in', rpms).execute();
  const known = new Set(rows.map(({ sha256 }) => sha256));
  return rpms.flatMap((sha256, index) => (known.has(sha256) ? [] : [{ path: `rpms.${index}`, message: `There is no rpm file ${sha256.slice(0, 12)}… here. Upload it first, or remove it from the recipe.` }]));
}

export type DeleteRecipe = { readonly outcome: 'deleted' | 'missing' | 'required' } | { readonly outcome: 'stale'; readonly current: StoredRecipe | undefined };

/** Deletes a recipe; images that were made with it keep their copy of it. */
export async function deleteRecipe(store: Store, id: string, precondition: Precondition): Promise<DeleteRecipe> {
  return store.write(async (transaction) => {
    const existing = await selectRecipe(transaction, id);
    if (existing === undefined) return { outcome: 'missing' };
    const verdict = checkPrecondition(precondition, existing.revision);
    if (verdict === 'required') return { outcome: 'required' };
    if (verdict === 'stale') return { outcome: 'stale', current: storedRecipe(existing) };
    await transaction.deleteFrom('recipes').where('id', '=', id).execute();
    return { outcome: 'deleted' };
  });
}

async function selectRecipe(database: Database, id: string) {
  return database.selectFrom('recipes').select(['body', 'revision', 'updated_at']).where('id', '=', id).executeTakeFirst();
}

function storedRecipe(row: Pick<Tables['recipes'], 'body' | 'revision' | 'updated_at'>): StoredRecipe {
  return { recipe: Recipe.parse(JSON.parse(row.body)), etag: etagOf(row.revision), updatedAt: row.updated_at };
}
