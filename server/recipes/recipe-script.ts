// SPDX-License-Identifier: GPL-2.0-or-later
// The stand-alone script of a stored recipe, for a parent of the catalogue or for any.

import { planRecipe } from '#kickstart/recipe/plan.ts';
import type { Recipe } from '#kickstart/recipe/recipe.ts';
import { PLACEHOLDER_NVR, standAloneScript } from '#kickstart/recipe/stand-alone.ts';
import { findCatalogued } from '../images/catalogue.ts';
import type { Database } from '../store/tables.ts';
import { rpmsOf } from './rpm-files.ts';
import { proposeNvr } from './run-recipe.ts';

export type RecipeScript = { readonly outcome: 'made'; readonly text: string } | { readonly outcome: 'no-parent' } | { readonly outcome: 'missing-rpms'; readonly missing: readonly string[] };

/** @param parent sha256 of an image; without, the script takes any image, and the name of the new one from whoever runs it. */
export async function recipeScript(database: Database, dataDirectory: string, recipe: Recipe, parent: string | undefined): Promise<RecipeScript> {
  const { rpms, missing } = await rpmsOf(database, dataDirectory, recipe);
  if (missing.length > 0) return { outcome: 'missing-rpms', missing };
  if (parent === undefined) return { outcome: 'made', text: standAloneScript(recipe, planRecipe(recipe, rpms, PLACEHOLDER_NVR), undefined) };
  const image = await findCatalogued(database, parent);
  if (image === undefined) return { outcome: 'no-parent' };
  const { nvr } = await proposeNvr(database, image);
  return { outcome: 'made', text: standAloneScript(recipe, planRecipe(recipe, rpms, nvr ?? PLACEHOLDER_NVR), { sha256: image.sha256 }) };
}
