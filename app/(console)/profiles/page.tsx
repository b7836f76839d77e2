// SPDX-License-Identifier: GPL-2.0-or-later
// The list of profiles.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { ProfileList } from './profile-list.tsx';
import { TEXT } from './text.ts';

export const metadata: Metadata = { title: TEXT.title };

export default async function ProfilesPage() {
  await requireSession();
  return <ProfileList />;
}
