// SPDX-License-Identifier: GPL-2.0-or-later
// The list of channels.
import './channels.css';
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { ChannelList } from './channel-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function ChannelsPage() {
  await requireSession();
  return <ChannelList />;
}
