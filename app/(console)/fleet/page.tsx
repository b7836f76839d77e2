// SPDX-License-Identifier: GPL-2.0-or-later
// The nodes that run.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { NodeList } from './node-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function FleetPage() {
  await requireSession();
  return <NodeList />;
}
