// SPDX-License-Identifier: GPL-2.0-or-later
// A new host.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { TEXT } from '../text.ts';
import { NewHost } from './new-host.tsx';

export const metadata: Metadata = { title: TEXT.create };

export default async function NewHostPage() {
  await requireSession();
  return <NewHost />;
}
