// SPDX-License-Identifier: GPL-2.0-or-later
// The list of image definitions.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { DefinitionList } from './definition-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function DefinitionsPage() {
  await requireSession();
  return <DefinitionList />;
}
