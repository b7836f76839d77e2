// SPDX-License-Identifier: GPL-2.0-or-later
// A saved profile in the wizard.
import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { includesRole } from '#app/session/session.ts';
import { NotAllowed } from '../../../frame/not-allowed.tsx';
import { ProfileWizard } from '../../../frame/profile-wizard.tsx';

export const metadata: Metadata = { title: 'Edit profile' };

export default async function EditProfilePage({ params }: { params: Promise<{ id: string }> }) {
  const { role } = await requireSession();
  const { id } = await params;
  return includesRole(role, 'admin') ? <ProfileWizard key={id} mode={{ kind: 'edit', id: decodeURIComponent(id) }} /> : <NotAllowed />;
}
