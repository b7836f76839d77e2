// SPDX-License-Identifier: GPL-2.0-or-later
// Where an admin logs in.
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentSession } from '../require-session.ts';
import { returnPath } from '../return-path.ts';
import { Gate } from '../shell/gate.tsx';
import { TEXT } from '../session/text.ts';
import { LoginPanel } from './login-panel.tsx';

export const metadata: Metadata = { title: TEXT.login };

export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  const next = returnPath((await searchParams)['next']);
  if (await currentSession()) redirect(next);
  return <Gate title={TEXT.loginTitle}><LoginPanel next={next} /></Gate>;
}
