// SPDX-License-Identifier: GPL-2.0-or-later
// A host: its state, its addresses for the network boot, its form and its kickstart.
import type { Metadata } from 'next';
import { readConfig } from '#server/config.ts';
import { requireSession } from '../../../require-session.ts';
import { HostPage } from './host-page.tsx';

export async function generateMetadata({ params }: PageProps<'/hosts/[id]'>): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) };
}

export default async function HostPageOfId({ params }: PageProps<'/hosts/[id]'>) {
  await requireSession();
  return <HostPage id={decodeURIComponent((await params).id)} bootUrl={readConfig().bootUrl} />;
}
