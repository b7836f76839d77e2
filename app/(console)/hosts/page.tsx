// SPDX-License-Identifier: GPL-2.0-or-later
// The list of hosts.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { HostList } from './host-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function HostsPage() {
  await requireSession();
  return <HostList />;
}
