// SPDX-License-Identifier: GPL-2.0-or-later
// A profile to read: what it is, who uses it, its kickstart.
import type { Metadata } from 'next';
import { requireSession } from '../../../require-session.ts';
import { ProfilePage } from './profile-page.tsx';

export async function generateMetadata({ params }: PageProps<'/profiles/[id]'>): Promise<Metadata> {
  return { title: decodeURIComponent((await params).id) };
}

export default async function ProfilePageOfId({ params }: PageProps<'/profiles/[id]'>) {
  await requireSession();
  return <ProfilePage id={decodeURIComponent((await params).id)} />;
}
