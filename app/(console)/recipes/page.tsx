// SPDX-License-Identifier: GPL-2.0-or-later
// The list of recipes.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { RecipeList } from './recipe-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function RecipesPage() {
  await requireSession();
  return <RecipeList />;
}
