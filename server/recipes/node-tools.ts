// SPDX-License-Identifier: GPL-2.0-or-later
// Reads the node's tools, for the recipe that puts them into an image.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeToolsRecipe } from '#kickstart/recipe/node-tools.ts';
import type { Recipe } from '#kickstart/recipe/recipe.ts';

const SOURCES = fileURLToPath(new URL('../../node/basewright_node', import.meta.url));

/** The recipe with the tools of this version. */
export async function readNodeToolsRecipe(): Promise<Recipe> {
  const names = (await readdir(SOURCES)).filter((name) => name.endsWith('.py')).sort();
  return nodeToolsRecipe(await Promise.all(names.map(async (name) => ({ name, content: await readFile(join(SOURCES, name), 'utf8') }))));
}
