// SPDX-License-Identifier: GPL-2.0-or-later
// A new recipe.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { TEXT } from '../form/text.ts';
import { NewRecipe } from './new-recipe.tsx';
import '../recipes.css';

export const metadata: Metadata = { title: TEXT.createTitle };

export default async function NewRecipePage() {
  await requireSession();
  return <NewRecipe />;
}
