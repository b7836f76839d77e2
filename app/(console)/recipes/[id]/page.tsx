// SPDX-License-Identifier: GPL-2.0-or-later
// A recipe to read and run.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { RecipeView } from './recipe-view.tsx';

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) };
}

export default async function RecipePageOfId({ params }: { params: Promise<{ id: string }> }) {
  await requireSession();
  return <RecipeView id={decodeURIComponent((await params).id)} />;
}
