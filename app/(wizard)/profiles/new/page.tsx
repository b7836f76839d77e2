// SPDX-License-Identifier: GPL-2.0-or-later
// A new profile: empty, copied from another (`?from=ID`), or read from a kickstart (`?import=1`).
import type { Metadata } from 'next';
import { requireSession } from '#app/require-session.ts';
import { includesRole } from '#app/session/session.ts';
import { NotAllowed } from '../../frame/not-allowed.tsx';
import { type Mode, ProfileWizard } from '../../frame/profile-wizard.tsx';

export const metadata: Metadata = { title: 'New profile' };

function modeOf(search: Record<string, string | string[] | undefined>): Mode {
  const { from } = search;
  if (typeof from === 'string' && from !== '') return { kind: 'clone', id: from };
  return search['import'] === undefined ? { kind: 'new' } : { kind: 'import' };
}

export default async function NewProfilePage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { role } = await requireSession();
  return includesRole(role, 'admin') ? <ProfileWizard mode={modeOf(await searchParams)} /> : <NotAllowed />;
}
