// SPDX-License-Identifier: GPL-2.0-or-later
// A saved recipe in its form.
import type { Metadata } from 'next';
import { requireSession } from '../../../../require-session.ts';
import { EditRecipe } from './edit-recipe.tsx';
import '../../recipes.css';

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) };
}

export default async function EditRecipePage({ params }: { params: Promise<{ id: string }> }) {
  await requireSession();
  return <EditRecipe id={decodeURIComponent((await params).id)} />;
}
