// SPDX-License-Identifier: GPL-2.0-or-later
// The import of hosts from CSV.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { HostImport } from './host-import.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function HostImportPage() {
  await requireSession();
  return <HostImport />;
}
