// SPDX-License-Identifier: GPL-2.0-or-later
// A saved image definition in its form.
import type { Metadata } from 'next';
import { requireSession } from '../../../../require-session.ts';
import { EditDefinition } from './edit-definition.tsx';

export async function generateMetadata({ params }: { params: Promise<{ id: string }> }): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) };
}

export default async function EditDefinitionPage({ params }: { params: Promise<{ id: string }> }) {
  await requireSession();
  return <EditDefinition id={decodeURIComponent((await params).id)} />;
}
