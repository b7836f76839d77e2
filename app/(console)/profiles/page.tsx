// SPDX-License-Identifier: GPL-2.0-or-later
// The list of profiles.
import type { Metadata } from 'next';
import { requireSession } from '../../require-session.ts';
import { ProfilesExample } from './profiles-example.tsx';

export const metadata: Metadata = { title: 'Profiles' };

export default async function ProfilesPage() {
  await requireSession();
  return <ProfilesExample />;
}
