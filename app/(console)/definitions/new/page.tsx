// SPDX-License-Identifier: GPL-2.0-or-later
// A new image definition.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { TEXT } from '../form/text.ts';
import { NewDefinition } from './new-definition.tsx';

export const metadata: Metadata = { title: TEXT.createTitle };

export default async function NewDefinitionPage() {
  await requireSession();
  return <NewDefinition />;
}
