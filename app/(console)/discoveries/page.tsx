// SPDX-License-Identifier: GPL-2.0-or-later
// The inbox of discovered machines.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { DiscoveryInbox } from './discovery-inbox.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function DiscoveriesPage() {
  await requireSession();
  return <DiscoveryInbox />;
}
