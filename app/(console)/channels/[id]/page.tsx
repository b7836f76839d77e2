// SPDX-License-Identifier: GPL-2.0-or-later
// A channel: its image, who follows it, and every decision in it.
import '../channels.css';
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { ChannelPage } from './channel-page.tsx';

export async function generateMetadata({ params }: PageProps<'/channels/[id]'>): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) };
}

export default async function ChannelPageOfId({ params }: PageProps<'/channels/[id]'>) {
  await requireSession();
  return <ChannelPage id={decodeURIComponent((await params).id)} />;
}
