// SPDX-License-Identifier: GPL-2.0-or-later
// recipe put, get, list, delete, script, run, node-tools: what is put into images.
import { stringify } from 'yaml';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { readNodeToolsRecipe } from '../recipes/node-tools.ts';
import { recipeScript } from '../recipes/recipe-script.ts';
import { deleteRecipe, getRecipe, listRecipes, putRecipe, type StoredRecipe } from '../recipes/recipes.ts';
import { RunRequest, runRecipe } from '../recipes/run-recipe.ts';
import { fieldProblems } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import { type Answer, CommandError, failure, type Invocation, type Run } from './command.ts';
import { readPrecondition, staleFailure, withStore } from './data.ts';
import { findImageArgument } from './image-argument.ts';
import { jsonText, moment, table } from './output.ts';
import { readStructured } from './structured-input.ts';

const missing = (id: string): CommandError => failure('', `There is no recipe "${id}". "basewright recipe list" shows what there is.`);

async function found(store: Store, invocation: Invocation): Promise<StoredRecipe> {
  const stored = await getRecipe(store.database, invocation.argument('ID'));
  if (stored === undefined) throw missing(invocation.argument('ID'));
  return stored;
}

async function stored(store: Store, recipe: Recipe, invocation: Invocation): Promise<Answer> {
  const answer = await putRecipe(store, recipe.id, recipe, readPrecondition(invocation));
  if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors);
  if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
  if (answer.outcome === 'required') throw failure('', 'The recipe could not be written.');
  return { stdout: `${answer.outcome} recipe ${recipe.id}\n`, json: { outcome: answer.outcome, id: recipe.id, etag: answer.etag, updatedAt: moment(answer.updatedAt) } };
}

export const put: Run = async (invocation) => {
  const parsed = Recipe.safeParse(await readStructured(invocation.io, invocation.argument('FILE')));
  if (!parsed.success) throw new CommandError(2, fieldProblems(parsed.error));
  return withStore(invocation, (store) => stored(store, parsed.data, invocation));
};

export const get: Run = (invocation) => withStore(invocation, async (store) => {
  const { recipe, etag, updatedAt } = await found(store, invocation);
  return { stdout: invocation.has('yaml') ? stringify(recipe) : jsonText(recipe), json: { recipe, etag, updatedAt: moment(updatedAt) } };
});

export const list: Run = (invocation) => withStore(invocation, async (store) => {
  const recipes = await listRecipes(store.database);
  const rows = recipes.map(({ id, target, updatedAt, title }) => [id, target ?? '-', moment(updatedAt), title]);
  return {
    stdout: rows.length === 0 ? '' : table(['ID', 'TARGET', 'UPDATED', 'TITLE'], rows),
    notes: rows.length > 0 ? [] : ['There are no recipes yet. Make one in the web pages, or: basewright recipe put FILE'],
    json: { recipes: recipes.map((recipe) => ({ ...recipe, updatedAt: moment(recipe.updatedAt) })) },
  };
});

export const remove: Run = (invocation) => withStore(invocation, async (store) => {
  const id = invocation.argument('ID');
  const answer = await deleteRecipe(store, id, readPrecondition(invocation));
  if (answer.outcome === 'stale') throw staleFailure(answer.current?.etag);
  if (answer.outcome !== 'deleted') throw missing(id);
  return { stdout: `deleted recipe ${id}\n`, json: { outcome: 'deleted', id } };
});

export const script: Run = (invocation) => withStore(invocation, async (store, { dataDirectory }) => {
  const { recipe } = await found(store, invocation);
  const image = invocation.option('parent');
  const parent = image === undefined ? undefined : (await findImageArgument(store.database, image)).sha256;
  const answer = await recipeScript(store.database, dataDirectory, recipe, parent);
  if (answer.outcome === 'no-parent') throw failure('--parent', 'There is no such image in the catalogue. "basewright image list" shows what there is.');
  if (answer.outcome === 'missing-rpms') throw failure('', `An rpm file of the recipe is missing: ${answer.missing.join(', ')}. Add it again, or remove it from the recipe.`);
  return { stdout: answer.text, json: { script: answer.text } };
});

export const runOn: Run = (invocation) => withStore(invocation, async (store, { dataDirectory }) => {
  const { recipe: { id } } = await found(store, invocation);
  const { sha256 } = await findImageArgument(store.database, invocation.option('parent') ?? '');
  const request = RunRequest.safeParse({ parent: sha256, nvr: invocation.option('nvr') });
  if (!request.success) throw new CommandError(2, request.error.issues.map(({ message }) => ({ path: '--nvr', message })));
  const answer = await runRecipe(store, dataDirectory, id, request.data, null);
  if (answer.outcome === 'missing') throw missing(id);
  if (answer.outcome === 'invalid') throw new CommandError(2, answer.errors.map(({ path, message }) => ({ path: path === '' ? path : `--${path}`, message })));
  return { stdout: `job   ${answer.job}\nimage ${answer.nvr}\n`, notes: ['The server does it as soon as it runs. "basewright job list" shows how far it is.'], json: { job: answer.job, nvr: answer.nvr } };
});

export const nodeTools: Run = async (invocation) => {
  const recipe = await readNodeToolsRecipe();
  return withStore(invocation, (store) => stored(store, recipe, invocation));
};
