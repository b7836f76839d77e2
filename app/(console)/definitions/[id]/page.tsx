// SPDX-License-Identifier: GPL-2.0-or-later
// An image definition to read and build: what there is to know, the kickstart, the commands.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { DefinitionPage } from './definition-page.tsx';

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) };
}

export default async function DefinitionPageOfId({ params }: { params: Promise<{ id: string }> }) {
  await requireSession();
  return <DefinitionPage id={decodeURIComponent((await params).id)} />;
}
