// SPDX-License-Identifier: GPL-2.0-or-later
// recipes and rpms: what is put into images, as documents and files, and the job that does it.

import { z } from 'zod';
import { Sha256 } from '#kickstart/profile/names.ts';
import { findCatalogued } from '../images/catalogue.ts';
import { ProgramMissing } from '../recipes/program-missing.ts';
import { recipeScript } from '../recipes/recipe-script.ts';
import * as store from '../recipes/recipes.ts';
import { addRpm, deleteRpm, listRpms, type RpmFile } from '../recipes/rpm-files.ts';
import { proposeNvr, RunRequest, runRecipe } from '../recipes/run-recipe.ts';
import { documentAnswer, json, moment, noContent, plainText } from './answer.ts';
import { type AnsweredDocument, deletedAnswer, writtenAnswer } from './document-answers.ts';
import { invalid, notFound, ProblemError } from './problem.ts';
import { readDocument, readJson, readPrecondition, readQuery } from './request-body.ts';
import { type ActorContext, pathValue } from './route.ts';

export async function getRecipes(context: ActorContext): Promise<Response> {
  const items = (await store.listRecipes(context.store.database)).map((item) => ({ ...item, updatedAt: moment(item.updatedAt) }));
  return json(200, { items, next: null, total: items.length });
}

async function recipeAt(context: ActorContext): Promise<store.StoredRecipe> {
  const id = pathValue(context, 'id');
  const stored = await store.getRecipe(context.store.database, id);
  if (stored === undefined) throw notFound(`recipe "${id}"`);
  return stored;
}

export async function getRecipe(context: ActorContext): Promise<Response> {
  return documentAnswer(200, documentOf(await recipeAt(context)));
}

export async function putRecipe(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.putRecipe(context.store, id, await readDocument(context.request), readPrecondition(context.request));
  return writtenAnswer(answer, documentOf, `recipes/${id}`);
}

export async function deleteRecipe(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await store.deleteRecipe(context.store, id, readPrecondition(context.request));
  return deletedAnswer(answer, documentOf, `recipe "${id}"`);
}

const ParentQuery = z.strictObject({ parent: Sha256.optional() });

export async function getRecipeScript(context: ActorContext): Promise<Response> {
  const { recipe } = await recipeAt(context);
  const { parent } = readQuery(context.url, ParentQuery);
  const answer = await recipeScript(context.store.database, context.services.site().dataDirectory, recipe, parent);
  switch (answer.outcome) {
    case 'made':
      return plainText(answer.text, { 'content-disposition': `inline; filename="customize-${recipe.id}.sh"` });
    case 'no-parent':
      throw notFound('such parent image');
    case 'missing-rpms':
      throw new ProblemError({ status: 409, kind: 'rpm-missing', title: 'An rpm file of the recipe is missing', detail: `Upload it again, or remove it from the recipe: ${answer.missing.join(', ')}.` });
  }
}

/** The name of the image that a run on this parent would make now, or why it has none. */
export async function getRecipeName(context: ActorContext): Promise<Response> {
  await recipeAt(context);
  const { parent } = readQuery(context.url, z.strictObject({ parent: Sha256 }));
  const image = await findCatalogued(context.store.database, parent);
  if (image === undefined) throw notFound('such parent image');
  return json(200, await proposeNvr(context.store.database, image));
}

export async function postRun(context: ActorContext): Promise<Response> {
  const id = pathValue(context, 'id');
  const answer = await runRecipe(context.store, context.services.site().dataDirectory, id, await readJson(context.request, RunRequest), context.actor.name);
  switch (answer.outcome) {
    case 'queued':
      return json(202, { job: answer.job, nvr: answer.nvr }, { location: `/api/v1/jobs/${answer.job}` });
    case 'missing':
      throw notFound(`recipe "${id}"`);
    case 'invalid':
      throw invalid(answer.errors);
  }
}

export async function getRpms(context: ActorContext): Promise<Response> {
  const items = (await listRpms(context.store.database)).map(({ usedBy, ...rpm }) => ({ ...rpmJson(rpm), usedBy }));
  return json(200, { items });
}

/** The file is the body of the request, as it is. */
export async function postRpm(context: ActorContext): Promise<Response> {
  const { name } = readQuery(context.url, z.strictObject({ name: z.string().max(300, 'A file name has at most 300 characters.').default('') }));
  try {
    const answer = await addRpm(context.store, context.services.site().dataDirectory, { name, stream: context.request.body ?? emptyStream(), actor: context.actor.name });
    switch (answer.outcome) {
      case 'added':
      case 'present':
        return json(answer.outcome === 'added' ? 201 : 200, rpmJson(answer.rpm));
      case 'refused':
        throw invalid([{ path: '', message: answer.message }]);
      case 'too-large':
        throw new ProblemError({ status: 413, kind: 'too-large', title: 'The file is too large', detail: answer.message });
      case 'full':
        throw new ProblemError({ status: 507, kind: 'disk-full', title: 'The disk of the server is full', detail: answer.message });
    }
  } catch (error) {
    if (error instanceof ProgramMissing) throw new ProblemError({ status: 501, kind: 'program-missing', title: `${error.program} is not installed on the server`, detail: error.message });
    throw error;
  }
}

export async function deleteRpmFile(context: ActorContext): Promise<Response> {
  const answer = await deleteRpm(context.store, context.services.site().dataDirectory, pathValue(context, 'sha256'));
  switch (answer.outcome) {
    case 'deleted':
      return noContent();
    case 'missing':
      throw notFound('such rpm file');
    case 'in-use':
      throw new ProblemError({ status: 409, kind: 'in-use', title: 'Recipes use this rpm file', detail: `It is used by ${answer.recipes.join(', ')}. Remove it there first.`, more: { recipes: answer.recipes } });
  }
}

async function* emptyStream(): AsyncGenerator<Uint8Array> {
  // A request without a body.
}

function rpmJson({ addedAt, ...rpm }: RpmFile): object {
  return { ...rpm, addedAt: moment(addedAt) };
}

function documentOf({ recipe, etag, updatedAt }: store.StoredRecipe): AnsweredDocument {
  return { document: recipe, etag, updatedAt };
}
