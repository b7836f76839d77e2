// SPDX-License-Identifier: GPL-2.0-or-later
// Recipes go through the form unchanged, and problems find their fields.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { arbitraryRecipe } from '#kickstart/recipe/arbitrary.ts';
import { Recipe } from '#kickstart/recipe/recipe.ts';
import { documentOf, draftOf, draftProblems, fieldOf, newDraft } from './recipe-draft.ts';

const SEED = 20_261_124;

test('a recipe that goes through the form comes out the same', () => {
  fc.assert(fc.property(arbitraryRecipe, (recipe) => assert.deepEqual(Recipe.parse(documentOf(draftOf(recipe))), recipe)), { seed: SEED, numRuns: 200 });
});

test('problems stand at the field that mends them', () => {
  assert.deepEqual(draftProblems(newDraft).map(({ field }) => field), ['id', 'title', '']);
  const draft = { ...newDraft, id: 'a', title: 'A', packages: 'tmux, -x', enable: 'a b/c', disable: 'a', commands: [{ text: ' ' }], files: [{ path: 'etc', mode: '9', owner: 'Root', group: 'root', encoding: 'text', content: '' }] };
  assert.deepEqual(draftProblems(draft).map(({ field }) => field).sort(), ['commands.0.text', 'disable', 'enable', 'files.0.mode', 'files.0.owner', 'files.0.path', 'packages']);
  assert.deepEqual(['units.disable.0', 'rpms.3', 'commands.2', 'files.1.content', 'repositories.0.name', ''].map(fieldOf), ['disable', 'rpms', 'commands.2.text', 'files.1.content', 'repositories.0.name', '']);
});
