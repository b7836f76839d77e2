// SPDX-License-Identifier: GPL-2.0-or-later
// Starts a customization: which name the new image gets, whether everything it needs is here, and the job.

import { z } from 'zod';
import { Nvr, Sha256 } from '#kickstart/profile/names.ts';
import { nextNvr, nvrProblem } from '#kickstart/recipe/nvr.ts';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { findCatalogued, type ImageRow } from '../images/catalogue.ts';
import { enqueueJob } from '../jobs/jobs.ts';
import type { FieldProblem } from '../store/problems.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { getRecipe } from './recipes.ts';
import { rpmsOf } from './rpm-files.ts';

/** What a customization is asked for. */
export const RunRequest = z.strictObject({ parent: Sha256, nvr: Nvr.optional() });
export type RunRequest = z.infer<typeof RunRequest>;

/** The input of a job: the recipe as it was when it was asked for. */
export const CustomizeInput = z.strictObject({ recipe: Recipe, parent: Sha256, nvr: Nvr, actor: z.string().nullable() });
export type CustomizeInput = z.infer<typeof CustomizeInput>;

/** What the web page and scripts are told before they ask for it. */
export type Proposal = { readonly nvr: string | null; /** Why there is no name. */ readonly problem: string | null };

export type RunRecipe = { readonly outcome: 'queued'; readonly job: string; readonly nvr: string } | { readonly outcome: 'missing' } | { readonly outcome: 'invalid'; readonly errors: readonly FieldProblem[] };

/** Puts a customization into the queue. Two at once never get the same name. */
export async function runRecipe(store: Store, dataDirectory: string, id: string, { parent, nvr }: RunRequest, actor: string | null): Promise<RunRecipe> {
  return store.write(async (transaction) => {
    const stored = await getRecipe(transaction, id);
    if (stored === undefined) return { outcome: 'missing' };
    const { recipe } = stored;
    const image = await findCatalogued(transaction, parent);
    const errors = parentProblems(image, recipe);
    const { missing } = await rpmsOf(transaction, dataDirectory, recipe);
    errors.push(...missing.map((sha256) => ({ path: '', message: `The rpm file ${sha256.slice(0, 12)}… of the recipe is not here any more. Upload it again.` })));
    if (image === undefined || errors.length > 0) return { outcome: 'invalid', errors };
    const named = nameOf(image, nvr, await knownNvrs(transaction));
    if ('problem' in named) return { outcome: 'invalid', errors: [{ path: 'nvr', message: named.problem }] };
    const input: CustomizeInput = { recipe, parent, nvr: named.nvr, actor };
    const job = await enqueueJob(transaction, { kind: 'customize', title: `Make ${named.nvr} by ${recipe.title}`, subject: recipe.id, input, actor }, store.now());
    return { outcome: 'queued', job, nvr: named.nvr };
  });
}

function parentProblems(image: ImageRow | undefined, recipe: Recipe): FieldProblem[] {
  const problem = (message: string) => [{ path: 'parent', message }];
  if (image === undefined) return problem('There is no such image. Choose one of the list.');
  if (image.state === 'quarantined') return problem('This image is in quarantine: its bytes are not those of its checksum. Upload it again first.');
  if (recipe.target !== null && image.target !== null && image.target !== recipe.target) return problem(`This image is for ${image.target}, the recipe for ${recipe.target}. Choose another image, or change the recipe.`);
  return [];
}

/** The name of the image that would be made of `image` now. */
export async function proposeNvr(database: Database, image: Pick<ImageRow, 'nvr'>): Promise<Proposal> {
  const named = nameOf(image, undefined, await knownNvrs(database));
  return 'nvr' in named ? { nvr: named.nvr, problem: null } : { nvr: null, problem: named.problem };
}

function nameOf({ nvr: parent }: Pick<ImageRow, 'nvr'>, given: string | undefined, known: readonly string[]): ReturnType<typeof nextNvr> {
  if (given !== undefined) {
    const problem = nvrProblem(given, parent ?? undefined, known);
    return problem === undefined ? { nvr: given } : { problem };
  }
  if (parent === null) return { problem: 'The name of the parent is not known, because it was not tested or holds none. Test it first, or give the name of the new image by hand.' };
  return nextNvr(parent, known);
}

const Named = z.object({ nvr: z.string() });

/** Every name that an image has, also before its test has read it. */
export async function imageNvrs(database: Database): Promise<string[]> {
  const images = await database.selectFrom('images').select(['nvr', 'made_from']).execute();
  return images.flatMap(({ nvr, made_from }) => [nvr ?? [], namedIn(made_from)].flat());
}

/** Every name that an image has, or will have when its job ends well. */
async function knownNvrs(database: Database): Promise<string[]> {
  const jobs = await database.selectFrom('jobs').select('input').where('kind', '=', 'customize').where('state', 'in', ['queued', 'running']).execute();
  return [...await imageNvrs(database), ...jobs.flatMap(({ input }) => namedIn(input))];
}

function namedIn(text: string | null): string[] {
  const named = Named.safeParse(text === null ? null : JSON.parse(text));
  return named.success ? [named.data.nvr] : [];
}
